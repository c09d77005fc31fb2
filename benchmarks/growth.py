"""A plot of cost by size, as SVG: both scales are logarithmic."""

from collections.abc import Mapping, Sequence
from html import escape
from math import log10

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 250, 20, 50
COLOURS = ("#1d70b8", "#d4351c", "#00703c", "#4c2c92", "#f47738", "#505a5f")

Line = Sequence[tuple[int, float]]
"""Points of one line: number of practices, milliseconds."""


def plot(lines: Mapping[str, Line]) -> str:
    """Draw the lines, each with its name at its end."""
    sizes = sorted({size for line in lines.values() for size, _ in line})
    costs = [cost for line in lines.values() for _, cost in line]
    across = _Scale(min(sizes), max(sizes), LEFT, WIDTH - RIGHT)
    up = _Scale(min(costs), max(costs), HEIGHT - BOTTOM, TOP)
    parts = [_frame(sizes, across, up)]
    ends = _apart({name: up(line[-1][1]) for name, line in lines.items()})
    for (name, line), colour in zip(lines.items(), COLOURS, strict=False):
        points = " ".join(f"{across(size):.1f},{up(cost):.1f}" for size, cost in line)
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
            f'<text x="{WIDTH - RIGHT + 8}" y="{ends[name] + 4:.1f}" fill="{colour}">'
            f"{escape(name)}: {line[-1][1]:.3g} ms</text>"
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' font-family="arial, sans-serif" font-size="13" role="img">'
        "<title>Processor time of a search by number of practices</title>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


class _Scale:
    """Map figures onto a stretch of the picture by their logarithm."""

    def __init__(self, least: float, most: float, start: float, end: float) -> None:
        self.least, self.span = log10(least), max(log10(most) - log10(least), 1e-9)
        self.start, self.end = start, end

    def __call__(self, figure: float) -> float:
        return self.start + (log10(figure) - self.least) / self.span * (self.end - self.start)


def _frame(sizes: Sequence[int], across: _Scale, up: _Scale) -> str:
    marks = [
        f'<path d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}" fill="none" stroke="#000"/>'
    ]
    below = HEIGHT - BOTTOM + 18
    marks += [
        f'<text x="{across(size):.1f}" y="{below}" text-anchor="middle">{size:,}</text>'
        for size in sizes
    ]
    for tick in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000):
        if up.least <= log10(tick) <= up.least + up.span:
            y = up(tick)
            marks.append(
                f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
                f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tick} ms</text>'
            )
    middle = (LEFT + WIDTH - RIGHT) / 2
    marks.append(f'<text x="{middle}" y="{HEIGHT - 10}" text-anchor="middle">practices</text>')
    return "".join(marks)


def _apart(places: dict[str, float], least: float = 16) -> dict[str, float]:
    """Move names apart that would stand on each other."""
    moved: dict[str, float] = {}
    last = -least
    for name, place in sorted(places.items(), key=lambda pair: pair[1]):
        last = moved[name] = max(place, last + least)
    return moved
