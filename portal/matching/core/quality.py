"""Measuring lists and pairings: hubs, firmness, and how far down the list a partner stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from portal.matching.core.closest_first import closest_first
from portal.matching.core.costs import Costs
from portal.matching.core.distance import Distances, compare_columns, reweighed
from portal.matching.core.groups import group
from portal.matching.core.items import Bands, Item, Matrix, Scaled
from portal.matching.core.method import Method
from portal.matching.core.neighbours import NOBODY, Order, all_nearest
from portal.matching.core.suggestions import LISTED

NOISE: Final = 0.1  # standard deviations
RUNS: Final = 20
TINY: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Hubs:
    """Tell how often prisons stand in others' lists: the most, and the share in none.

    `mean` is the mean distance of all entries.
    """

    most: int
    never: float
    mean: float


@dataclass(frozen=True, slots=True)
class Paired:
    """Tell how good pairs are for their members.

    A partner's rank is 1 and how many are nearer; equally near ones share it. `worst_rank` is the
    greatest, `in_lists` the share of members whose partner's is at most five; `alone` how many have
    none; `gap` as `groups.Grouping.gap`.
    """

    total: float
    worst: float
    worst_rank: int
    in_lists: float
    alone: int
    gap: float


def hubs(distances: Distances, lists: Order) -> Hubs:
    """Count how often each prison is listed, of those that can be compared with others."""
    rows, places = np.nonzero(lists != NOBODY)
    if not len(rows):
        return Hubs(0, 0.0, float("nan"))
    others = lists[rows, places]
    listed = np.bincount(others, minlength=len(lists))[_comparable(distances)]
    mean = float(distances.total[rows, others].mean())
    return Hubs(int(listed.max()), float((listed == 0).mean()), mean)


def kept_without_an_item(distances: Distances, keys: Sequence[str], k: int = LISTED) -> float:
    """Give the mean share of the lists that stays where one item is left out, over all items."""
    before = all_nearest(distances, keys, k)
    shares = []
    for at, item in enumerate(distances.method.items):
        if item.weight > 0:
            method = _without(distances.method, at)
            shares.append(_kept(before, all_nearest(reweighed(distances, method), keys, k)))
    return float(np.mean(shares)) if shares else float("nan")


def kept_with_noise(
    distances: Distances, keys: Sequence[str], k: int = LISTED, runs: int = RUNS
) -> float:
    """Give the mean share of the lists that stays where every number is a little different.

    Numbers and shares get a normal error of 0.1 standard deviations of the known values; sets,
    steps and words stay.
    """
    before = all_nearest(distances, keys, k)
    chance = np.random.default_rng(1)
    shares = []
    for _ in range(runs):
        columns = [
            _noisy(item, column, chance)
            for item, column in zip(distances.method.items, distances.values, strict=True)
        ]
        after = compare_columns(distances.method, columns)
        shares.append(_kept(before, all_nearest(after, keys, k)))
    return float(np.mean(shares))


def mutual(lists: Order) -> float:
    """Give the share of entries that stand in one another's lists."""
    rows, places = np.nonzero(lists != NOBODY)
    if not len(rows):
        return float("nan")
    both = [row in lists[lists[row, at]] for row, at in zip(rows, places, strict=True)]
    return float(np.mean(both))


def pairings(
    distances: Distances, keys: Sequence[str], seconds: float = 20.0
) -> tuple[Paired, Paired]:
    """Pair everyone up by the least total squared distance, and by the closest first."""
    total = distances.total
    first, second = np.nonzero(np.triu(~np.isnan(total), 1))
    costs = Costs(len(keys), first, second, total[first, second] ** 2)
    best = group(costs, 2, "sum", seconds)
    greedy = closest_first(costs, 2) if len(first) else ()
    return _paired(total, best.groups, best.gap), _paired(total, greedy, float("nan"))


def faults(distances: Distances) -> list[str]:
    """Name the promises about distances that these ones break; none is right."""
    total, known = distances.total, ~np.isnan(distances.total)
    comparable = np.diag(known)
    checks = {
        "a distance is not the same both ways": _same(total, total.T),
        "a prison is not at 0 from itself": bool(np.all(np.diag(total)[comparable] == 0)),
        "a distance is below 0 or above 1": bool(
            np.all((total[known] >= 0) & (total[known] <= 1 + TINY))
        ),
        "what the items add is not the whole": bool(
            np.allclose(distances.contributions.sum(axis=0)[known], total[known], atol=TINY)
        ),
        "too little is known for a distance that is given": bool(
            np.all(distances.known_share[known] >= distances.method.least_share - TINY)
        ),
    }
    return [words for words, holds in checks.items() if not holds]


def _paired(total: Matrix, groups: Iterable[tuple[int, ...]], gap: float) -> Paired:
    pairs = [(one, other) for each in groups for one in each for other in each if one != other]
    ranks = np.array([_rank(total, one, other) for one, other in pairs], dtype=np.intp)
    apart = np.array([total[one, other] for one, other in pairs])
    placed = {one for one, _ in pairs}
    return Paired(
        total=float((apart**2).sum() / 2),
        worst=float(apart.max(initial=0.0)),
        worst_rank=int(ranks.max(initial=0)),
        in_lists=float((ranks <= LISTED).mean()) if len(ranks) else float("nan"),
        alone=len(total) - len(placed),
        gap=gap,
    )


def _rank(total: Matrix, one: int, other: int) -> int:
    others = np.delete(total[one], one)
    return 1 + int((others < total[one, other] - TINY).sum())


def _comparable(distances: Distances) -> Any:
    return (~np.isnan(distances.total)).sum(axis=1) > 1


def _without(method: Method, at: int) -> Method:
    items = list(method.items)
    items[at] = replace(items[at], weight=0.0)
    return replace(method, items=tuple(items))


def _kept(before: Order, after: Order) -> float:
    shares = []
    for one, other in zip(before.tolist(), after.tolist(), strict=True):
        listed = {at for at in one if at != NOBODY}
        if listed:
            shares.append(len(listed & set(other)) / len(listed))
    return float(np.mean(shares)) if shares else float("nan")


def _noisy(item: Item, column: Sequence[Any], chance: np.random.Generator) -> Sequence[Any]:
    known = [at for at, value in enumerate(column) if value is not None]
    if not known or not isinstance(item.kind, Scaled | Bands):
        return column
    values = np.array([column[at] for at in known], dtype=np.float64)
    by_ratio = isinstance(item.kind, Scaled) and item.kind.log
    values = np.log(values) if by_ratio else values
    values = values + chance.normal(size=values.shape) * NOISE * values.std(axis=0)
    if isinstance(item.kind, Bands):
        values = np.maximum(values, 0.0)
        values /= values.sum(axis=1, keepdims=True)
    elif by_ratio:
        values = np.exp(values)
    found = list(column)
    for at, value in zip(known, values.tolist(), strict=True):
        found[at] = value
    return found


def _same(one: Matrix, other: Matrix) -> bool:
    return bool(np.array_equal(one, other, equal_nan=True))
