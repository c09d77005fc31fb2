"""`portal matching`: plain tables in, plain tables out, with no portal set up."""

import csv
import itertools
import math
import random
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal import cli
from portal.matching import distance_tables

SITES = "id,size,kind\nA,1,open\nB,2,closed\nC,4,open\n"
PAIRS = "a,b,distance\nA,B,1\nA,C,5\nA,D,5\nB,C,5\nB,D,5\nC,D,2\n"


def _neighbours(tmp_path: Path, table: str | bytes, *words: str) -> Result:
    return _run(tmp_path, table, "neighbours", "--table", *words)


def _pair(tmp_path: Path, distances: str | bytes, *words: str) -> Result:
    return _run(tmp_path, distances, "pair", "--distances", *words)


def _run(tmp_path: Path, content: str | bytes, command: str, option: str, *words: str) -> Result:
    path = tmp_path / "in.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    given = ["matching", command, option, str(path), *words]
    return CliRunner().invoke(cli.main, given, prog_name="portal")


def _rows(result: Result) -> list[list[str]]:
    assert result.exit_code == 0, result.output
    return list(csv.reader(result.stdout.splitlines()))


def _refusal(result: Result) -> str:
    assert result.exit_code == 1
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 1
    return lines[0]


def test_neighbours_are_listed_for_each_nearest_first_with_every_digit(tmp_path: Path) -> None:
    rows = _rows(_neighbours(tmp_path, "id,x\nA,0\nB,1\nC,3\n", "--method", "euclid"))
    deviation = math.sqrt(7 / 3)
    assert rows[0] == ["id", "neighbour", "rank", "distance"]
    assert [row[:3] for row in rows[1:]] == [
        ["A", "B", "1"],
        ["A", "C", "2"],
        ["B", "A", "1"],
        ["B", "C", "2"],
        ["C", "B", "1"],
        ["C", "A", "2"],
    ]
    assert [float(row[3]) for row in rows[1:]] == pytest.approx(
        [step / deviation for step in (1, 3, 1, 2, 2, 3)], rel=1e-15
    )


def test_gower_takes_words_weights_and_the_nearest_few(tmp_path: Path) -> None:
    given = ("--method", "gower", "--weights", "kind=2", "--top", "1")
    rows = _rows(_neighbours(tmp_path, SITES, *given))
    assert rows[1:] == [
        ["A", "C", "1", repr(1 / 3)],
        ["B", "A", "1", repr((1 / 3 + 2) / 3)],
        ["C", "A", "1", repr(1 / 3)],
    ]


def test_blanks_are_told_from_values_and_the_unknown_stands_last(tmp_path: Path) -> None:
    table = "id,x,y\nA,1,NA\nB,n/a,2\nC,3,-\nD, 2 ,\n"
    rows = _rows(_neighbours(tmp_path, table, "--method", "euclid"))
    # The deviation of 1, 2, 3 is 1, and one of two columns is known: squares count twice.
    assert [row[1:] for row in rows if row[0] == "A"] == [
        ["D", "1", repr(math.sqrt(2))],
        ["C", "2", repr(math.sqrt(8))],
        ["B", "3", ""],
    ]


def test_equally_near_ones_stand_in_the_order_of_their_ids_as_text(tmp_path: Path) -> None:
    rows = _rows(_neighbours(tmp_path, "id,x\n9,0\n10,1\n2,1\n", "--method", "gower"))
    assert [row[1] for row in rows if row[0] == "9"] == ["10", "2"]


def test_words_can_be_left_out_of_euclid_by_their_weight(tmp_path: Path) -> None:
    given = ("--method", "euclid", "--weights", "kind=0")
    assert len(_rows(_neighbours(tmp_path, SITES, *given))) == 7


def test_a_column_without_values_is_left_out_and_told(tmp_path: Path) -> None:
    table = "id,x,y\nA,1,\nB,2,NA\n"
    result = _neighbours(tmp_path, table, "--method", "euclid")
    assert len(_rows(result)) == 3
    assert result.stderr == "Note: column 'y' has no values and is left out.\n"


@pytest.mark.parametrize("method", ["euclid", "gower"])
def test_rows_that_are_the_same_are_at_0(tmp_path: Path, method: str) -> None:
    rows = _rows(_neighbours(tmp_path, "id,x\nA,1\nB,1\n", "--method", method))
    assert rows[1:] == [["A", "B", "1", "0.0"], ["B", "A", "1", "0.0"]]


@pytest.mark.parametrize(
    "table",
    [
        b"\xef\xbb\xbf" + SITES.encode(),
        SITES.replace("\n", "\r\n").encode(),
        SITES.replace("\n", "\r").encode(),
        SITES.replace("A", '"A"').encode(),
        SITES.rstrip().encode(),
        SITES.replace("B,", "\n\nB,").encode(),
    ],
    ids=["byte order mark", "CRLF", "CR", "quotes", "no last line end", "empty lines"],
)
def test_the_way_a_file_is_written_changes_nothing(tmp_path: Path, table: bytes) -> None:
    expected = _neighbours(tmp_path, SITES, "--method", "gower").stdout
    assert _neighbours(tmp_path, table, "--method", "gower").stdout == expected


def test_ids_with_commas_and_quotes_come_out_as_they_went_in(tmp_path: Path) -> None:
    rows = _rows(_neighbours(tmp_path, 'id,x\n"A, ""a""",1\nB,2\n', "--method", "gower"))
    assert rows[1][:2] == ['A, "a"', "B"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "line 1: the file is empty"),
        ("name,x\nA,1\n", "line 1: no column 'id' in the header: name, x"),
        ("id\nA\nB\n", "line 1: no column beside 'id': nothing to compare"),
        ("id,x,x\nA,1,2\n", "line 1: two columns are called 'x'"),
        ("id,,x\nA,1,2\n", "line 1: column 2 of the header has no name"),
        ("id,x\n", "line 1: the table has no rows; give at least two"),
        ("id,x\nA,1\n", "line 2: the table has one row only; give at least two"),
        ("id,x\nA,1\nB,2\nA,3\n", "line 4: the id 'A' stands on line 2 already"),
        ("id,x\nA,1\n ,2\n", "line 3: the id is blank"),
        ("id,x\nA,1\nB,2,3\n", "line 3: 3 fields, where the header has 2"),
        (
            "id,x\nA,1\nB,two\n",
            "line 3: column 'x' holds words ('two'), which euclid cannot compare; "
            "use --method gower, or --weights x=0",
        ),
        (
            "id,x\nA,1\nB,inf\n",
            "line 3: column 'x' holds 'inf', which is no number; leave it blank if it is not known",
        ),
        (
            "id,x\nA,nan\nB,2\n",
            "line 2: column 'x' holds 'nan', which is no number; leave it blank if it is not known",
        ),
        ("id,x\nA,1\nB,1e999\n", "line 3: column 'x' holds 1e999: too great"),
        (b"id,x\nA,1\nB\xff,2\n", "line 3: not UTF-8"),
        ('id,x\nA,1\n"B,2\n', "line 3: not CSV: unexpected end of data"),
    ],
)
def test_a_bad_table_is_refused_in_one_line(tmp_path: Path, table: str | bytes, said: str) -> None:
    result = _neighbours(tmp_path, table, "--method", "euclid")
    assert _refusal(result) == f"Error: {tmp_path / 'in.csv'}: {said}"


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ("age=2", "no column 'age' to weigh: the table has size, kind"),
        ("size=0,kind=0", "every column weighs 0: nothing is left to compare"),
    ],
)
def test_weights_must_fit_the_table(tmp_path: Path, weights: str, said: str) -> None:
    result = _neighbours(tmp_path, SITES, "--method", "gower", "--weights", weights)
    assert _refusal(result).endswith(said)


@pytest.mark.parametrize(
    "weights", ["size", "size=x", "size=-1", "size=nan", "=1", "size=1,size=2"]
)
def test_what_is_no_weight_is_refused_as_wrong_usage(tmp_path: Path, weights: str) -> None:
    result = _neighbours(tmp_path, SITES, "--method", "gower", "--weights", weights)
    assert (result.exit_code, result.stdout) == (2, "")


def test_pairs_come_in_order_with_the_total_and_its_proof(tmp_path: Path) -> None:
    result = _pair(tmp_path, PAIRS)
    assert result.stdout == "group,id\n1,A\n1,B\n2,C\n2,D\n"
    assert result.stderr == "total 5.0, proven least\n"
    assert _pair(tmp_path, PAIRS, "--objective", "sum").stderr == "total 3.0, proven least\n"


def test_the_order_of_the_lines_and_of_the_two_ids_changes_nothing(tmp_path: Path) -> None:
    head, *lines = PAIRS.splitlines()
    turned = [",".join((two, one, far)) for one, two, far in (line.split(",") for line in lines)]
    random.Random(1).shuffle(turned)
    for given in ([*turned], [*lines, *turned]):
        result = _pair(tmp_path, "\n".join([head, *given]))
        assert (result.stdout, result.stderr) == (
            _pair(tmp_path, PAIRS).stdout,
            "total 5.0, proven least\n",
        )


@pytest.mark.parametrize(
    "distances",
    [
        b"\xef\xbb\xbf" + PAIRS.encode(),
        PAIRS.replace("\n", "\r\n").encode(),
        PAIRS.replace("\n", "\r").encode(),
        PAIRS.replace("A", '"A"').encode(),
        PAIRS.rstrip().encode(),
        PAIRS.replace("B,", " B ,").encode(),
        PAIRS.replace("C,D", "\n\nC,D").encode(),
        PAIRS.replace("\n", "\nA,A,0\n", 1).encode(),
        b"distance,b,a\n1,A,B\n5,A,C\n5,A,D\n5,B,C\n5,B,D\n2,C,D\n",
    ],
    ids=["mark", "CRLF", "CR", "quotes", "no end", "blanks", "empty lines", "itself", "order"],
)
@pytest.mark.parametrize("block", [10, 1_000_000])
def test_the_way_distances_are_written_changes_nothing(
    tmp_path: Path, distances: bytes, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(distance_tables, "BLOCK", block)
    assert _pair(tmp_path, distances).stdout == "group,id\n1,A\n1,B\n2,C\n2,D\n"


def test_a_pair_that_is_not_there_is_forbidden_and_whoever_is_left_over_is_told_why(
    tmp_path: Path,
) -> None:
    result = _pair(tmp_path, "a,b,distance\nhub,one,1\nhub,two,2\nhub,three,3\nalone,alone,0\n")
    assert _rows(result)[1:] == [
        ["1", "hub"],
        ["1", "one"],
        ["", "alone"],
        ["", "three"],
        ["", "two"],
    ]
    assert result.stderr.splitlines() == [
        "total 1.0, proven least",
        "in no group: alone: no pair with it is allowed: the file has no line for any",
        "in no group: three: everyone it may join is needed in another group, "
        "or may not join that group",
        "in no group: two: everyone it may join is needed in another group, "
        "or may not join that group",
    ]


@pytest.mark.parametrize(
    ("size", "expected"), [("2", [2, 2, 2, 3]), ("3", [3, 3, 3]), ("4", [4, 5])]
)
def test_nine_make_groups_of_the_size_asked_for(
    tmp_path: Path, size: str, expected: list[int]
) -> None:
    lines = [f"{one},{two},{two - one}" for one, two in itertools.combinations(range(1, 10), 2)]
    result = _pair(tmp_path, "\n".join(["a,b,distance", *lines]), "--size", size)
    groups = [row[0] for row in _rows(result)[1:]]
    assert sorted(groups.count(each) for each in set(groups)) == expected
    assert result.stderr.endswith(", proven least\n")


def test_when_time_is_up_it_says_so(tmp_path: Path) -> None:
    three_near = "a,b,distance\nA,B,1\nA,C,1\nB,C,1\nA,D,9\nB,D,9\nC,D,9\n"
    result = _pair(tmp_path, three_near, "--seconds", "0")
    assert len(_rows(result)) == 5
    # Three are at least 1 from the next, the fourth 9: half of 1 + 1 + 1 + 81 must be spent.
    said = f"total 82.0, not proven: at most a share of {(82 - 42) / 82:.3g} of it could be saved"
    assert result.stderr == f"{said}\n"


@pytest.mark.parametrize("block", [10, 1_000_000])
@pytest.mark.parametrize(
    ("distances", "said"),
    [
        ("", "line 1: the file is empty"),
        ("a,b,distance\n", "line 1: no pairs below the header"),
        ("from,to,km\nA,B,1\n", "line 1: the header is from,to,km; it must be a,b,distance"),
        ("a,b,distance\nA,B,1\nA,C,far\n", "line 3: the distance 'far' is not a number"),
        ("a,b,distance\nA,B,1\nA,C,1_0\n", "line 3: the distance '1_0' is not a number"),
        ("a,b,distance\nA,B,-1\n", "line 2: the distance -1 is negative"),
        ("a,b,distance\nA,B,nan\n", "line 2: the distance 'nan' is not a number"),
        ("a,b,distance\nA,B,inf\n", "line 2: the distance 'inf' is not a number"),
        ("a,b,distance\nA,B,1e999\n", "line 2: the distance 1e999 is too great"),
        (
            "a,b,distance\nA,B,\n",
            "line 2: the distance is blank; to forbid a pair leave its line out",
        ),
        ("a,b,distance\nA,B,1\n,C,1\n", "line 3: an id is blank"),
        ("a,b,distance\nA,B,1\n\nA,C,1,1\n", "line 4: 4 fields, where the header has 3"),
        ("a,b,distance\nA,A,1\n", "line 2: the distance of 'A' to itself is 1.0, not 0"),
        (
            "a,b,distance\nA,B,1\nC,A,3\nB,A,2\n",
            "line 4: the distance of 'B' and 'A' is 2.0, but 1.0 on line 2",
        ),
        (b"a,b,distance\nA,B,1\nA\xff,C,1\n", "line 3: not UTF-8"),
    ],
)
def test_bad_distances_are_refused_in_one_line(
    tmp_path: Path,
    distances: str | bytes,
    said: str,
    block: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(distance_tables, "BLOCK", block)
    assert _refusal(_pair(tmp_path, distances)).endswith(said)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    words = ["matching", "pair", "--distances", str(tmp_path / "none.csv")]
    result = CliRunner().invoke(cli.main, words, prog_name="portal")
    assert (result.exit_code, result.stdout) == (2, "")
