"""Drawing prisons on a light outline of England and Wales.

The projection is equirectangular: longitude is squeezed by the cosine of the middle latitude, so
that shapes look right there. That is close enough for a country and for approximate sites.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from math import cos, dist, pi, radians, sin
from typing import Final, NamedTuple

from portal.config import bundled
from portal.prisons.models import Prison

WEST, EAST = -6.5, 2.2
SOUTH, NORTH = 49.8, 56.0
SCALE: Final = 64  # SVG units for one degree of latitude
SQUEEZE: Final = cos(radians((SOUTH + NORTH) / 2))
WIDTH: Final = round((EAST - WEST) * SQUEEZE * SCALE)
HEIGHT: Final = round((NORTH - SOUTH) * SCALE)
CLOSE: Final = 2  # SVG units within which one dot would hide another
APART: Final = 3  # SVG units that a dot then moves

Point = tuple[float, float]


class Dot(NamedTuple):
    """Hold one prison's place on the map, in SVG units from the top left corner."""

    x: float
    y: float
    prison: Prison


def project(latitude: float, longitude: float) -> Point:
    """Turn degrees into SVG units, to one decimal."""
    x = (longitude - WEST) * SQUEEZE * SCALE
    return round(x, 1), round((NORTH - latitude) * SCALE, 1)


def dots(prisons: Iterable[Prison]) -> list[Dot]:
    """Place the prisons whose coordinates are known, in their order.

    Those that share a site, or nearly, stand in a small ring around it: each can be reached.
    """
    sites: dict[Point, list[Prison]] = defaultdict(list)
    found = []
    for prison in prisons:
        if prison.latitude is not None and prison.longitude is not None:
            point = project(prison.latitude, prison.longitude)
            site = next((site for site in sites if dist(site, point) < CLOSE), point)
            sites[site].append(prison)
            found.append((site, len(sites[site]) - 1, prison))
    return [Dot(*_nudged(site, place, len(sites[site])), prison) for site, place, prison in found]


@lru_cache(maxsize=1)
def outline() -> str:
    """Give the coast as the `d` of one SVG path; read once from the starter content."""
    path = bundled("content") / "estate" / "outline.json"
    rings = json.loads(path.read_text(encoding="utf-8"))["polygons"]
    return "".join(_ring(ring) for ring in rings)


def _nudged(site: Point, place: int, together: int) -> Point:
    if together == 1:
        return site
    angle = 2 * pi * place / together
    return round(site[0] + APART * cos(angle), 1), round(site[1] + APART * sin(angle), 1)


def _ring(ring: list[list[float]]) -> str:
    """Draw a ring by steps in whole units, which are half as long to send as places."""
    corners = [project(latitude, longitude) for longitude, latitude in ring]
    places = [(round(x), round(y)) for x, y in corners]
    x, y = places[0]
    steps = []
    for next_x, next_y in places[1:]:
        if (next_x, next_y) != (x, y):
            steps.append(f"{next_x - x} {next_y - y}")
        x, y = next_x, next_y
    return f"M{places[0][0]} {places[0][1]}l{' '.join(steps).replace(' -', '-')}z"
