"""Reading the cells of an OpenDocument spreadsheet as they stream by.

OpenDocument 1.3 part 3: 9.1 tables, 19.385 values. Rows and cells say how often they repeat, so
a few bytes can stand for a million rows: only what is not blank is written out.
"""

import zipfile
from collections.abc import Iterator
from typing import Any

from defusedxml.ElementTree import iterparse

from portal.prisons.tables.apart.limits import (
    LOCKED,
    LONGEST_CELL,
    MANY_ROWS,
    MANY_SHEETS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHEETS,
    NO_SHEETS,
    Cell,
    NumberedRow,
    Unreadable,
    check_archive,
    check_pieces,
    local,
    number,
    trimmed,
)

PART = "content.xml"
MANIFEST = "META-INF/manifest.xml"
LARGEST_MANIFEST = 1024**2
NUMBERS = frozenset({"float", "percentage", "currency"})
CELLS = frozenset({"table-cell", "covered-table-cell"})
HIGHEST = 1_048_576  # rows of a sheet


def read(archive: zipfile.ZipFile) -> list[dict[str, Any]]:
    """Give each sheet's `name`, `rows` and the `merged` ranges."""
    check_archive(archive)
    if MANIFEST in archive.NameToInfo:
        with archive.open(MANIFEST) as file:
            if b"encryption-data" in file.read(LARGEST_MANIFEST):
                raise Unreadable(LOCKED)
    if PART not in archive.NameToInfo:
        raise Unreadable(NO_SHEETS)
    sheets: list[dict[str, Any]] = []
    at = 0
    for name, row in _rows(archive):
        if row is None:
            sheets.append({"name": name[:LONGEST_CELL], "rows": [], "merged": []})
            at = 0
        else:
            at = _add(sheets[-1], row, at)
        if len(sheets) > MOST_SHEETS:
            raise Unreadable(MANY_SHEETS, str(len(sheets)))
    if not sheets:
        raise Unreadable(NO_SHEETS)
    return sheets


def _rows(archive: zipfile.ZipFile) -> Iterator[tuple[str, Any]]:
    """Give each table's name with None, then its rows, each forgotten afterwards."""
    table, name, depth, pieces = None, "", 0, 0
    with archive.open(PART) as file:
        for event, element in iterparse(file, events=("start", "end")):
            kind = local(element.tag)
            pieces = check_pieces(pieces)
            if kind == "table":
                depth += 1 if event == "start" else -1
                if event == "start" and depth == 1:
                    table, name = element, _told(element, "name")
                    yield name, None
            elif event == "end" and kind == "table-row" and depth == 1 and table is not None:
                yield name, element
                element.clear()
                table.clear()
                pieces = 0


def _add(sheet: dict[str, Any], row: Any, before: int) -> int:
    """Add a row as often as it repeats; give the number of the last one."""
    times = min(_times(row, "number-rows-repeated"), HIGHEST)
    cells, is_merged = _cells(row)
    rows: list[NumberedRow] = sheet["rows"]
    if cells:
        if len(rows) + times > MOST_ROWS:
            raise Unreadable(MANY_ROWS, sheet["name"])
        rows.extend((before + each, cells) for each in range(1, times + 1))
    if is_merged:
        sheet["merged"].append((before + 1, before + times))
    return before + times


def _cells(row: Any) -> tuple[list[Cell], bool]:
    cells: list[Cell] = []
    is_merged = False
    for cell in row:
        if local(cell.tag) not in CELLS:
            continue
        if len(cells) >= MOST_COLUMNS:
            break
        is_merged |= _times(cell, "number-columns-spanned") > 1
        times = min(_times(cell, "number-columns-repeated"), MOST_COLUMNS - len(cells))
        cells.extend([_cell(cell)] * times)
    return trimmed(cells), is_merged


def _cell(cell: Any) -> Cell:
    kind = _told(cell, "value-type")
    value: Cell
    if kind in NUMBERS:
        value = number(_told(cell, "value"))
    elif kind == "date":
        value = _told(cell, "date-value")[:LONGEST_CELL]
    else:
        lines = ("".join(_words(each)) for each in cell if local(each.tag) == "p")
        value = "\n".join(lines)[:LONGEST_CELL] or None
    return {"formula": value} if _told(cell, "formula") else value


def _words(element: Any) -> Iterator[str]:
    """Give the words of a paragraph, without comments and with its gaps."""
    if local(element.tag) == "annotation":
        return
    yield " " if local(element.tag) in ("s", "tab", "line-break") else ""
    yield element.text or ""
    for child in element:
        yield from _words(child)
        yield child.tail or ""


def _times(element: Any, name: str) -> int:
    told = _told(element, name)
    return int(told) if told.isascii() and told.isdigit() and len(told) < 9 and int(told) else 1


def _told(element: Any, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if local(key) == name), "")
