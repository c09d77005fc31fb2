"""Making files in the layouts that are published, with figures that are clearly invented."""

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook

HEADINGS = ["Prison Name", "Baseline CNA", "In Use CNA", "Operational Capacity", "Population"]
LONG_HEADINGS = (
    'view,Date,Establishment,Sex,"Age / Custody / Nationality / Offence Group",Population'
)
AGES = "a Establishment*Sex*Age Group"
CUSTODY = "b Establishment*Sex*Custody Type"
REGISTER_HEADINGS = [
    "Prison",
    "Designation",
    "Predominant Function",
    "Cohort of Prisoners Held",
    "Probation Region",
    "Operator",
    "Address",
    "Telephone",
]


def bulletin(*prisons, headings=HEADINGS, day="31/01/2025", below=()):
    """Give the rows of a bulletin round those of prisons, with its totals, section and notes."""
    return [
        ["Monthly Bulletin: Population and Capacity Briefing"],
        [f"Report Date: {day}"],
        [],
        list(headings),
        *prisons,
        ["Sub total", 1, 1, 1, sum(row[4] for row in prisons if _is_figure(row[4:5]))],
        ["HMPPS Operated Immigration Removal Centres"],
        ["Dover", 100, 100, 111, 99],
        ["Total", 2, 2, 2, 2],
        [],
        ["Usable operational capacity is less than the sum of the rows."],
        *below,
    ]


def _is_figure(cells):
    return bool(cells) and isinstance(cells[0], int)


def register(*prisons, headings=REGISTER_HEADINGS, title="Prison Estate Register July 2024"):
    """Give the rows of a register, with its headings once more in the middle and keys below."""
    return [
        [title],
        list(headings),
        *prisons[:1],
        list(headings),
        *prisons[1:],
        [],
        ["Key"],
        ["Reception", "Holds people on remand"],
    ]


def xlsx(path, sheets, merged=()):
    """Write a workbook of sheets by name; `merged` ranges are in every sheet."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cells in merged:
            sheet.merge_cells(cells)
    book.save(path)
    return path


def ods(path, sheets, *, before="", attributes=""):
    """Write an OpenDocument spreadsheet; `attributes` go on each row."""
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>"
        f"{''.join(_ods_row(row, attributes) for row in rows)}</table:table>"
        for name, rows in sheets.items()
    )
    return ods_of(
        path,
        f'<?xml version="1.0"?>{before}<office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>",
    )


def ods_of(path, content):
    """Write an OpenDocument spreadsheet with this content.xml."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet"
        )
        archive.writestr("content.xml", content)
    return path


def _ods_row(cells, attributes):
    written = "".join(map(_ods_cell, cells)) or "<table:table-cell/>"
    return f"<table:table-row {attributes}>{written}</table:table-row>"


def _ods_cell(cell):
    if cell is None:
        return "<table:table-cell/>"
    words = f"<text:p>{escape(str(cell))}</text:p>"
    if isinstance(cell, int | float):
        kind = f'office:value-type="float" office:value="{cell}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}>{words}</table:table-cell>"


def long_csv(path: Path, *lines: str, headings=LONG_HEADINGS, encoding="utf-8"):
    """Write a long CSV of the population data tool."""
    path.write_text("\n".join((headings, *lines)) + "\n", encoding=encoding)
    return path
