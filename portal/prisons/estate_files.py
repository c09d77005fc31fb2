"""Reading the estate's CSV files, every row checked before anything is written."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from portal.errors import Invalid
from portal.prisons.measures import MEASURES

Row = dict[str, str]
Values = dict[str, Any]

PROBLEMS_SHOWN = 20
DESIGNATIONS = ("HMP", "HMP/YOI", "HMYOI")
SEXES = ("F", "M")
COLUMNS = {
    "sources.csv": ("key", "title", "publisher", "as_at", "licence", "note"),
    "prisons.csv": (
        "code",
        "name",
        "designation",
        "sex",
        "country",
        "town",
        "postcode",
        "latitude",
        "longitude",
    ),
    "facts.csv": ("prison", "measure", "value", "source"),
    "contacts.csv": ("prison", "role", "how"),
}
LONGEST = {
    "key": 60,
    "title": 200,
    "publisher": 200,
    "licence": 200,
    "code": 8,
    "name": 120,
    "country": 20,
    "town": 80,
    "postcode": 10,
    "role": 120,
    "how": 300,
}


@dataclass(frozen=True, slots=True)
class EstateFiles:
    """Hold checked rows, each by the names of the columns it goes into.

    A fact names its prison by `code` and its source by `key`; so does a contact its prison.
    """

    sources: list[Values]
    prisons: list[Values]
    facts: list[Values]
    contacts: list[Values]


def read_estate(folder: Path, *, with_contacts: bool = False) -> EstateFiles:
    """Read the files of one folder. Raises Invalid naming file, line and reason of each problem."""
    reader = _Reader(folder)
    sources = reader.rows("sources.csv", _source, "key")
    prisons = reader.rows("prisons.csv", _prison, "code")
    codes, keys = {row["code"] for row in prisons}, {row["key"] for row in sources}

    def fact(row: Row) -> Values:
        return _fact(row, codes, keys)

    def contact(row: Row) -> Values:
        return _contact(row, codes)

    facts = reader.rows("facts.csv", fact, "code", "measure", "key")
    contacts = reader.rows("contacts.csv", contact, "code", "role") if with_contacts else []
    if reader.problems:
        raise Invalid(reader.problems)
    return EstateFiles(sources, prisons, facts, contacts)


class _Reader:
    """Read one file after the other and collect what is wrong, up to a number one can read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: dict[str, str] = {}

    def rows(self, name: str, read: Callable[[Row], Values], *unique: str) -> list[Values]:
        """Read every row of a file; those with the same `unique` values are a problem."""
        found: dict[tuple[Any, ...], Values] = {}
        for line, row in self._lines(name):
            try:
                values = read(_checked(row, name))
                identity = tuple(values[column] for column in unique)
                if identity in found:
                    raise ValueError(f"{' '.join(identity)} stands in this file twice")
            except ValueError as error:
                self._wrong(name, line, str(error))
            else:
                found[identity] = values
        return list(found.values())

    def _lines(self, name: str) -> list[tuple[int, dict[Any, Any]]]:
        try:
            # Excel puts a byte order mark in front; it is not part of the first heading.
            text = (self.folder / name).read_text(encoding="utf-8-sig")
        except OSError as error:
            self._wrong(name, 0, f"the file cannot be read ({error.strerror})")
            return []
        except UnicodeDecodeError:
            self._wrong(name, 0, "the file is not saved as UTF-8")
            return []
        rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        try:
            if tuple(rows.fieldnames or ()) != COLUMNS[name]:
                self._wrong(name, 1, f"the headings must be {','.join(COLUMNS[name])}")
                return []
            return [(rows.line_num, row) for row in rows]
        except csv.Error as error:
            self._wrong(name, rows.line_num, f"the file cannot be read from here on ({error})")
            return []

    def _wrong(self, name: str, line: int, reason: str) -> None:
        where = f"{name}, line {line}" if line else name
        if len(self.problems) < PROBLEMS_SHOWN:
            self.problems[where] = f"{where}: {reason}"


def _checked(row: dict[Any, Any], name: str) -> Row:
    """Check what holds for every file: as many cells as headings, no NUL, nothing too long."""
    cells = [row.get(column) for column in COLUMNS[name]]
    if None in row or None in cells:
        raise ValueError(f"this line does not have {len(cells)} cells")
    clean = {column: str(row[column]).strip() for column in COLUMNS[name]}
    for column, text in clean.items():
        if "\0" in text:
            raise ValueError(f"{column} holds a character that cannot be stored")
        if len(text) > LONGEST.get(column, len(text)):
            raise ValueError(f"{column} is longer than {LONGEST[column]} characters")
    return clean


def _need(row: Row, *columns: str) -> None:
    for column in columns:
        if not row[column]:
            raise ValueError(f"{column} is blank")


def _one_of(row: Row, column: str, choices: tuple[str, ...]) -> None:
    if row[column] not in choices:
        raise ValueError(f"{column} {row[column]!r} is not one of {', '.join(choices)}")


def _source(row: Row) -> Values:
    _need(row, "key", "title", "publisher")
    try:
        as_at = date.fromisoformat(row["as_at"])
    except ValueError:
        raise ValueError(f"as_at {row['as_at']!r} is not a date such as 2024-12-31") from None
    return {**row, "as_at": as_at}


def _prison(row: Row) -> Values:
    _need(row, "code", "name", "country")
    _one_of(row, "designation", DESIGNATIONS)
    _one_of(row, "sex", SEXES)
    latitude, longitude = _degrees(row, "latitude", 90), _degrees(row, "longitude", 180)
    if (latitude is None) != (longitude is None):
        raise ValueError("latitude and longitude go together: give both or none")
    return {**row, "latitude": latitude, "longitude": longitude}


def _degrees(row: Row, column: str, limit: int) -> float | None:
    if not row[column]:
        return None
    try:
        degrees = float(row[column])
    except ValueError:
        degrees = float("nan")
    if not -limit <= degrees <= limit:  # not a number is never between
        raise ValueError(f"{column} {row[column]!r} is not a number of degrees")
    return degrees


def _fact(row: Row, codes: set[str], keys: set[str]) -> Values:
    _known_prison(row, codes)
    if row["measure"] not in MEASURES:
        raise ValueError(f"there is no measure {row['measure']!r}")
    if row["source"] not in keys:
        raise ValueError(f"there is no source {row['source']!r} in sources.csv")
    value = MEASURES[row["measure"]].read(row["value"])
    return {
        "code": row["prison"],
        "measure": row["measure"],
        "key": row["source"],
        "value": {"v": value},
    }


def _contact(row: Row, codes: set[str]) -> Values:
    _known_prison(row, codes)
    _need(row, "role", "how")
    return {"code": row["prison"], "role": row["role"], "how": row["how"]}


def _known_prison(row: Row, codes: set[str]) -> None:
    if row["prison"] not in codes:
        raise ValueError(f"there is no prison {row['prison']!r} in prisons.csv")
