"""The prisons most like one, and how firm that list is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from portal.matching.core.distance import Distances, weigh
from portal.matching.core.items import Matrix

FIRM_SHARE: Final = 0.8


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Hold one entry of a list of nearest.

    `mutual`: the list's owner stands in this one's own list of the same length too. `firm_share`:
    in what share of runs, each without one of the items, it is still in the owner's list.
    """

    index: int
    distance: float
    mutual: bool
    firm_share: float

    @property
    def firm(self) -> bool:
        """Say whether it hangs on no single item."""
        return self.firm_share >= FIRM_SHARE


def nearest(
    distances: Distances, keys: Sequence[str], index: int, k: int = 5
) -> tuple[Neighbour, ...]:
    """List the up to k nearest to one prison, nearest first, equals by key.

    Of those with the same word for their closeness, the better known stand first: an unknown item
    is left out of a distance, so little known prisons would else be everybody's nearest. Fewer
    than k where fewer can be compared. `keys` are the prisons' own and unique, such as codes.
    """
    cutoffs = [greatest for _, greatest in distances.method.cutoffs]

    def closest(row: Matrix, known: Matrix, at: int) -> list[int]:
        ranks = np.searchsorted(cutoffs, row)
        found = [other for other in np.flatnonzero(~np.isnan(row)).tolist() if other != at]
        found.sort(key=lambda one: (ranks[one], -round(float(known[one]), 9), row[one], keys[one]))
        return found[:k]

    def list_of(at: int) -> list[int]:
        return closest(distances.total[at], distances.known_share[at], at)

    chosen = list_of(index)
    runs = [closest(row, known, index) for row, known in _rows_without_one(distances, index)]
    return tuple(
        Neighbour(
            index=other,
            distance=float(distances.total[index, other]),
            mutual=index in list_of(other),
            firm_share=sum(other in run for run in runs) / len(runs),
        )
        for other in chosen
    )


def _rows_without_one(distances: Distances, index: int) -> list[tuple[Matrix, Matrix]]:
    """Give one prison's distances and what is known of their weight, for each item left out."""
    method = distances.method
    rows = []
    for dropped in range(len(method.items)):
        weights = np.array([item.weight for item in method.items], dtype=np.float64)
        weights[dropped] = 0.0
        parts, known = weigh(distances.by_item[:, index, :], weights)
        enough = (known > 0) & (known >= method.least_share * weights.sum())
        rows.append((parts.sum(axis=0) / np.where(enough, known, np.nan), known))
    return rows
