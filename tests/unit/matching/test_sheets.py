"""One table as CSV, XLSX and JSON, and cells that a spreadsheet could take for formulas."""

import csv
import io
import json

import openpyxl
import pytest

from portal.matching.sheets import Sheet, csv_sheet, json_sheet, xlsx_sheet

SHEET = Sheet(
    title="Spring",
    columns=("Prison", "Distance", "Kept"),
    rows=(("Leeds", 0.25, True), ("Hull", None, False)),
    notes=(("Method", "Register, version 1"),),
)
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")


def rows_of(written: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))


def test_csv_has_the_table_and_its_notes_below():
    assert rows_of(csv_sheet(SHEET)) == [
        ["Prison", "Distance", "Kept"],
        ["Leeds", "0.25", "True"],
        ["Hull", "", "False"],
        [],
        ["Spring"],
        ["Method", "Register, version 1"],
    ]


def test_xlsx_has_the_table_and_the_notes_with_their_types():
    book = openpyxl.load_workbook(io.BytesIO(xlsx_sheet(SHEET)))
    table, notes = book.worksheets
    assert [[cell.value for cell in row] for row in table.rows] == [
        ["Prison", "Distance", "Kept"],
        ["Leeds", 0.25, True],
        ["Hull", None, False],
    ]
    assert [[cell.value for cell in row] for row in notes.rows] == [
        ["Spring", None],
        ["Method", "Register, version 1"],
    ]
    assert table.freeze_panes == "A2"


def test_json_names_each_cell_by_its_column_and_carries_more():
    written = json.loads(json_sheet(SHEET, {"inputs": [1]}))
    assert written["rows"][0] == {"Prison": "Leeds", "Distance": 0.25, "Kept": True}
    assert (written["title"], written["inputs"]) == ("Spring", [1])
    assert written["notes"] == {"Method": "Register, version 1"}


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(text):
    sheet = Sheet(text, (text,), ((text,),), ((text, text),))
    for row in filter(None, rows_of(csv_sheet(sheet))):
        assert all(cell == f"'{text}" for cell in row)
    for page in openpyxl.load_workbook(io.BytesIO(xlsx_sheet(sheet))).worksheets:
        cells = [cell for row in page.rows for cell in row if cell.value is not None]
        assert cells
        assert {cell.data_type for cell in cells} == {"s"}


def test_numbers_below_0_stay_numbers():
    sheet = Sheet("", ("n",), ((-1.5,),))
    assert rows_of(csv_sheet(sheet))[1] == ["-1.5"]
