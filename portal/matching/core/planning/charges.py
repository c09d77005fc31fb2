"""What a pair costs: its squared distance and what the wishes charge."""

from collections.abc import Iterable, Sequence, Set
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from portal.matching.core.items import Matrix
from portal.matching.core.planning.wishes import Site, Wishes

Charge = Literal["alike", "same_region", "repeat", "maturity", "need"]
Flags = NDArray[np.bool_]

BEGUN: Final = "setting_up"
ESTABLISHED: Final = "established"


def charges(total: Matrix, sites: Sequence[Site], wishes: Wishes) -> dict[Charge, Matrix]:
    """Give what each pair is charged for, each n by n, symmetric and at least 0.

    `total` is n by n and holds distances, NaN where too little is known, which adds nothing.
    A wish for something to be there charges its absence, so that nothing costs less than 0.
    """
    rather_other = wishes.same_region if wishes.region == "rather_other" else 0.0
    return {
        "alike": np.nan_to_num(total) ** 2,
        "same_region": np.where(one_region(sites), rather_other, 0.0),
        "repeat": wishes.repeat * _met(sites, wishes.earlier),
        "maturity": np.where(_complement(sites), 0.0, wishes.maturity),
        "need": np.where(_help(sites), 0.0, wishes.need),
    }


def one_region(sites: Sequence[Site]) -> Flags:
    """Mark the pairs of one known region."""
    regions = np.array([site.region or "" for site in sites], dtype=object)
    same: Flags = (regions[:, None] == regions) & (regions != "")
    return same


def _met(sites: Sequence[Site], earlier: Iterable[tuple[str, str, int]]) -> Matrix:
    """Give 1 for those that met in the last round, 1/2 for the one before, and so on."""
    at = {site.code: index for index, site in enumerate(sites)}
    met = np.zeros((len(sites),) * 2)
    for one, other, ago in earlier:
        if one in at and other in at and one != other:
            pair = at[one], at[other]
            met[pair] = met[pair[::-1]] = max(met[pair], 1 / ago)
    return met


def _complement(sites: Sequence[Site]) -> Flags:
    """Mark the pairs of which one has established a scheme that the other begins or has not."""
    types = sorted({each for site in sites for each in site.schemes or ()})
    told = [site.schemes for site in sites]
    has = [{each for each in types if (at or {}).get(each) == ESTABLISHED} for at in told]
    lacks = [
        set() if at is None else {each for each in types if at.get(each, BEGUN) == BEGUN}
        for at in told
    ]
    return _either_way(has, lacks)


def _help(sites: Sequence[Site]) -> Flags:
    """Mark the pairs of which one has solved a barrier that the other has now."""
    return _either_way(
        [site.barriers_solved for site in sites], [site.barriers_now for site in sites]
    )


def _either_way(has: Sequence[Set[str]], wants: Sequence[Set[str]]) -> Flags:
    """Mark the pairs of which one has something that the other wants."""
    keys = sorted(set().union(*has) & set().union(*wants))
    offered = np.array([[key in each for key in keys] for each in has], dtype=bool)
    wanted = np.array([[key in each for key in keys] for each in wants], dtype=bool)
    gives: Flags = offered.reshape(len(has), len(keys)) @ wanted.reshape(len(has), len(keys)).T
    return gives | gives.T
