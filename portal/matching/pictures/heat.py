"""The heat map of a region: how close each of its prisons is to each other one."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from portal.matching.core import Basis, Block, closeness
from portal.matching.core.seriation import in_a_row
from portal.matching.pictures.keeping import Kept, Site

OWN: Final = "the same prison"
UNKNOWN: Final = "not enough known"


@dataclass(frozen=True, slots=True)
class Heat:
    """Hold the prisons of a region, alike ones together, and each row's words in that order."""

    region: str
    sites: tuple[Site, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def nothing_told(self) -> bool:
        """Tell whether too little is known of every pair."""
        return all(word in (OWN, UNKNOWN) for row in self.rows for word in row)


def regions_of(kept: Kept, basis: Basis, block: Block) -> dict[str, int]:
    """Count the prisons of a block in each region, by name."""
    compared = [kept.by_id[number].region for number in kept.line_ups[basis, block].ids]
    named = sorted({region for region in compared if region})
    return {region: compared.count(region) for region in named}


def heat(kept: Kept, basis: Basis, block: Block, region: str) -> Heat:
    """Compare the prisons of a region; kept until a fact is added."""
    return kept.once(("heat", basis, block, region), lambda: _heat(kept, basis, block, region))


def _heat(kept: Kept, basis: Basis, block: Block, region: str) -> Heat:
    line_up = kept.line_ups[basis, block]
    places = [
        place for place, number in enumerate(line_up.ids) if kept.by_id[number].region == region
    ]
    apart = line_up.distances.total[np.ix_(places, places)]
    order = in_a_row(apart)
    words = [
        tuple(
            OWN
            if row == column
            else closeness(line_up.method, float(apart[row, column])) or UNKNOWN
            for column in order
        )
        for row in order
    ]
    sites = tuple(kept.by_id[line_up.ids[places[row]]] for row in order)
    return Heat(region, sites, tuple(words))
