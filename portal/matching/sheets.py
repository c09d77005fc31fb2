"""Tables to take away as CSV, XLSX or JSON, each from the same value.

A cell that a spreadsheet could take for a formula is never one: XLSX holds it as text, and CSV,
which cannot say so, puts an apostrophe before it (OWASP, "CSV Injection").
"""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from flask import Response
from slugify import slugify

from portal.errors import NotFound

Cell = str | int | float | bool | None

FORMULA_BEGINS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
WIDEST: Final = 60
SHEET_NAME: Final = "Table"
NOTES_NAME: Final = "Notes"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL: Final = 32_767  # characters, the most that a cell of a spreadsheet holds


@dataclass(frozen=True, slots=True)
class Sheet:
    """Hold a table with its title, and the notes that belong to it as name and words."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[tuple[str, str], ...] = ()


def csv_sheet(sheet: Sheet) -> bytes:
    """Write the columns and rows as CSV in UTF-8 with a byte order mark, as spreadsheets want it.

    The notes stand below the table, after an empty line.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(map(_harmless, sheet.columns))
    writer.writerows(map(_harmless, row) for row in sheet.rows)
    writer.writerow(())
    writer.writerow((_harmless(sheet.title),))
    writer.writerows(map(_harmless, note) for note in sheet.notes)
    return out.getvalue().encode("utf-8-sig")


def xlsx_sheet(sheet: Sheet) -> bytes:
    """Write a workbook of two sheets: the table, its header held in view, and the notes."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        table = book.add_worksheet(SHEET_NAME)
        table.freeze_panes(1, 0)
        _fill(table, 0, [sheet.columns], bold)
        _fill(table, 1, sheet.rows)
        for at, column in enumerate(zip(sheet.columns, *sheet.rows, strict=True)):
            table.set_column(at, at, min(max(len(str(cell)) for cell in column) + 2, WIDEST))
        notes = book.add_worksheet(NOTES_NAME)
        _fill(notes, 0, [(sheet.title,)], bold)
        _fill(notes, 1, sheet.notes)
        notes.set_column(0, 0, 30)
        notes.set_column(1, 1, 80)
    return out.getvalue()


def json_sheet(sheet: Sheet, more: dict[str, Any] | None = None) -> bytes:
    """Write the title, the notes and each row by its columns as JSON; `more` stands beside them."""
    written = {
        "title": sheet.title,
        "notes": dict(sheet.notes),
        "columns": list(sheet.columns),
        "rows": [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows],
    } | (more or {})
    return json.dumps(written, ensure_ascii=False, indent=1).encode()


def download(sheet: Sheet, ending: str, more: dict[str, Any] | None = None) -> Response:
    """Answer with the table as a file named after its title; `more` as for `json_sheet`.

    Raises NotFound for another ending than csv, xlsx and json.
    """
    if ending == "csv":
        kind, body = "text/csv; charset=utf-8", csv_sheet(sheet)
    elif ending == "xlsx":
        kind, body = XLSX, xlsx_sheet(sheet)
    elif ending == "json":
        kind, body = "application/json", json_sheet(sheet, more)
    else:
        raise NotFound("This table can be had as CSV, XLSX or JSON.")
    name = f"{slugify(sheet.title, max_length=60) or 'table'}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, content_type=kind, headers=headers)


def _harmless(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(FORMULA_BEGINS):
        return f"'{cell}"
    return cell


def _fill(page: Any, first: int, rows: Iterable[Iterable[Cell]], style: Any = None) -> None:
    """Write cells by their type: `write` would take some text for formulas or addresses."""
    for down, row in enumerate(rows, start=first):
        for across, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(down, across, cell[:LONGEST_CELL], style)
            elif isinstance(cell, bool):
                page.write_boolean(down, across, cell, style)
            elif cell is not None:
                page.write_number(down, across, cell, style)
