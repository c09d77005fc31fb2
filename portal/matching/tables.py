"""Plain tables of sites and of distances, as CSV: reading them with every mistake told by its line.

Files are UTF-8, with or without a byte order mark, with any line ends; fields may be quoted.
"""

import csv
import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from portal.matching.core.columns import Column
from portal.matching.core.costs import Costs

BLANK: Final = frozenset({"", "na", "n/a", "-"})
ID: Final = "id"
PAIR: Final = ("a", "b", "distance")
CHUNK: Final = 100_000
NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
NOT_FINITE: Final = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
ENDLESS: Final = 1e150  # the square of anything greater may be infinite


class TableError(Exception):
    """A table cannot be used; the message is one line, with the line of the file."""


@dataclass(frozen=True, eq=False)
class Table:
    """Hold the ids in the order of the file, and the columns beside them."""

    ids: tuple[str, ...]
    columns: tuple[Column, ...]
    first_words: Mapping[str, tuple[int, str]]
    """For each column of words, the first value that is no number, and its line."""

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


def read_table(path: Path) -> Table:
    """Read a table of sites: a column `id`, the others numbers or words. Raises TableError."""
    with _Rows(path) as rows:
        header = rows.header()
        at = _id_column(header)
        ids: dict[str, int] = {}
        lines: list[int] = []
        cells: list[list[str]] = [[] for _ in header]
        for line, row in rows:
            _check_id(row[at].strip(), line, ids)
            lines.append(line)
            for values, value in zip(cells, row, strict=True):
                values.append(value.strip())
    if len(ids) < 2:
        raise TableError(f"line {rows.line}: the table has {_number(len(ids))}; give at least two")
    columns, first_words = [], {}
    for name, values in zip(header, cells, strict=True):
        if name != header[at]:
            column, words = _column(name, values, lines)
            columns.append(column)
            if words:
                first_words[name] = words
    return Table(tuple(ids), tuple(columns), first_words)


def _number(rows: int) -> str:
    return "one row only" if rows else "no rows"


def _id_column(header: Sequence[str]) -> int:
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


@dataclass(frozen=True, eq=False)
class Distances:
    """Hold the ids in their own order and the distances of the pairs that are allowed."""

    ids: tuple[str, ...]
    costs: Costs


def read_distances(path: Path) -> Distances:
    """Read distances of pairs: columns `a`, `b`, `distance`; no line means the pair is forbidden.

    A pair may stand twice, as a-b and b-a, with the same distance. A line with one id twice and
    the distance 0 only names that id. Raises TableError.
    """
    ids: dict[str, int] = {}
    pieces: list[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64], list[int]]] = []
    with _Rows(path) as rows:
        header = rows.header()
        if sorted(header) != sorted(PAIR):
            raise TableError(f"line 1: the header is {','.join(header)}; it must be a,b,distance")
        places = [header.index(name) for name in PAIR]
        while chunk := list(itertools.islice(rows, CHUNK)):
            pieces.append(_pairs(chunk, places, ids))
    if not pieces:
        raise TableError(f"line {rows.line}: no pairs below the header")
    return _sorted(ids, pieces)


def _pairs(
    chunk: list[tuple[int, list[str]]], places: Sequence[int], ids: dict[str, int]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64], list[int]]:
    lines = [line for line, _ in chunk]
    cells = list(zip(*(row for _, row in chunk), strict=True))
    ends = []
    for place in places[:2]:
        names = list(map(str.strip, cells[place]))
        for name in dict.fromkeys(names):
            ids.setdefault(name, len(ids))
        if "" in ids:
            raise TableError(f"line {lines[names.index('')]}: an id is blank")
        ends.append(np.fromiter(map(ids.__getitem__, names), dtype=np.int32, count=len(names)))
    return ends[0], ends[1], _distances(cells[places[2]], lines), lines


def _distances(cells: Sequence[str], lines: Sequence[int]) -> NDArray[np.float64]:
    """Read distances, the plain ones quickly and each doubtful one by itself."""
    try:
        values = np.fromiter(map(float, cells), dtype=np.float64, count=len(cells))
    except ValueError:
        values = np.full(len(cells), np.nan)
    joined = "".join(cells)
    if joined.isascii() and "_" not in joined and bool(np.all((values >= 0) & (values < ENDLESS))):
        return values
    for at, (cell, line) in enumerate(zip(cells, lines, strict=True)):
        values[at] = _distance(cell.strip(), line)
    return values


def _distance(cell: str, line: int) -> float:
    if not cell:
        raise TableError(f"line {line}: the distance is blank; to forbid a pair leave its line out")
    if not NUMBER.fullmatch(cell):
        raise TableError(f"line {line}: the distance {cell!r} is not a number")
    value = float(cell)
    if value < 0:
        raise TableError(f"line {line}: the distance {cell} is negative")
    if not math.isfinite(value) or value > ENDLESS:
        raise TableError(f"line {line}: the distance {cell} is too great")
    return value


def _sorted(
    ids: Mapping[str, int],
    pieces: list[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64], list[int]]],
) -> Distances:
    """Put ids and pairs in order, so that nothing depends on the order of the lines."""
    names = sorted(ids)
    number = np.empty(len(names), dtype=np.int32)
    number[[ids[name] for name in names]] = np.arange(len(names))
    one = number[np.concatenate([piece[0] for piece in pieces])]
    other = number[np.concatenate([piece[1] for piece in pieces])]
    apart = np.concatenate([piece[2] for piece in pieces])
    lines = np.concatenate([np.array(piece[3], dtype=np.int32) for piece in pieces])
    pieces.clear()
    _check_selves(names, one, other, apart, lines)
    first, second = np.minimum(one, other), np.maximum(one, other)
    keys = first.astype(np.int64) * len(names) + second
    order = np.argsort(keys, kind="stable")
    order = order[(first != second)[order]]
    keys = keys[order]
    again = np.flatnonzero(keys[1:] == keys[:-1])
    differ = again[apart[order[again]] != apart[order[again + 1]]]
    if len(differ):
        before, after = order[differ[0]], order[differ[0] + 1]
        raise TableError(
            f"line {lines[after]}: the distance of {names[one[after]]!r} and "
            f"{names[other[after]]!r} is {float(apart[after])!r}, but {float(apart[before])!r} "
            f"on line {lines[before]}"
        )
    once = np.delete(order, again + 1)
    return Distances(tuple(names), Costs(len(names), first[once], second[once], apart[once]))


def _check_selves(
    names: Sequence[str],
    one: NDArray[np.int32],
    other: NDArray[np.int32],
    apart: NDArray[np.float64],
    lines: NDArray[np.int32],
) -> None:
    wrong = np.flatnonzero((one == other) & (apart != 0))
    if len(wrong):
        at = wrong[0]
        raise TableError(
            f"line {lines[at]}: the distance of {names[one[at]]!r} to itself is "
            f"{float(apart[at])!r}, not 0"
        )


class _Rows:
    """Give the rows of a CSV file, each with its line, as wide as the header; skip empty lines."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.width = 0

    def __enter__(self) -> "_Rows":
        self.file = self.path.open(encoding="utf-8-sig", newline="")
        self.reader = csv.reader(self.file, strict=True)
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    @property
    def line(self) -> int:
        """Give the line that was read last, 1 in an empty file."""
        return max(self.reader.line_num, 1)

    def header(self) -> list[str]:
        """Read the names of the columns. Raises TableError where they cannot be told apart."""
        row = next(self._raw(), None)
        if row is None:
            raise TableError("line 1: the file is empty")
        names = [name.strip() for name in row]
        for at, name in enumerate(names):
            if not name:
                raise TableError(f"line 1: column {at + 1} has no name")
            if name in names[:at]:
                raise TableError(f"line 1: two columns are called {name!r}")
        self.width = len(names)
        return names

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        for row in self._raw():
            if len(row) != self.width:
                fields = "1 field" if len(row) == 1 else f"{len(row)} fields"
                raise TableError(
                    f"line {self.line}: {fields}, where the header has {self.width}"
                )
            yield self.reader.line_num, row

    def _raw(self) -> Iterator[list[str]]:
        while True:
            try:
                row = next(self.reader)
            except StopIteration:
                return
            except UnicodeDecodeError as error:
                raise TableError(f"line {self.line + 1} or soon after: not UTF-8") from error
            except csv.Error as error:
                raise TableError(f"line {self.line}: not CSV: {error}") from error
            if row and (len(row) > 1 or row[0].strip()):
                yield row
