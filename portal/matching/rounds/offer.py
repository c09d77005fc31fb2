"""What the form of a new round offers: the prisons, and how many there are for each answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from portal.accounts.models import User
from portal.matching.core import Basis
from portal.matching.rounds import asking, queries
from portal.matching.rounds.asked import EXAMPLES
from portal.matching.rounds.models import OPTED_IN, PAUSED
from portal.matching.rounds.permissions import COUNTRY
from portal.matching.rounds.standings import states
from portal.prisons.models import Prison

BASES: Final[tuple[Basis, ...]] = ("record", "profile")


@dataclass(frozen=True, slots=True)
class Counts:
    """Count the open prisons of a region: who asked, who does not pause, and all.

    `enough` counts by basis those of which enough is known to compare them with another.
    """

    asked: int
    unpaused: int
    everyone: int
    enough: Mapping[Basis, int]


def counts(region: str) -> Counts:
    """Count for a region, or for the country where it is empty."""
    reached = asking.in_reach("record", region)
    stands = states({number for each in reached.values() for number in each.ids})
    said = list(stands.values())
    return Counts(
        asked=said.count(OPTED_IN),
        unpaused=len(said) - said.count(PAUSED),
        everyone=len(said),
        enough={basis: len(set(stands) & _enough(basis, region)) for basis in BASES},
    )


def prisons_on_offer(viewer: User) -> list[Prison]:
    """List the open prisons that somebody may keep together or apart, by name, examples last."""
    codes = [code for each in asking.in_reach("record", COUNTRY).values() for code in each.codes]
    if EXAMPLES in queries.regions_for(viewer):
        examples = asking.in_reach("record", EXAMPLES).values()
        codes += [code for each in examples for code in each.codes]
    found = list(queries.named(codes).values())
    return sorted(found, key=lambda prison: prison.is_example)


def _enough(basis: Basis, region: str) -> set[int]:
    """Give those that can be compared with any other, wherever it is."""
    known = set()
    for each in asking.in_reach(basis, EXAMPLES if region == EXAMPLES else COUNTRY).values():
        total = each.distances.total.copy()
        np.fill_diagonal(total, np.nan)
        rows = np.flatnonzero(~np.isnan(total).all(axis=1))
        known |= {each.ids[at] for at in rows}
    return known
