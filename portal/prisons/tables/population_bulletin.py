"""The monthly population bulletin: places and people of each prison, in ODS or XLSX.

A date stands above the headings. The prisons end with "Sub total", a section of immigration
removal centres follows, then "Total" and footnotes. The last total is of usable capacity, which
is less than the sum, so it is not compared with anything.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from portal.prisons.tables import headings
from portal.prisons.tables.apart.limits import Cell
from portal.prisons.tables.cells import number, text
from portal.prisons.tables.files import Sheet, unfit
from portal.prisons.tables.headings import Columns, Table
from portal.prisons.tables.published import Place, Published, Refused, Stored, Told, Unusable

COLUMNS: Final = Columns(
    wanted={
        "name": ("Prison Name", "Prison", "Establishment"),
        "baseline_cna": ("Baseline CNA",),
        "in_use_cna": ("In Use CNA", "In-Use CNA"),
        "capacity": ("Operational Capacity", "Op Cap"),
        "population": ("Population",),
    },
    also={
        "crowding": ("% Pop to In Use CNA",),
        "available": ("% Accommodation Available",),
    },
)
FIGURES: Final = {
    "baseline_cna": "Baseline CNA",
    "in_use_cna": "In Use CNA",
    "capacity": "Operational Capacity",
    "population": "Population",
}
TITLE = "Monthly population bulletin"
PUBLISHER = "HM Prison and Probation Service and Ministry of Justice"
LONGEST_NAME = 80

_DATE = re.compile(r"report date\s*:?\s*(.*)", re.IGNORECASE)
_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T.*)?")
_SUB_TOTAL = re.compile(r"sub[ -]?total", re.IGNORECASE)
_TOTAL = re.compile(r"(?:grand )?total", re.IGNORECASE)
_REMOVAL = re.compile(r"immigration removal", re.IGNORECASE)
_FIRST_DAY = date(1899, 12, 30)  # from which spreadsheets count, see ECMA-376 part 1, 18.17.4.1


def read(sheets: Sequence[Sheet]) -> Published | None:
    """Read the bulletin; None where no sheet looks like it. Raises Invalid for one that is off."""
    table = headings.find(sheets, COLUMNS)
    if table is None:
        return None
    told: list[Told] = []
    refused: list[Refused] = []
    centres: list[str] = []
    for place, name, cells, is_centre in _prisons(table):
        if is_centre:
            centres.append(name)
            continue
        try:
            told.append(Told(name, place, _values(table, name, cells)))
        except ValueError as error:
            refused.append(Refused(place, f"{name[:LONGEST_NAME]}: {error}"))
    if not told and not refused:
        raise unfit(f"Sheet “{table.sheet.name}” has headings but no prison under them")
    return Published(
        layout="bulletin",
        title=TITLE,
        publisher=PUBLISHER,
        as_at=_report_date(table),
        told=told,
        refused=refused,
        notes=_notes(table, told, refused, centres),
        rows=len(told) + len(refused) + len(centres),
    )


def _notes(
    table: Table, told: Sequence[Told], refused: Sequence[Refused], centres: Sequence[str]
) -> list[str]:
    notes = []
    if centres:
        notes.append(f"Immigration removal centres were left out: {', '.join(centres)}.")
    people = [row.values.get("population", {"v": 0})["v"] for row in told]
    total = _sub_total(table)
    if total is not None and not refused and None not in people and sum(people) != total:
        notes.append(
            f"The prisons hold {sum(people):,} people together, but the sub total says {total:,}."
        )
    return notes


def _sub_total(table: Table) -> int | None:
    for cells in table.sheet.rows.values():
        if _SUB_TOTAL.match(text(table.cell(cells, "name"))):
            try:
                stored = number(table.cell(cells, "population"), is_people=False)
            except Unusable:  # a formula, or many thousands: it is only a check
                return None
            return stored["v"] if stored else None
    return None


def _prisons(table: Table) -> Iterator[tuple[Place, str, Sequence[Cell], bool]]:
    """Give each row of a prison; what stands below the last total is footnotes."""
    is_centre = False
    for row, cells in table.sheet.rows.items():
        name = text(table.cell(cells, "name"))
        if row <= table.row or not name or _is_heading(table, cells):
            continue
        figures = [text(table.cell(cells, field)) for field in FIGURES]
        if _SUB_TOTAL.match(name):
            continue
        if _TOTAL.match(name):
            return
        if not any(figures):
            if _REMOVAL.search(name):
                is_centre = True
            continue
        yield Place(table.sheet.name, row), name, cells, is_centre


def _is_heading(table: Table, cells: Sequence[Cell]) -> bool:
    """Tell whether the headings stand here once more, as at the top of a printed page."""
    return headings.field_of(table.cell(cells, "name"), COLUMNS) == "name"


def _values(table: Table, name: str, cells: Sequence[Cell]) -> dict[str, Stored]:
    if len(name) > LONGEST_NAME:
        raise Unusable("the name of the prison is too long")
    values: dict[str, Stored] = {}
    for field, heading in FIGURES.items():
        try:
            stored = number(table.cell(cells, field), is_people=field == "population")
        except ValueError as error:
            raise Unusable(f"{heading} {error}") from None
        if stored is not None:
            values[field] = stored
    return values


def _report_date(table: Table) -> date | None:
    """Find the date above the headings, in the cell that names it or the one beside it."""
    for row, cells in table.sheet.rows.items():
        if row >= table.row:
            break
        for cell, beside in zip(cells, [*cells[1:], None], strict=True):
            found = _DATE.search(text(cell))
            if found:
                return _day(found[1] or beside)
    return None


def _day(cell: Cell) -> date | None:
    if isinstance(cell, int | float):
        return _FIRST_DAY + timedelta(days=int(cell)) if 30_000 < cell < 80_000 else None
    said = text(cell)
    try:
        if found := _DAY.search(said):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _ISO.fullmatch(said):
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise unfit(f"The report date “{said[:40]}” is no day of the calendar") from None
    return None
