"""Plain tables of distances, as CSV: `a`, `b`, `distance`, a line for each pair that is allowed."""

import io
import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from portal.matching.core.costs import Costs
from portal.matching.plain_csv import ENDLESS, NUMBER, Rows, TableError

PAIR: Final = ("a", "b", "distance")
CHUNK: Final = 100_000
BLOCK: Final = 4 * 1024 * 1024
BOM: Final = b"\xef\xbb\xbf"
COMMA, END = b",\n"


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
    pieces: list[_Piece] = []
    with path.open("rb") as file:
        start = _plain(file, ids, pieces)
        taken = sum(len(piece.apart) for piece in pieces)
        rest = itertools.chain(io.BytesIO(start), file)
        if pieces:
            rows, places = Rows(rest, before=taken + 1, width=len(PAIR)), [0, 1, 2]
        else:
            rows = Rows(rest)
            places = _places(rows)
        while chunk := list(itertools.islice(rows, CHUNK)):
            lines = np.array([line for line, _ in chunk], dtype=np.int32)
            cells = list(zip(*(row for _, row in chunk), strict=True))
            pieces.append(_Piece.of([cells[place] for place in places], lines, ids))
    if not pieces:
        raise TableError(f"line {rows.line}: no pairs below the header")
    return _sorted(ids, pieces)


def _places(rows: Rows) -> list[int]:
    header = rows.header()
    if sorted(header) != sorted(PAIR):
        raise TableError(
            f"line {rows.line}: the header is {','.join(header)}; it must be {','.join(PAIR)}"
        )
    return [header.index(name) for name in PAIR]


def _plain(file: BinaryIO, ids: dict[str, int], pieces: list["_Piece"]) -> bytes:
    """Read what is plain quickly: the usual header, then lines without quotes.

    Gives what was read of the file but not taken, to be read with care.
    """
    head = file.readline(CHUNK)
    if head.removeprefix(BOM).rstrip(b"\r\n") != ",".join(PAIR).encode():
        return head
    before = 1
    while data := file.read(BLOCK):
        data += file.readline()
        cells = _cells(data)
        if cells is None:
            return data if pieces else head + data
        count = len(cells) // 3
        lines = np.arange(before + 1, before + 1 + count, dtype=np.int32)
        pieces.append(_Piece.of([cells[0::3], cells[1::3], cells[2::3]], lines, ids))
        before += count
    return b"" if pieces else head


def _cells(data: bytes) -> list[str] | None:
    """Split lines of three plain fields; None where any is not so."""
    data = data.replace(b"\r\n", b"\n")
    if not data.endswith(b"\n"):
        data += b"\n"
    letters = np.frombuffer(data, dtype=np.uint8)
    marks = letters[(letters == COMMA) | (letters == END)]
    if len(marks) % 3 or b'"' in data or b"\r" in data:
        return None
    if not bool(np.all(marks.reshape(-1, 3) == (COMMA, COMMA, END))):
        return None
    try:
        return data[:-1].decode().replace("\n", ",").split(",")
    except UnicodeDecodeError:
        return None


@dataclass(frozen=True, eq=False)
class _Piece:
    """Hold some lines: the numbers of the two ids, the distance, and the line it stands on."""

    one: NDArray[np.int32]
    other: NDArray[np.int32]
    apart: NDArray[np.float64]
    lines: NDArray[np.int32]

    @classmethod
    def of(
        cls, cells: Sequence[Sequence[str]], lines: NDArray[np.int32], ids: dict[str, int]
    ) -> "_Piece":
        """Read lines, each id that is new getting the next number in `ids`."""
        ends = [_numbered(each, lines, ids) for each in cells[:2]]
        return cls(ends[0], ends[1], _distances(cells[2], lines), lines)


def _numbered(
    cells: Sequence[str], lines: NDArray[np.int32], ids: dict[str, int]
) -> NDArray[np.int32]:
    names = list(map(str.strip, cells))
    for name in dict.fromkeys(names):
        ids.setdefault(name, len(ids))
    if "" in ids:
        raise TableError(f"line {lines[names.index('')]}: an id is blank")
    return np.fromiter(map(ids.__getitem__, names), dtype=np.int32, count=len(names))


def _distances(cells: Sequence[str], lines: NDArray[np.int32]) -> NDArray[np.float64]:
    """Read distances, the plain ones quickly and each doubtful one by itself."""
    try:
        values = np.fromiter(map(float, cells), dtype=np.float64, count=len(cells))
    except ValueError:
        values = np.full(len(cells), np.nan)
    joined = "".join(cells)
    if joined.isascii() and "_" not in joined and bool(np.all((values >= 0) & (values < ENDLESS))):
        return values
    for at, (cell, line) in enumerate(zip(cells, lines.tolist(), strict=True)):
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
    pieces: list[_Piece],
) -> Distances:
    """Put ids and pairs in order, so that nothing depends on the order of the lines."""
    names = sorted(ids)
    number = np.empty(len(names), dtype=np.int32)
    number[[ids[name] for name in names]] = np.arange(len(names))
    one = number[np.concatenate([piece.one for piece in pieces])]
    other = number[np.concatenate([piece.other for piece in pieces])]
    apart = np.concatenate([piece.apart for piece in pieces])
    lines = np.concatenate([piece.lines for piece in pieces])
    pieces.clear()
    _check_selves(names, one, other, apart, lines)
    first, second = np.minimum(one, other), np.maximum(one, other)
    keys = first.astype(np.int64) * len(names) + second
    in_order = bool(np.all(keys[1:] >= keys[:-1]))
    order = np.arange(len(keys)) if in_order else np.argsort(keys, kind="stable")
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
