"""Plain tables of sites, as CSV: a column `id`, the others numbers or words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from portal.matching.core.columns import Column
from portal.matching.plain_csv import ENDLESS, NUMBER, Rows, TableError

BLANK: Final = frozenset({"", "na", "n/a", "-"})
ID: Final = "id"
SEPARATORS: Final = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
NOT_FINITE: Final = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Table:
    """Hold the ids in the order of the file, and the columns beside them."""

    ids: tuple[str, ...]
    columns: tuple[Column, ...]
    first_words: Mapping[str, tuple[int, str]]
    """For each column of words, the first value that is no number, and its line."""
    mixed: frozenset[str]
    """The columns of words in which other values are numbers."""

    def weighted(self, weights: Mapping[str, float]) -> "Table":
        """Give other weights than 1 to columns. Raises TableError where there is no such column."""
        names = [column.name for column in self.columns]
        for name in weights:
            if name not in names:
                raise TableError(f"no column {name!r} to weigh: the table has {', '.join(names)}")
        columns = tuple(
            replace(column, weight=weights.get(column.name, column.weight))
            for column in self.columns
        )
        if not any(column.weight for column in columns):
            raise TableError("every column weighs 0: nothing is left to compare")
        return replace(self, columns=columns)

    def numbers_only(self) -> None:
        """Check that every column that weighs holds numbers. Raises TableError."""
        for column in self.columns:
            if column.is_words and column.weight:
                line, value = self.first_words[column.name]
                raise TableError(
                    f"line {line}: column {column.name!r} holds words ({value!r}), which euclid "
                    f"cannot compare; use --method gower, or --weights {column.name}=0"
                )

    def notes(self) -> Iterator[str]:
        """Tell, a line each, where columns may not be compared as their writer meant them."""
        for column in self.columns:
            if np.isnan(column.values).all():
                yield f"column {column.name!r} has no values and is left out."
            elif column.name in self.mixed and column.weight:
                line, value = self.first_words[column.name]
                yield (
                    f"column {column.name!r} is compared as words, its numbers too: "
                    f"line {line} holds {value!r}."
                )


def read_table(path: Path) -> Table:
    """Read a table of sites: a column `id`, the others numbers or words. Raises TableError."""
    with path.open("rb") as file:
        rows = Rows(file)
        header = rows.header()
        at = _id_column(header)
        ids: dict[str, int] = {}
        cells: list[list[str]] = []
        for line, row in _filled(rows):
            _check_id(row[at], line, ids)
            cells.append(row)
    if len(ids) < 2:
        raise TableError(f"line {rows.line}: the table has {_number(len(ids))}; give at least two")
    columns, first_words, mixed = [], {}, set()
    for name, values in zip(header, zip(*cells, strict=True), strict=True):
        if name != header[at]:
            column, words = _column(name, values, list(ids.values()))
            columns.append(column)
            if words:
                first_words[name] = words
                if any(NUMBER.fullmatch(value) for value in values):
                    mixed.add(name)
    return Table(tuple(ids), tuple(columns), first_words, frozenset(mixed))


def _filled(rows: Rows) -> Iterator[tuple[int, list[str]]]:
    """Leave out rows of nothing but commas: spreadsheets write them below the last one used."""
    for line, row in rows:
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield line, cells


def _number(rows: int) -> str:
    return "one row only" if rows else "no rows"


def _id_column(header: Sequence[str]) -> int:
    if len(header) == 1 and (mark := next((each for each in SEPARATORS if each in header[0]), "")):
        raise TableError(f"line 1: the columns stand between {SEPARATORS[mark]}; use commas")
    if ID not in header:
        raise TableError(f"line 1: no column {ID!r} in the header: {', '.join(header)}")
    if len(header) < 2:
        raise TableError(f"line 1: no column beside {ID!r}: nothing to compare")
    return header.index(ID)


def _check_id(found: str, line: int, ids: dict[str, int]) -> None:
    if not found:
        raise TableError(f"line {line}: the id is blank")
    if found in ids:
        raise TableError(f"line {line}: the id {found!r} stands on line {ids[found]} already")
    ids[found] = line


def _column(
    name: str, cells: Sequence[str], lines: Sequence[int]
) -> tuple[Column, tuple[int, str] | None]:
    """Take a column as numbers where every known value is one, else as words."""
    known = [at for at, cell in enumerate(cells) if cell.lower() not in BLANK]
    values = np.full(len(cells), np.nan)
    odd = [at for at in known if not NUMBER.fullmatch(cells[at])]
    strange = next((at for at in odd if NOT_FINITE.fullmatch(cells[at])), None)
    if strange is not None and all(NOT_FINITE.fullmatch(cells[at]) for at in odd):
        raise TableError(
            f"line {lines[strange]}: column {name!r} holds {cells[strange]!r}, which is no number; "
            "leave it blank if it is not known"
        )
    if odd:
        numbers = {word: at for at, word in enumerate(sorted({cells[at] for at in known}))}
        values[known] = [numbers[cells[at]] for at in known]
        return Column(name, values, is_words=True), (lines[odd[0]], cells[odd[0]])
    values[known] = [float(cells[at]) for at in known]
    far = np.flatnonzero(np.abs(values) > ENDLESS)
    if len(far):
        at = int(far[0])
        raise TableError(f"line {lines[at]}: column {name!r} holds {cells[at]}: too great")
    return Column(name, values, is_words=False), None
