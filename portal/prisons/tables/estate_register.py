"""The register of the prison estate, in XLSX: what each prison is for and who runs it.

The headings stand on the second row and again at each page break. A row counts where it has a
telephone and an operator; below the table are keys and definitions.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from portal.prisons.cohorts import cohort_labels
from portal.prisons.measures import MEASURES
from portal.prisons.tables import headings
from portal.prisons.tables.apart.limits import Cell
from portal.prisons.tables.cells import text
from portal.prisons.tables.files import Sheet, unfit
from portal.prisons.tables.headings import Columns, Table
from portal.prisons.tables.published import Place, Published, Refused, Stored, Told, Unusable

COLUMNS: Final = Columns(
    wanted={
        "name": ("Prison", "Prison Name", "Establishment"),
        "function": ("Predominant Function", "Predominant function of prison"),
        "telephone": ("Telephone", "Telephone Number", "Phone"),
        "operator": ("Operator",),
    },
    also={
        "cohorts": ("Cohort of Prisoners Held", "Cohorts of Prisoners Held", "Cohorts Held"),
        "region": ("Probation Region", "Prison Region", "Probation Service Region", "Region"),
        "prison_group": ("Prison Group", "Prison Group Director", "Group"),
    },
)
TOLD: Final = ("function", "cohorts", "operator", "region", "prison_group")
FUNCTIONS: Final = {
    "reception": "Reception",
    "cat b": "Category B",
    "cat c": "Category C",
    "open": "Open",
    "high security": "High security",
    "female": "Women",
    "yjb": "Under 18",
}
OPERATORS: Final = {
    "hm prison service (public)": "HM Prison Service",
    "hmps": "HM Prison Service",
    "public": "HM Prison Service",
}
COHORTS: Final = {
    "dispersal": "dispersal",
    "long term high security": "dispersal",
    "boys": "children",
    "children": "children",
    "ycs": "children",
    "female local": "local_women",
    "female trainer": "trainer_women",
    "female resettlement": "resettlement_women",
    "female open": "open_women",
}
TITLE = "Prison estate register"
PUBLISHER = "HM Prison and Probation Service"

_MONTHS = "january february march april may june july august september october november december"
_DATE = re.compile(rf"({_MONTHS.replace(' ', '|')}) ([12][0-9]{{3}})", re.IGNORECASE)
_BETWEEN = re.compile(r"[\n;,/]| and ")
_REGION = re.compile(r"Region [A-Z]\s*[-–]\s*")


def read(sheets: Sequence[Sheet]) -> Published | None:
    """Read the register; None where no sheet looks like it. Raises Invalid for one that is off."""
    table = headings.find(sheets, COLUMNS)
    if table is None:
        return None
    told: list[Told] = []
    refused: list[Refused] = []
    for row, cells in table.sheet.rows.items():
        if row <= table.row or not _counts(table, cells):
            continue
        name, place = text(table.cell(cells, "name")), Place(table.sheet.name, row)
        try:
            told.append(Told(name, place, _values(table, cells)))
        except ValueError as error:
            refused.append(Refused(place, f"{name[:80]}: {error}"))
    if not told and not refused:
        raise unfit(f"Sheet “{table.sheet.name}” has headings but no prison under them")
    notes = [f"Columns that the portal does not keep: {', '.join(table.left_out)}."]
    return Published(
        layout="register",
        title=TITLE,
        publisher=PUBLISHER,
        as_at=_month(table),
        told=told,
        refused=refused,
        notes=notes if table.left_out else (),
        rows=len(told) + len(refused),
    )


def _counts(table: Table, cells: Sequence[Cell]) -> bool:
    fields = ("name", "telephone", "operator")
    is_heading = headings.field_of(table.cell(cells, "name"), COLUMNS) == "name"
    return not is_heading and all(text(table.cell(cells, field)) for field in fields)


def _values(table: Table, cells: Sequence[Cell]) -> dict[str, Stored]:
    values: dict[str, Stored] = {}
    for field in TOLD:
        cell = table.cell(cells, field)
        if isinstance(cell, dict):
            raise Unusable(f"{MEASURES[field].label} is a formula: save the table with its values")
        if text(cell):
            values[field] = {"v": MEASURES[field].read(_said(field, str(cell)))}
    return values


def _said(field: str, raw: str) -> str:
    """Turn the register's words into the portal's."""
    words = text(raw)
    if field == "function":
        key = words.casefold().replace("category", "cat")
        if key not in FUNCTIONS:
            raise Unusable(f"the function “{words[:60]}” is not one that the portal knows")
        return FUNCTIONS[key]
    if field == "cohorts":
        return ";".join(_cohorts(_BETWEEN.split(raw)))
    if field == "operator":
        return OPERATORS.get(words.casefold(), words)
    return _REGION.sub("", words) if field == "region" else words


def _cohorts(parts: Iterable[str]) -> list[str]:
    known = {_plain(label): key for key, label in cohort_labels().items()} | COHORTS
    found = []
    for part in filter(None, map(_plain, parts)):
        if part not in known:
            raise Unusable(f"the cohort “{part[:60]}” is not one that the portal knows")
        if known[part] not in found:
            found.append(known[part])
    return found


def _plain(words: str) -> str:
    said = text(words).casefold().replace("category", "cat").replace("training", "trainer")
    return said.removesuffix(" prison").strip()


def _month(table: Table) -> date | None:
    """Read the month of the title above the headings; a day is not told, so its last one."""
    for row, cells in table.sheet.rows.items():
        if row >= table.row:
            break
        found = _DATE.search(" ".join(text(cell) for cell in cells))
        if found:
            number = _MONTHS.split().index(found[1].casefold()) + 1
            first = date(int(found[2]) + number // 12, number % 12 + 1, 1)
            return date.fromordinal(first.toordinal() - 1)
    return None
