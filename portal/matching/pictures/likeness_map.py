"""The map of likeness: every prison of a block a dot, near those that it is like."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from portal.matching.core import Basis, Block, all_nearest
from portal.matching.core.items import Matrix
from portal.matching.core.method import WORDS
from portal.matching.core.neighbours import NOBODY
from portal.matching.core.placing import Kept as Keeps
from portal.matching.core.placing import Placement, fitted, parted, place, place_one
from portal.matching.line_ups import LineUp
from portal.matching.pictures.keeping import Kept, Site
from portal.matching.pictures.labels import Label, Sheet, Wanted, written
from portal.matching.pictures.seen_from import NEAREST, Seen, seen_from
from portal.matching.pictures.shapes import RADIUS, Mark, mark_of

WIDTH: Final = 480
HEIGHT: Final = 400
MARGIN: Final = 16
LEAST: Final = 2 * RADIUS + 2.5  # from the middle of a dot to that of another
LETTERS: Final = 17  # units high; 12 px or more where the picture is 340 px wide
GAP: Final = 7.5  # between a dot and its name: room for the ring
LISTED: Final = 3
AROUND: Final = 10
ALL_NAMED: Final = 15  # a picture of so few prisons has room for every name


@dataclass(frozen=True, slots=True)
class Spot:
    """Hold one prison of the map: where it stands, and how close it is to the chosen one.

    `x` and `y` are None where too little is known to place it; `nearest` are names.
    """

    site: Site
    mark: Mark
    x: float | None
    y: float | None
    word: str
    nearest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LikenessMap:
    """Hold the picture; `nearest` are the spots nearest to `here`, nearest first.

    `found_near` is the share of each prison's five most alike that are among the ten dots nearest
    to it, in tenths.
    """

    spots: tuple[Spot, ...]
    here: Spot | None
    nearest: tuple[Spot, ...]
    labels: tuple[Label, ...]
    marks: tuple[Mark, ...]
    keeps: Keeps
    found_near: int
    unplaced: tuple[str, ...]

    @property
    def all_named(self) -> bool:
        """Tell whether every mark has its name beside it."""
        return len(self.spots) <= ALL_NAMED

    @property
    def drawn(self) -> list[Spot]:
        """Give the spots that have a place, those that matter most last: they lie on top."""
        top = {id(spot) for spot in (*self.nearest, *filter(None, [self.here]))}
        placed = [spot for spot in self.spots if spot.x is not None]
        return sorted(placed, key=lambda spot: id(spot) in top)

    @property
    def rows(self) -> list[Spot]:
        """Give the others by how close they are, those with the same word by name."""
        order = {str(word): place for place, word in enumerate(WORDS)}
        others = (spot for spot in self.spots if spot is not self.here)
        return sorted(others, key=lambda spot: (order.get(spot.word, len(order)), spot.site.name))


def likeness_map(kept: Kept, basis: Basis, block: Block, site: Site | None) -> LikenessMap:
    """Draw a block as seen from a prison, or from nowhere; kept until a fact is added."""
    number = site.id if site and block in site.blocks else None
    return kept.once(
        ("map", basis, block, number), lambda: _drawn(kept, seen_from(kept, basis, block, site))
    )


def _drawn(kept: Kept, seen: Seen) -> LikenessMap:
    line_up = seen.line_up
    real = kept.line_ups[line_up.basis, line_up.block]
    placement, near = kept.once(
        ("placement", line_up.basis, line_up.block),
        lambda: (place(real.distances.total), _near(real)),
    )
    points = _points(placement, line_up)
    at = parted(fitted(points, WIDTH, HEIGHT, MARGIN), LEAST, WIDTH, HEIGHT, MARGIN)
    spots = tuple(
        Spot(
            site=site,
            mark=mark_of(site.function),
            x=None if np.isnan(x) else round(x, 1),
            y=None if np.isnan(y) else round(y, 1),
            word=word,
            nearest=tuple(
                seen.sites[other].name
                for other in (near[n] if n < len(near) else seen.nearest[:LISTED])
            ),
        )
        for n, (site, (x, y), word) in enumerate(
            zip(seen.sites, at.tolist(), seen.words, strict=True)
        )
    )
    here = None if seen.here is None else spots[seen.here]
    nearest = tuple(spots[other] for other in seen.nearest)
    return LikenessMap(
        spots=spots,
        here=here,
        nearest=nearest,
        labels=tuple(_labels(spots, here, nearest)),
        marks=tuple(
            dict.fromkeys(
                sorted(
                    {spot.mark for spot in spots if spot.x is not None}, key=lambda mark: mark.words
                )
            )
        ),
        keeps=placement.keeps,
        found_near=_found_near(placement.points, real),
        unplaced=tuple(spot.site.name for spot in spots if spot.x is None),
    )


def _points(placement: Placement, line_up: LineUp) -> Matrix:
    """Place the prison that was added last, where one was, among the others."""
    points = placement.points
    if len(line_up.ids) == len(points):
        return points
    found = place_one(points, line_up.distances.total[-1, :-1])
    return np.vstack([points, np.full(2, np.nan) if found is None else found])


def _near(line_up: LineUp) -> list[list[int]]:
    lists = all_nearest(line_up.distances, line_up.codes, LISTED)
    return [[place for place in row if place != NOBODY] for row in lists.tolist()]


def _found_near(points: Matrix, line_up: LineUp) -> int:
    """Count how often the picture shows the nearest near, in tenths."""
    far = np.sqrt(((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2))
    far = np.where(np.isnan(far), np.inf, far)
    np.fill_diagonal(far, np.inf)
    around = np.argsort(far, axis=1, kind="stable")[:, :AROUND].tolist()
    lists = all_nearest(line_up.distances, line_up.codes, NEAREST).tolist()
    found = [
        other in around[row]
        for row, listed in enumerate(lists)
        for other in listed
        if other != NOBODY
    ]
    return int(10 * sum(found) / len(found)) if found else 0


def _labels(spots: Sequence[Spot], here: Spot | None, nearest: Sequence[Spot]) -> list[Label]:
    named = [*filter(None, [here]), *nearest]
    if len(spots) <= ALL_NAMED:
        named += [spot for spot in spots if spot not in named]
    wanted = [
        Wanted(spot.x, spot.y, (spot.site.name,), spot is here)
        for spot in named
        if spot.x is not None and spot.y is not None
    ]
    dots = [(spot.x, spot.y) for spot in spots if spot.x is not None and spot.y is not None]
    return written(wanted, dots, Sheet(WIDTH, HEIGHT, LETTERS, RADIUS + GAP))
