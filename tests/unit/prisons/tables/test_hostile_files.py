"""Files made to do harm, or far too large: each is refused in words, in little memory and time."""

import re
import zipfile
from time import monotonic

import pytest

from portal.errors import Invalid
from portal.prisons.tables import files
from portal.prisons.tables.importing import read_table
from tests.unit.prisons.tables.makers import (
    AGES,
    LONG_HEADINGS,
    bulletin,
    long_csv,
    ods,
    ods_of,
    xlsx,
)

ROW = ["Altcourse", 700, 690, 1111, 1001]
ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c SYSTEM "file:///etc/passwd">]>'
)


def replaced(path, part, change):
    """Write an archive again with one part changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def sheet_of(path, change):
    return replaced(path, "xl/worksheets/sheet1.xml", lambda part: change(part.decode()).encode())


@pytest.fixture
def workbook(tmp_path):
    return xlsx(tmp_path / "a.xlsx", {"1": bulletin(ROW)})


@pytest.fixture(autouse=True)
def quick():
    """Hold every file to twenty seconds."""
    before = monotonic()
    yield
    assert monotonic() - before < 20


def test_entities_are_refused_in_both_spreadsheets(tmp_path, workbook):
    path = sheet_of(workbook, lambda part: ENTITIES + part[part.index("<worksheet") :])
    with pytest.raises(Invalid, match="XML that could do harm"):
        read_table(path)
    with pytest.raises(Invalid, match="XML that could do harm"):
        read_table(ods(tmp_path / "a.ods", {"1": bulletin(ROW)}, before=ENTITIES))


def test_a_bomb_is_refused_by_its_size(workbook):
    bomb = lambda part: part + b" " * (210 * 1024**2)  # noqa: E731
    with pytest.raises(Invalid, match="holds too much"):
        read_table(replaced(workbook, "xl/worksheets/sheet1.xml", bomb))


def test_millions_of_cells_in_one_row_end_the_process_and_nothing_else(workbook):
    cells = "<c><v>1</v></c>" * 2_000_000
    path = sheet_of(workbook, lambda part: part.replace("</row>", f"{cells}</row>", 1))
    with pytest.raises(Invalid, match="holds too much"):
        read_table(path)


def test_too_many_rows_are_refused(tmp_path, workbook):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(100, 300_000))
    path = sheet_of(workbook, lambda part: part.replace("</sheetData>", rows + "</sheetData>"))
    with pytest.raises(Invalid, match="Sheet “1” has more than 5,000 rows"):
        read_table(path)
    repeated = ods(
        tmp_path / "b.ods", {"1": bulletin(ROW)}, attributes='table:number-rows-repeated="1048576"'
    )
    with pytest.raises(Invalid, match="more than 5,000 rows"):
        read_table(repeated)


def test_blank_rows_and_columns_without_end_do_no_harm(tmp_path):
    path = ods(tmp_path / "a.ods", {"1": bulletin(ROW)})
    far = (
        '<table:table-row table:number-rows-repeated="99999999">'
        '<table:table-cell table:number-columns-repeated="99999999"/></table:table-row>'
    )
    replaced(
        path,
        "content.xml",
        lambda part: part.replace(b"</table:table>", far.encode() + b"</table:table>"),
    )
    assert len(read_table(path).told) == 1


def test_a_huge_dimension_is_not_believed(workbook):
    path = sheet_of(
        workbook,
        lambda part: part.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c>'
                                  "</row></sheetData>"),
    )  # fmt: skip
    assert len(read_table(path).told) == 1


def test_links_to_other_files_are_not_followed(workbook):
    outside = (
        b'<Relationship Id="rX" TargetMode="External" Target="http://192.0.2.1/x.xml" Type="http://'
        b'schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    path = replaced(
        workbook,
        "xl/_rels/workbook.xml.rels",
        lambda part: part.replace(b"</Relationships>", outside),
    )
    assert read_table(path).told


@pytest.mark.parametrize("target", ["../../../../etc/passwd", "/etc/passwd", "nothing.xml"])
def test_a_sheet_outside_of_the_archive_is_not_there(workbook, target):
    path = replaced(
        workbook,
        "xl/_rels/workbook.xml.rels",
        lambda part: part.replace(b"/xl/worksheets/sheet1.xml", target.encode()),
    )
    with pytest.raises(Invalid, match="No sheet of this file"):
        read_table(path)


def test_strings_that_are_not_there_and_figures_that_are_none_do_no_harm(workbook):
    def change(part):
        part = re.sub(r'(<c r="C5"[^>]*) t="n"', r'\1 t="s"', part)
        return part.replace("<v>700</v>", "<v>²</v>").replace('r="5"', 'r="-5"')

    found = read_table(sheet_of(workbook, change))
    assert [each.reason for each in found.refused] == [
        "Altcourse: Baseline CNA is “²”, which is no whole number"
    ]


@pytest.mark.parametrize("head", [b"\xd0\xcf\x11\xe0 old", b"%PDF-1.7", b"<html>", b"", b"   "])
def test_other_kinds_of_files_are_told_apart(tmp_path, head):
    path = tmp_path / "table.xlsx"
    path.write_bytes(head)
    with pytest.raises(Invalid, match=r"Save it as|not read|Download the table itself"):
        read_table(path)


def test_half_a_spreadsheet_is_damaged(workbook):
    workbook.write_bytes(workbook.read_bytes()[:-200])
    with pytest.raises(Invalid, match="damaged"):
        read_table(workbook)


def test_xml_that_ends_too_soon_is_damaged(tmp_path):
    with pytest.raises(Invalid, match="damaged"):
        read_table(ods_of(tmp_path / "a.ods", "<a><b>"))


def test_xml_nested_without_end_is_damaged(tmp_path):
    deep = "<text:p>" * 100_000
    with pytest.raises(Invalid, match=r"damaged|holds too much"):
        read_table(ods_of(tmp_path / "a.ods", f'<a xmlns:text="t">{deep}</a>'))


def test_a_locked_spreadsheet_is_named_as_such(tmp_path):
    path = ods(tmp_path / "a.ods", {"1": bulletin(ROW)})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("META-INF/manifest.xml", "<m:encryption-data/>")
    with pytest.raises(Invalid, match="locked with a password"):
        read_table(path)


def test_a_line_without_end_is_refused(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(LONG_HEADINGS + "\n" + "x" * 5_000_000)
    with pytest.raises(Invalid, match="A line is too long"):
        read_table(path)


def test_a_quote_without_end_is_damaged(tmp_path):
    path = long_csv(tmp_path / "x.csv", f'{AGES},2023-12,"Altcourse', *["a,b,c"] * 50_000)
    with pytest.raises(Invalid, match="damaged"):
        read_table(path)


@pytest.mark.parametrize("column", [0, 1, 2])
def test_new_names_without_end_are_refused(tmp_path, column):
    def line(number):
        cells = [AGES, "2023-12", "Altcourse", "Male", "18-20", "80"]
        cells[column] = f"{cells[column]}{number}"
        return ",".join(cells)

    path = long_csv(tmp_path / "x.csv", *map(line, range(210_000)))
    with pytest.raises(Invalid, match="more prisons, views or kinds"):
        read_table(path)


def test_names_that_steer_a_terminal_lose_their_sting(tmp_path, workbook):
    path = sheet_of(workbook, lambda part: part.replace("<v>700</v>", "<v>&#x202e;x</v>"))
    refused = read_table(path).refused[0]
    line = f"{AGES},2023-12,\x1b[2JAltcourse,Male,18-20,\x1b[2Jlots"
    told = read_table(long_csv(tmp_path / "x.csv", line)).refused[0]
    assert refused.reason.isprintable()
    assert told.reason.isprintable()


def test_many_months_are_read_in_the_memory_of_one(tmp_path):
    path = tmp_path / "x.csv"
    with path.open("w") as file:
        file.write(LONG_HEADINGS + "\n")
        for number in range(400_000):
            year, month = divmod(number // 1_000, 12)
            file.write(
                f"{AGES},{1900 + year}-{month + 1:02},Prison {number % 1_000},Male,18-20,80\n"
            )
    found = files.long_csv(path, "")
    assert (found["rows"], len(found["figures"])) == (400_000, 1_000)
