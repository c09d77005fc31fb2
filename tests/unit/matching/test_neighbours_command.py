"""`portal matching neighbours` from file to list, as somebody outside would try it."""

import csv
import io
import json
import math
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.matching.cli import matching_cli

FOLDER = Path(__file__).parent / "daisy"
PLAIN = {"number", "constant", "symm", "words", "truth", "ordered"}


def _run(folder: Path, table: str | bytes, *words: str) -> Result:
    path = folder / "in.csv"
    path.write_bytes(table if isinstance(table, bytes) else table.encode())
    given = ["neighbours", "--table", str(path), *words]
    return CliRunner().invoke(matching_cli, given, prog_name="portal matching")


def _rows(result: Result) -> list[list[str]]:
    assert result.exit_code == 0, result.output
    return list(csv.reader(io.StringIO(result.stdout)))[1:]


def _apart(result: Result) -> dict[tuple[str, str], float]:
    return {(row[0], row[1]): float(row[3] or "nan") for row in _rows(result)}


def _worked(name: str) -> list[tuple[list[dict[str, list[object]]], list[float]]]:
    read = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return [
        (table["columns"], [math.nan if far is None else far for far in table["distances"]])
        for table in read["tables"]
        if all(column["kind"] in PLAIN for column in table["columns"])
        and any(column["weight"] for column in table["columns"])
    ]


@pytest.mark.parametrize(("name", "method"), [("gower.json", "gower"), ("euclid.json", "euclid")])
def test_from_file_to_list_the_distances_are_those_of_r(
    tmp_path: Path, name: str, method: str
) -> None:
    tables = _worked(name)
    assert len(tables) > 30
    for columns, expected in tables:
        cells = [column["values"] for column in columns]
        written = io.StringIO()
        writer = csv.writer(written)
        writer.writerow(["id", *(f"c{at}" for at in range(len(columns)))])
        for number, row in enumerate(zip(*cells, strict=True)):
            writer.writerow([number, *("NA" if cell is None else cell for cell in row)])
        weights = ",".join(f"c{at}={column['weight']}" for at, column in enumerate(columns))
        found = _apart(_run(tmp_path, written.getvalue(), "--method", method, "--weights", weights))
        pairs = combinations(range(len(cells[0])), 2)
        assert [found[str(one), str(other)] for one, other in pairs] == pytest.approx(
            expected, rel=1e-12, abs=1e-13, nan_ok=True
        )


def test_ids_are_text_so_zeros_in_front_and_any_script_stay(tmp_path: Path) -> None:
    rows = _rows(_run(tmp_path, "id,x\n007,1\n7,2\n7.0,4\n監獄 é,8\n", "--method", "gower"))
    assert [row[1] for row in rows if row[0] == "007"] == ["7", "7.0", "監獄 é"]
    assert [row[0] for row in rows[::3]] == ["007", "7", "7.0", "監獄 é"]


def test_numbers_may_have_signs_exponents_and_blanks_around_them(tmp_path: Path) -> None:
    cells = ["+1", " -1.50e0 ", ".25", "2.", "1E+1", "0e5"]
    written = "id,x\n" + "".join(f"{at},{cell}\n" for at, cell in enumerate(cells))
    found = _apart(_run(tmp_path, written, "--method", "gower"))
    for one, other in combinations(range(len(cells)), 2):
        expected = abs(float(cells[one]) - float(cells[other])) / 11.5
        assert found[str(one), str(other)] == pytest.approx(expected, rel=1e-12)


def test_true_and_false_are_words_and_may_be_the_same_by_both_being_false(tmp_path: Path) -> None:
    table = "id,x,y\nA,TRUE,1\nB,FALSE,1\nC,FALSE,2\n"
    found = _apart(_run(tmp_path, table, "--method", "gower"))
    assert (found["A", "B"], found["B", "C"], found["A", "C"]) == (0.5, 0.5, 1.0)


def test_0_and_1_are_the_same_by_number_and_by_word(tmp_path: Path) -> None:
    numbers = _apart(_run(tmp_path, "id,x\nA,0\nB,1\nC,0\n", "--method", "gower"))
    words = _apart(_run(tmp_path, "id,x\nA,no\nB,yes\nC,no\n", "--method", "gower"))
    assert numbers == words


def test_numbers_among_words_are_words_and_a_note_says_so(tmp_path: Path) -> None:
    result = _run(tmp_path, 'id,x\nA,"1,234"\nB,20\nC,21\n', "--method", "gower")
    assert set(_apart(result).values()) == {1.0}
    assert result.stderr == (
        "Note: column 'x' is compared as words, its numbers too: line 2 holds '1,234'.\n"
    )


@pytest.mark.parametrize("words", ["x,y", "TRUE,FALSE", "1a,2a"])
def test_a_column_of_words_alone_needs_no_note(tmp_path: Path, words: str) -> None:
    one, other = words.split(",")
    assert _run(tmp_path, f"id,x\nA,{one}\nB,{other}\n", "--method", "gower").stderr == ""


def test_a_column_that_weighs_nothing_needs_no_note(tmp_path: Path) -> None:
    given = ("--method", "euclid", "--weights", "x=0")
    assert _run(tmp_path, "id,x,y\nA,1,1\nB,two,2\n", *given).stderr == ""


def test_rows_of_commas_alone_are_passed_over(tmp_path: Path) -> None:
    plain = _run(tmp_path, "id,x,y\nA,1,2\nB,2,9\nC,4,1\n", "--method", "euclid")
    filled = _run(tmp_path, "id,x,y\nA,1,2\n,,\nB,2,9\nC,4,1\n , ,\n,,\n", "--method", "euclid")
    assert _rows(filled) == _rows(plain)


@pytest.mark.parametrize(
    ("mark", "said"), [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")]
)
def test_other_marks_between_columns_are_named(tmp_path: Path, mark: str, said: str) -> None:
    result = _run(tmp_path, "id,x\nA,1\nB,2\n".replace(",", mark), "--method", "euclid")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith(f"line 1: the columns stand between {said}; use commas\n")


def test_many_columns_of_which_one_is_blank_leave_it_out(tmp_path: Path) -> None:
    wide = 300
    head = "id," + ",".join(f"c{at}" for at in range(wide))
    lines = [
        f"{row}," + ",".join("" if at == 7 else str((row * at) % 11) for at in range(wide))
        for row in range(40)
    ]
    result = _run(tmp_path, "\n".join([head, *lines]), "--method", "euclid", "--top", "3")
    assert len(_rows(result)) == 40 * 3
    assert result.stderr == "Note: column 'c7' has no values and is left out.\n"


def test_among_equals_the_nearest_few_are_the_first_of_all(tmp_path: Path) -> None:
    written = "id,x\n" + "".join(f"{at},{at % 3}\n" for at in range(60))
    whole = _rows(_run(tmp_path, written, "--method", "gower"))
    some = _rows(_run(tmp_path, written, "--method", "gower", "--top", "5"))
    assert some == [row for row in whole if int(row[2]) <= 5]
    assert all(
        (float(one[3]), one[1]) < (float(other[3]), other[1])
        for one, other in pairwise(whole)
        if one[0] == other[0]
    )
