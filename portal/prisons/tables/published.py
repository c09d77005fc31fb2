"""What a published table tells, whatever its layout: values that nothing has been done with yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

# What a fact stores: `{"v": value}`, with a "note" where the value is not known.
Stored = Mapping[str, Any]


class Unusable(ValueError):
    """Say in plain words why a row is not brought in."""


@dataclass(frozen=True, slots=True)
class Place:
    """Say where in a file something stands; a CSV and JSON have no sheet."""

    sheet: str
    row: int

    def __str__(self) -> str:
        unit = f"row {self.row}"
        return f"sheet “{self.sheet}”, {unit}" if self.sheet else unit


@dataclass(frozen=True, slots=True)
class Refused:
    """Say why one row is not brought in."""

    place: Place
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """Hold what one row, or the rows of one prison, say; `code` and `sex` are "" if not given."""

    name: str
    place: Place
    values: Mapping[str, Stored]
    code: str = ""
    sex: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Hold one table. `as_at` is None where the file does not say; `rows` counts what was read.

    `notes` say in sentences what was left out on purpose.
    """

    layout: str
    title: str
    publisher: str
    as_at: date | None
    told: Sequence[Told]
    refused: Sequence[Refused] = ()
    notes: Sequence[str] = ()
    rows: int = 0
