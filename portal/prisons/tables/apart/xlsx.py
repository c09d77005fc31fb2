"""Reading the cells of an XLSX workbook as they stream by; nothing that it links to is followed.

Office Open XML, ECMA-376 part 1: 18.2 workbooks, 18.3 sheets, 18.4 shared strings.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from defusedxml.ElementTree import fromstring, iterparse

from portal.prisons.tables.apart.limits import (
    LONGEST_CELL,
    MANY_ROWS,
    MANY_SHEETS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHEETS,
    MOST_STRINGS,
    NO_SHEETS,
    TOO_LARGE,
    Cell,
    NumberedRow,
    Unreadable,
    check_archive,
    check_pieces,
    local,
    number,
    trimmed,
)

REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
MOST_MERGED = 500


def read(archive: zipfile.ZipFile) -> list[dict[str, Any]]:
    """Give each sheet's `name`, `rows` and the `merged` ranges; hidden sheets are left out."""
    check_archive(archive)
    main, relations = _main_part(archive)
    strings = _shared_strings(archive, relations)
    listed = [
        (element.get("name", ""), _relation(element))
        for element in fromstring(archive.read(main)).iter()
        if local(element.tag) == "sheet" and element.get("state", "visible") == "visible"
    ]
    if not listed:
        raise Unreadable(NO_SHEETS)
    if len(listed) > MOST_SHEETS:
        raise Unreadable(MANY_SHEETS, str(len(listed)))
    return [
        _sheet(archive, name, relations[key][1], strings)
        for name, key in listed
        if key in relations and relations[key][1] in archive.NameToInfo
    ]


def _main_part(archive: zipfile.ZipFile) -> tuple[str, dict[str, tuple[str, str]]]:
    top = _relations(archive, "_rels/.rels", "")
    main = next((part for kind, part in top.values() if kind == "officeDocument"), "")
    if main not in archive.NameToInfo:
        raise Unreadable(NO_SHEETS)
    folder, _, name = main.rpartition("/")
    return main, _relations(archive, f"{folder}/_rels/{name}.rels", folder)


def _relations(archive: zipfile.ZipFile, part: str, folder: str) -> dict[str, tuple[str, str]]:
    """Give the last word of the kind and the part of each relation, without external ones."""
    return {
        each.get("Id", ""): (
            each.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/"),
        )
        for each in fromstring(archive.read(part))
        if each.get("TargetMode") != "External"
    }


def _relation(element: Any) -> str:
    return next((value for key, value in element.attrib.items() if local(key) == "id"), "")


def _shared_strings(archive: zipfile.ZipFile, relations: dict[str, tuple[str, str]]) -> list[str]:
    part = next((part for kind, part in relations.values() if kind == "sharedStrings"), "")
    found: list[str] = []
    if part not in archive.NameToInfo:
        return found
    for element in _children(archive, part, parent="sst", wanted="si"):
        found.append(_text(element))
        if len(found) > MOST_STRINGS:
            raise Unreadable(TOO_LARGE)
    return found


def _children(archive: zipfile.ZipFile, part: str, *, parent: str, wanted: str) -> Iterator[Any]:
    """Give elements one by one, each forgotten afterwards, whatever their number."""
    holder, pieces = None, 0
    with archive.open(part) as file:
        for event, element in iterparse(file, events=("start", "end")):
            name = local(element.tag)
            if event == "start":
                holder = element if name == parent else holder
                pieces = check_pieces(pieces)
            elif name == wanted:
                yield element
                pieces = 0
                if holder is not None:
                    holder.clear()


def _sheet(archive: zipfile.ZipFile, name: str, part: str, strings: list[str]) -> dict[str, Any]:
    rows: list[NumberedRow] = []
    at = 0
    for element in _children(archive, part, parent="sheetData", wanted="row"):
        at = _row_number(element, at)
        cells = trimmed(_cells(element, strings))
        if cells:
            rows.append((at, cells))
        if len(rows) > MOST_ROWS:
            raise Unreadable(MANY_ROWS, name)
    return {"name": name[:LONGEST_CELL], "rows": rows, "merged": _merged(archive, part)}


def _row_number(element: Any, before: int) -> int:
    told = element.get("r", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 8 else before + 1


def _cells(row: Any, strings: list[str]) -> list[Cell]:
    cells: list[Cell] = []
    for cell in row:
        column = _column(cell.get("r", ""), len(cells))
        if column >= MOST_COLUMNS:
            break
        if column < len(cells):
            continue
        cells.extend([None] * (column - len(cells)))
        cells.append(_cell(cell, strings))
    return cells


def _column(reference: str, following: int) -> int:
    found = REFERENCE.fullmatch(reference)
    if not found:
        return following
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _cell(cell: Any, strings: list[str]) -> Cell:
    parts = {local(each.tag): each for each in cell}
    kind = cell.get("t", "n")
    said = (parts["v"].text or "") if "v" in parts else ""
    value: Cell
    if kind == "inlineStr":
        value = _text(parts["is"]) if "is" in parts else None
    elif kind == "s":
        value = _shared(said, strings)
    elif kind == "n":
        value = number(said)
    else:
        value = said[:LONGEST_CELL] or None
    return {"formula": value} if "f" in parts else value


def _shared(said: str, strings: list[str]) -> str | None:
    is_place = said.isascii() and said.isdecimal() and len(said) < 8
    return strings[int(said)] if is_place and int(said) < len(strings) else None


def _text(element: Any) -> str:
    """Join the runs of a text, without the phonetic ones beside them."""
    runs = [each for each in element if local(each.tag) in ("r", "t")]
    words = (each.text or "" for run in runs for each in run.iter() if local(each.tag) == "t")
    return "".join(words)[:LONGEST_CELL]


def _merged(archive: zipfile.ZipFile, part: str) -> list[tuple[int, int]]:
    """Give the first and last row of each range whose cells are merged across columns."""
    found: list[tuple[int, int]] = []
    for element in _children(archive, part, parent="mergeCells", wanted="mergeCell"):
        ends = [REFERENCE.fullmatch(each) for each in element.get("ref", "").split(":")]
        if len(ends) == 2 and ends[0] and ends[1] and ends[0][1] != ends[1][1]:
            found.append((int(ends[0][2]), int(ends[1][2])))
        if len(found) >= MOST_MERGED:
            break
    return found
