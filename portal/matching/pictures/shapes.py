"""The marks of the maps: each main function has a shape and a colour of its own."""

from math import cos, pi, sin
from typing import Final, NamedTuple

from portal.prisons.measures import FUNCTIONS, NOT_KNOWN

RADIUS: Final = 5.5


class Mark(NamedTuple):
    """Hold how a function is drawn: its name in the styles, its words, and the `d` of a path."""

    name: str
    words: str
    path: str


def _corners(count: int, turned: float, radius: float, inner: float | None = None) -> str:
    """Draw a regular polygon around 0; with `inner` a star, whose dents are that far out."""
    radii = [radius] if inner is None else [radius, inner]
    steps = count * len(radii)
    points = []
    for step in range(steps):
        angle = turned + 2 * pi * step / steps
        far = radii[step % len(radii)]
        points.append(f"{far * cos(angle):.1f} {far * sin(angle):.1f}")
    return f"M{'L'.join(points)}z"


def _round(radius: float) -> str:
    half = f"a{radius} {radius} 0 1 0"
    return f"M-{radius} 0{half} {2 * radius} 0{half} -{2 * radius} 0z"


_UP: Final = -pi / 2
_DRAWN: Final = {
    "Reception": ("reception", _round(RADIUS - 0.5)),
    "Category B": ("category-b", _corners(4, pi / 4, RADIUS + 1)),
    "Category C": ("category-c", _corners(3, _UP, RADIUS + 1)),
    "Open": ("open", _corners(4, 0, RADIUS + 0.8)),
    "High security": ("high-security", _corners(5, _UP, RADIUS + 1.5, RADIUS / 2)),
    "Women": ("women", _corners(6, 0, RADIUS)),
    "Under 18": ("under-18", _corners(3, -_UP, RADIUS + 1)),
}
_UNKNOWN: Final = Mark("unknown", NOT_KNOWN, _corners(4, pi / 4, RADIUS + 1, 2))
MARKS: Final = {
    function: Mark(name, FUNCTIONS[function], path) for function, (name, path) in _DRAWN.items()
}


def mark_of(function: str | None) -> Mark:
    """Give the mark of a main function; a cross where it is not known."""
    return MARKS.get(function or "", _UNKNOWN)
