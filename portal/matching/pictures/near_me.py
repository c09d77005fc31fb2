"""The map of England and Wales with a prison, those most like it, and how far they are."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from portal.matching.core import Basis, Block
from portal.matching.core.placing import parted
from portal.matching.core.travel import km
from portal.matching.pictures.keeping import Kept, Site
from portal.matching.pictures.labels import Label, Sheet, Wanted, written
from portal.matching.pictures.seen_from import seen_from
from portal.prisons import map

LETTERS: Final = 14  # units high; the map is about as many units wide as a phone has pixels
DOT: Final = 5
NO_BREAK: Final = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Near:
    """Hold one prison of the map: the word for how alike, and how far in words, "" if not known.

    `x` and `y` are None where no coordinates are known.
    """

    site: Site
    word: str
    far: str
    x: float | None
    y: float | None


@dataclass(frozen=True, slots=True)
class NearMe:
    """Hold the prison and the five most like it, nearest in likeness first."""

    here: Near
    others: tuple[Near, ...]
    labels: tuple[Label, ...]


def near_me(kept: Kept, basis: Basis, block: Block, site: Site) -> NearMe:
    """Draw a prison among those most like it; kept until a fact is added."""
    return kept.once(("near", basis, block, site.id), lambda: _near_me(kept, basis, block, site))


def how_far(here: Site, there: Site) -> str:
    """Say how far two prisons are in a straight line, to 5 km beyond the nearest 10."""
    places = (here.latitude, here.longitude, there.latitude, there.longitude)
    if None in places:
        return ""
    far = km(*(float(place) for place in places if place is not None))
    if far < 1:
        return f"less than 1{NO_BREAK}km"
    rounded = round(far) if far < 10 else 5 * round(far / 5)
    return f"about {rounded}{NO_BREAK}km"


def _near_me(kept: Kept, basis: Basis, block: Block, site: Site) -> NearMe:
    seen = seen_from(kept, basis, block, site)
    others = [(seen.sites[place], seen.words[place]) for place in seen.nearest]
    points = _points([site, *(other for other, _ in others)])
    here = Near(site, "", "", *points[0])
    near = [
        Near(other, word, how_far(site, other), *point)
        for (other, word), point in zip(others, points[1:], strict=True)
    ]
    return NearMe(here, tuple(near), tuple(_labels([here, *near])))


def _points(sites: list[Site]) -> list[tuple[float | None, float | None]]:
    """Place the sites on the outline; those of one place stand beside each other."""
    points = np.full((len(sites), 2), np.nan)
    for row, site in enumerate(sites):
        if site.latitude is not None and site.longitude is not None:
            points[row] = map.project(site.latitude, site.longitude)
    found = parted(points, 2 * DOT + 2, map.WIDTH, map.HEIGHT, DOT).tolist()
    return [(None, None) if np.isnan(x) else (round(x, 1), round(y, 1)) for x, y in found]


def _labels(shown: list[Near]) -> list[Label]:
    placed = [
        Wanted(one.x, one.y, (one.site.name, *_said(one)), bold=one is shown[0])
        for one in shown
        if one.x is not None and one.y is not None
    ]
    sheet = Sheet(map.WIDTH, map.HEIGHT, LETTERS, DOT + 6)
    return written(placed, [(one.x, one.y) for one in placed], sheet)


def _said(one: Near) -> tuple[str, ...]:
    said = ", ".join(filter(None, (one.word, one.far.removeprefix("about "))))
    return (said,) if said else ()
