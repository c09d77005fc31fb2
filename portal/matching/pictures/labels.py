"""Writing names beside dots so that they cover neither each other nor the dots."""

from collections.abc import Iterator, Sequence
from math import cos, dist, pi, sin
from typing import Final, Literal, NamedTuple

LETTER: Final = 0.55  # of the size of the letters: how wide one is on average
BOLD: Final = 0.62
LINE: Final = 1.15
RISE: Final = 0.8  # of the size: how far letters go above the line that they stand on
ANGLES: Final = 16
RINGS: Final = (0.0, 0.6, 1.3, 2.2, 3.3, 4.6, 6.0)  # sizes of the letters beyond the gap
# What it costs to stand outside the picture or to cover a square unit of text, a dot, or a line
# that leads to another name; and each unit of way to the dot.
OUTSIDE, COVERED, DOT, CROSSED, WAY = 1000.0, 10.0, 6.0, 40.0, 0.15
Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]


class Wanted(NamedTuple):
    """Hold the lines to write at a dot, in the units of the picture."""

    x: float
    y: float
    lines: tuple[str, ...]
    bold: bool = False


class Label(NamedTuple):
    """Hold lines of text: where the first stands, how far down the next, which end is at `x`.

    `leader` is the line that leads from the dot to them, None where they stand right beside it.
    """

    x: float
    y: float
    step: float
    anchor: Anchor
    lines: tuple[str, ...]
    bold: bool
    leader: tuple[Point, Point] | None


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


class _Place(NamedTuple):
    label: Label
    box: _Box
    way: tuple[Point, Point]


class Sheet(NamedTuple):
    """Hold the picture that is written on: its size, that of letters, and the gap to a dot."""

    width: float
    height: float
    size: float
    gap: float


def written(wanted: Sequence[Wanted], dots: Sequence[Point], sheet: Sheet) -> list[Label]:
    """Find a place for each text, in their order; of equal ones the first is taken."""
    taken = [
        _Box(one.x - sheet.gap, one.y - sheet.gap, one.x + sheet.gap, one.y + sheet.gap)
        for one in wanted
    ]
    ways: list[tuple[Point, Point]] = []
    named = [(one.x, one.y) for one in wanted]
    found = []
    for one in wanted:
        others = [point for point in named if point != (one.x, one.y)]

        def cost(place: _Place, others: Sequence[Point] = others) -> float:
            return _cost(place, taken, ways, others, dots, sheet)

        best = min(_places(one, sheet), key=cost)
        taken.append(best.box)
        ways.append(best.way)
        found.append(best.label)
    return found


def _places(one: Wanted, sheet: Sheet) -> Iterator[_Place]:
    letter = BOLD if one.bold else LETTER
    wide = max(map(len, one.lines)) * letter * sheet.size
    high = (RISE + 0.2 + LINE * (len(one.lines) - 1)) * sheet.size
    for ring in RINGS:
        out = sheet.gap + ring * sheet.size
        for turn in range(ANGLES):
            angle = 2 * pi * turn / ANGLES
            yield _place(one, sheet, (out, angle), (wide, high), has_leader=ring > 0)


def _place(one: Wanted, sheet: Sheet, at: Point, box_size: Point, *, has_leader: bool) -> _Place:
    """Let the side of a text that faces the dot touch a circle around it."""
    out, angle = at
    wide, high = box_size
    side, down = cos(angle), sin(angle)
    x, y = one.x + out * side, one.y + out * down
    anchor: Anchor = "middle" if abs(side) < 0.3 else "start" if side > 0 else "end"
    left = x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
    top = y - high * (1 - down) / 2
    start = one.x + sheet.gap * 0.6 * side, one.y + sheet.gap * 0.6 * down
    leader = (_tenths(start), _tenths((x, y))) if has_leader else None
    first = top + RISE * sheet.size
    label = Label(
        round(x, 1),
        round(first, 1),
        round(LINE * sheet.size, 1),
        anchor,
        one.lines,
        one.bold,
        leader,
    )
    return _Place(label, _Box(left, top, left + wide, top + high), (start, (x, y)))


def _tenths(point: Point) -> Point:
    return round(point[0], 1), round(point[1], 1)


def _cost(
    place: _Place,
    taken: Sequence[_Box],
    ways: Sequence[tuple[Point, Point]],
    named: Sequence[Point],
    dots: Sequence[Point],
    sheet: Sheet,
) -> float:
    box = place.box
    outside = (
        max(0.0, -box.left)
        + max(0.0, -box.top)
        + max(0.0, box.right - sheet.width)
        + max(0.0, box.bottom - sheet.height)
    )
    half = sheet.gap / 2
    covered = sum(_shared(box, other) for other in taken)
    hidden = sum(
        box.left - half < x < box.right + half and box.top - half < y < box.bottom + half
        for x, y in dots
    )
    crossed = sum(_cross(place.way, way) for way in ways)
    crossed += sum(_passes(place.way, point, sheet.gap) for point in named)
    length = dist(*place.way)
    return outside * OUTSIDE + covered * COVERED + hidden * DOT + crossed * CROSSED + length * WAY


def _shared(one: _Box, other: _Box) -> float:
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    return wide * high if wide > 0 and high > 0 else 0.0


def _cross(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Tell whether two lines cross: the ends of each lie on both sides of the other."""
    return _side(one, other[0]) * _side(one, other[1]) < 0 and (
        _side(other, one[0]) * _side(other, one[1]) < 0
    )


def _passes(line: tuple[Point, Point], point: Point, least: float) -> bool:
    """Tell whether a line comes closer to a point than `least`."""
    (x, y), end = line
    along = end[0] - x, end[1] - y
    whole = along[0] ** 2 + along[1] ** 2 or 1.0
    part = ((point[0] - x) * along[0] + (point[1] - y) * along[1]) / whole
    part = min(max(part, 0.0), 1.0)
    return dist(point, (x + part * along[0], y + part * along[1])) < least


def _side(line: tuple[Point, Point], point: Point) -> float:
    (x, y), (to_x, to_y) = line
    return (to_x - x) * (point[1] - y) - (to_y - y) * (point[0] - x)
