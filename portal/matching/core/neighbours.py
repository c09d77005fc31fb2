"""The prisons most like one, and how firm that list is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from portal.matching.core.distance import Distances
from portal.matching.core.items import Matrix

FIRM_SHARE: Final = 0.8
NOBODY: Final = -1
ROUNDED: Final = 9  # digits; beyond them two shares of the weight count as equal

Order = NDArray[np.intp]


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
    lists = all_nearest(distances, keys, k)
    chosen = [other for other in lists[index].tolist() if other != NOBODY]
    shares = firmness(distances, keys, index, chosen, k)
    return tuple(
        Neighbour(
            index=other,
            distance=float(distances.total[index, other]),
            mutual=bool(np.any(lists[other] == index)),
            firm_share=share,
        )
        for other, share in zip(chosen, shares, strict=True)
    )


def all_nearest(distances: Distances, keys: Sequence[str], k: int) -> Order:
    """List the k nearest to every prison, as `nearest` does: n by k.

    NOBODY stands where there are fewer.
    """
    own = np.arange(len(keys))
    order = _order(distances.total, distances.known_share, distances, keys, own)
    return order[:, :k]


def firmness(
    distances: Distances, keys: Sequence[str], index: int, chosen: Sequence[int], k: int
) -> list[float]:
    """Tell for each of those chosen in what share of the runs without one item it is among the k.

    Items that weigh nothing are not runs.
    """
    weights = np.array([item.weight for item in distances.method.items], dtype=np.float64)
    dropped = np.flatnonzero(weights)
    runs = np.repeat(weights[:, None], len(dropped), axis=1)
    runs[dropped, np.arange(len(dropped))] = 0.0
    by_item = distances.by_item[:, index, :]
    unknown = np.isnan(by_item)
    known = runs.T @ (~unknown)
    apart = runs.T @ np.where(unknown, 0.0, by_item)
    whole = runs.sum(axis=0)[:, None]
    enough = (known > 0) & (known >= distances.method.least_share * whole)
    total = apart / np.where(enough, known, np.nan)
    own = np.full(len(dropped), index)
    lists = _order(total, known, distances, keys, own)[:, :k]
    return [float((lists == other).any(axis=1).mean()) if len(lists) else 0.0 for other in chosen]


def _order(
    total: Matrix, known: Matrix, distances: Distances, keys: Sequence[str], own: Order
) -> Order:
    """Put the columns of each row in the order of `nearest`; `own` is each row's own column."""
    cutoffs = [greatest for _, greatest in distances.method.cutoffs]
    places = np.empty(len(keys), dtype=np.intp)
    places[np.argsort(np.array(list(keys), dtype=object), kind="stable")] = np.arange(len(keys))
    total = total.copy()
    total[np.arange(len(own)), own] = np.nan
    words = np.where(np.isnan(total), len(cutoffs) + 1, np.searchsorted(cutoffs, total))
    ranks = np.broadcast_to(places, total.shape)
    order = np.lexsort((ranks, total, -np.round(known, ROUNDED), words), axis=-1)
    apart = np.take_along_axis(total, order, axis=1)
    return np.where(np.isnan(apart), NOBODY, order)
