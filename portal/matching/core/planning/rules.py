"""Which pairs the rules keep apart, and which rule does."""

from collections.abc import Sequence
from itertools import combinations_with_replacement
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from portal.matching.core.items import Matrix
from portal.matching.core.planning.charges import Flags, one_region
from portal.matching.core.planning.wishes import Site, Wishes, place_of
from portal.matching.core.travel import km

Forbidding = Literal[
    "too_little_known", "forbidden", "region_unknown", "other_region", "place_unknown", "too_far"
]
Removed = NDArray[np.int8]

NOT_ALLOWED: Final[tuple[Forbidding, ...]] = get_args(Forbidding)


def removed(total: Matrix, sites: Sequence[Site], wishes: Wishes) -> Removed:
    """Tell which rule keeps each pair apart: 0 for none, else its place in NOT_ALLOWED from 1.

    Where several do, the first is given. n by n, symmetric; the diagonal means nothing.
    """
    marks: dict[Forbidding, Flags] = {
        "too_little_known": np.isnan(total),
        "forbidden": _forbidden(sites, wishes),
        **_by_region(sites, wishes),
        **_by_distance(sites, wishes),
    }
    found: Removed = np.zeros(total.shape, dtype=np.int8)
    for rule in reversed(marks):
        found[marks[rule]] = NOT_ALLOWED.index(rule) + 1
    return found


def kilometres(sites: Sequence[Site]) -> Matrix:
    """Give how far apart prisons are as the crow flies, NaN where a place is not known."""
    apart = np.full((len(sites),) * 2, np.nan)
    places = [(at, place) for at, site in enumerate(sites) if (place := place_of(site))]
    for (one, here), (other, there) in combinations_with_replacement(places, 2):
        apart[one, other] = apart[other, one] = km(*here, *there)
    return apart


def _forbidden(sites: Sequence[Site], wishes: Wishes) -> Flags:
    at = {site.code: index for index, site in enumerate(sites)}
    found = np.zeros((len(sites),) * 2, dtype=bool)
    for one, other in wishes.forbids:
        if one in at and other in at:
            found[at[one], at[other]] = found[at[other], at[one]] = True
    return found


def _by_region(sites: Sequence[Site], wishes: Wishes) -> dict[Forbidding, Flags]:
    if wishes.region != "same_only":
        return {}
    unknown = np.array([not site.region for site in sites], dtype=bool)
    return {
        "region_unknown": unknown[:, None] | unknown,
        "other_region": ~one_region(sites),
    }


def _by_distance(sites: Sequence[Site], wishes: Wishes) -> dict[Forbidding, Flags]:
    if wishes.cap_km is None:
        return {}
    apart = kilometres(sites)
    return {"place_unknown": np.isnan(apart), "too_far": apart > wishes.cap_km}
