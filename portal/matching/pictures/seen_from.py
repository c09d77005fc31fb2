"""A line-up as seen from one prison."""

from dataclasses import dataclass
from typing import Final

from portal.matching.core import Basis, Block, all_nearest, closeness
from portal.matching.core.neighbours import NOBODY
from portal.matching.line_ups import MEASURES_READ, LineUp
from portal.matching.pictures.keeping import Kept, Site
from portal.prisons.queries import profiles

NEAREST: Final = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """Hold a line-up, the place of the prison in it, and the places of its nearest.

    `here` is None where nobody looks. `words` say how close each is to the prison, "" where
    nobody looks or too little is known.
    """

    line_up: LineUp
    sites: tuple[Site, ...]
    here: int | None
    nearest: tuple[int, ...]
    words: tuple[str, ...]


def seen_from(kept: Kept, basis: Basis, block: Block, site: Site | None) -> Seen:
    """See a block from a prison; one that does not belong to the block is not in it.

    An example prison, or one that is closed, is added to the line-up for itself alone.
    """
    real = kept.line_ups[basis, block]
    if site is None or block not in site.blocks:
        return Seen(real, _sites(kept, real), None, (), ("",) * len(real.ids))
    line_up = real
    if site.id not in real.ids:
        found = profiles(prison_ids=[site.id], measures=MEASURES_READ)
        line_up = real.with_one(found[site.id])
    here = line_up.ids.index(site.id)
    lists = all_nearest(line_up.distances, line_up.codes, NEAREST)
    words = (
        closeness(line_up.method, apart) or "" for apart in line_up.distances.total[here].tolist()
    )
    return Seen(
        line_up,
        _sites(kept, line_up),
        here,
        tuple(place for place in lists[here].tolist() if place != NOBODY),
        tuple(words),
    )


def _sites(kept: Kept, line_up: LineUp) -> tuple[Site, ...]:
    return tuple(kept.by_id[number] for number in line_up.ids)
