"""The prisons most like one, and how firm that list is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from portal.matching.core.distance import Distances
from portal.matching.core.items import Item, Matrix

FIRM_SHARE: Final = 0.8
NOBODY: Final = -1
ROUNDED: Final = 9  # digits; beyond them two shares of the weight count as equal

Order = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Hold one entry of a list of nearest.

    `mutual`: the list's owner stands in this one's own list of the same length too. `firm_share`:
    in what share of runs, each without one of the items, it is still in the owner's list.
    `hangs_on` names the items without which it is not, heaviest first.
    """

    index: int
    distance: float
    mutual: bool
    firm_share: float
    hangs_on: tuple[Item, ...] = ()

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
    return neighbours(distances, keys, index, all_nearest(distances, keys, k), k)


def neighbours(
    distances: Distances, keys: Sequence[str], index: int, lists: Order, k: int
) -> tuple[Neighbour, ...]:
    """Describe the list of one prison, row `index` of everybody's `lists`.

    An entry is firm where it stays among the k nearest whichever item is left out; lists that were
    not chosen by distance alone need a k that reaches to the last of them.
    """
    chosen = [other for other in lists[index].tolist() if other != NOBODY]
    dropped, still = _without_one(distances, keys, index, chosen, k)
    return tuple(
        Neighbour(
            index=other,
            distance=float(distances.total[index, other]),
            mutual=bool(np.any(lists[other] == index)),
            firm_share=float(kept.mean()) if len(kept) else 0.0,
            hangs_on=_heaviest(distances, dropped[~kept]),
        )
        for other, kept in zip(chosen, still, strict=True)
    )


def all_nearest(distances: Distances, keys: Sequence[str], k: int) -> Order:
    """List the k nearest to every prison, as `nearest` does: n by k.

    NOBODY stands where there are fewer.
    """
    own = np.arange(len(keys))
    order = _order(distances.total, distances.known_share, distances, keys, own)
    return order[:, :k]


def ranks(keys: Sequence[str]) -> Order:
    """Give each key's place in the order of all of them."""
    places = np.empty(len(keys), dtype=np.intp)
    places[np.argsort(np.array(list(keys), dtype=object), kind="stable")] = np.arange(len(keys))
    return places


def _heaviest(distances: Distances, items: Order) -> tuple[Item, ...]:
    found = [distances.method.items[at] for at in items.tolist()]
    return tuple(sorted(found, key=lambda item: -item.weight))


def _without_one(
    distances: Distances, keys: Sequence[str], index: int, chosen: Sequence[int], k: int
) -> tuple[Order, NDArray[np.bool_]]:
    """Leave each item that weighs something out in turn: which, and who is still among the k.

    The second is chosen by items.
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
    still = [(lists == other).any(axis=1) for other in chosen]
    return dropped, np.array(still, dtype=bool).reshape(len(chosen), len(dropped))


def _order(
    total: Matrix, known: Matrix, distances: Distances, keys: Sequence[str], own: Order
) -> Order:
    """Put the columns of each row in the order of `nearest`; `own` is each row's own column."""
    cutoffs = [greatest for _, greatest in distances.method.cutoffs]
    total = total.copy()
    total[np.arange(len(own)), own] = np.nan
    words = np.where(np.isnan(total), len(cutoffs) + 1, np.searchsorted(cutoffs, total))
    by_key = np.broadcast_to(ranks(keys), total.shape)
    order = np.lexsort((by_key, total, -np.round(known, ROUNDED), words), axis=-1)
    apart = np.take_along_axis(total, order, axis=1)
    return np.where(np.isnan(apart), NOBODY, order)
