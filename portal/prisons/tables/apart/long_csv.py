"""Picking the newest figures of each prison out of a long CSV of many views, dates and rows.

Memory follows the number of prisons, not of rows: an older month is forgotten once a newer one is
seen. A line, the number of views and the number of kinds are all limited.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from portal.prisons.tables.apart.limits import (
    DAMAGED,
    HEADINGS,
    LONG_LINE,
    MANY_KINDS,
    NO_MONTH,
    NO_VIEW,
    Unreadable,
)

LONGEST_LINE = 20_000  # characters
LONGEST_ROW = 1_000
LONGEST_DETAIL = 300
MOST_KEPT = 200_000  # figures of one month
MOST_NAMES = 5_000  # different views and months
MOST_PROBLEMS = 200

HEADINGS_WANTED = ("view", "Date", "Establishment", "Sex", None, "Population")
VIEW = re.compile(r"(?:[a-z]\.? )?Establishment\*Sex\*(.{1,60})", re.IGNORECASE)
MONTH = re.compile(r"[12][0-9]{3}-(?:0[1-9]|1[0-2])")

NOT_SIX = "not six"
NO_DATE = "no date"
TWICE = "twice"


def _as_windows_writes(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as older Excels write them."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error("as-windows-writes", _as_windows_writes)


@dataclass(slots=True)
class _View:
    """Keep the newest month seen of one view, or the month that is asked for."""

    subject: str
    month: str = ""
    kept: dict[tuple[str, str, str], tuple[str, int]] = field(default_factory=dict)


@dataclass(slots=True)
class _Reading:
    wanted: str
    views: dict[str, _View | None] = field(default_factory=dict)
    months: dict[str, bool] = field(default_factory=dict)
    problems: list[tuple[int, str, str]] = field(default_factory=list)
    rows: int = 0

    def view(self, name: str) -> _View | None:
        """Tell whether a view is about prisons; one that is not counts as None."""
        if name not in self.views:
            self._check_room(self.views)
            found = VIEW.fullmatch(name.strip())
            self.views[name] = _View(found[1].strip(), self.wanted) if found else None
        return self.views[name]

    def is_month(self, told: str) -> bool:
        """Tell whether this is a month, remembering those that were seen."""
        if told not in self.months:
            self._check_room(self.months)
            self.months[told] = MONTH.fullmatch(told) is not None
        return self.months[told]

    def wrong(self, row: int, problem: str, detail: str) -> None:
        """Remember why a row is refused, up to a number that one can read."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append((row, problem, detail[:LONGEST_DETAIL]))

    def _check_room(self, known: dict[str, Any]) -> None:
        if len(known) >= MOST_NAMES:
            raise Unreadable(MANY_KINDS)


def read(path: Path, month: str) -> dict[str, Any]:
    """Give the figures of `month`, or of the newest where it is "".

    `figures` are [subject, establishment, sex, kind, people, row]; `other_views` and `behind` name
    views that were not read; `problems` are [row, problem, detail]; `rows` counts all.
    """
    csv.field_size_limit(LONGEST_LINE)
    reading = _Reading(month)
    with path.open(encoding="utf-8-sig", errors="as-windows-writes", newline="") as file:
        rows = csv.reader(_lines(file), strict=True)
        _check_headings(next(rows, []))
        _read_rows(rows, reading)
    return _told(reading)


def _lines(file: IO[str]) -> Iterator[str]:
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith("\n"):
            raise Unreadable(LONG_LINE)
        if "\0" in line:
            raise Unreadable(DAMAGED)
        yield line


def _check_headings(cells: list[str]) -> None:
    """Check the headings; the fifth says what kinds there are and may differ."""
    said = [" ".join(cell.split()) for cell in cells]
    while said and not said[-1]:
        said.pop()
    fits = len(said) == len(HEADINGS_WANTED) and all(
        wanted is None or cell.casefold() == wanted.casefold()
        for cell, wanted in zip(said, HEADINGS_WANTED, strict=True)
    )
    if not fits:
        raise Unreadable(HEADINGS, ", ".join(said))


def _read_rows(rows: Any, reading: _Reading) -> None:
    known = reading.views
    for number, cells in enumerate(rows, start=2):
        if len(cells) < 6:
            if any(cells):
                reading.wrong(number, NOT_SIX, "")
            continue
        view = known[cells[0]] if cells[0] in known else reading.view(cells[0])
        if view is None:
            continue
        month = cells[1]
        if month != view.month:
            if not reading.is_month(month):
                reading.wrong(number, NO_DATE, month)
                continue
            if reading.wanted or month < view.month:
                continue
            view.month, view.kept = month, {}
        _keep(reading, view, cells, number)
    reading.rows = rows.line_num - 1


def _keep(reading: _Reading, view: _View, cells: list[str], number: int) -> None:
    key = (cells[2], cells[3], cells[4])
    if key in view.kept:
        reading.wrong(number, TWICE, f"{cells[2]}, {cells[3]}, {cells[4]}")
        return
    if len(view.kept) >= MOST_KEPT or sum(map(len, cells)) > LONGEST_ROW:
        raise Unreadable(MANY_KINDS)
    view.kept[key] = (cells[5], number)


def _told(reading: _Reading) -> dict[str, Any]:
    views = {name: view for name, view in reading.views.items() if view}
    if not views:
        raise Unreadable(NO_VIEW)
    month = reading.wanted or max(view.month for view in views.values())
    current = {name: view for name, view in views.items() if view.month == month and view.kept}
    if not current or not month:
        raise Unreadable(NO_MONTH, month)
    return {
        "month": month,
        "months": sorted(name for name, is_month in reading.months.items() if is_month),
        "figures": [
            [view.subject, *key, people, row]
            for view in current.values()
            for key, (people, row) in view.kept.items()
        ],
        "other_views": [name for name, view in reading.views.items() if not view][:50],
        "behind": [name for name in views if name not in current][:50],
        "problems": reading.problems,
        "rows": reading.rows,
    }
