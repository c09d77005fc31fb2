"""Finding every group that is worth having, without listing them all.

A group of s whose pairs sum to at most t holds a group of r whose pairs sum to at most
t C(r, 2) / C(s, 2): that is the mean over its groups of r. So groups are grown one member at a
time from the few that keep within these limits.
"""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from portal.matching.core.costs import Costs, Index
from portal.matching.core.deadline import left
from portal.matching.core.items import Matrix

CELLS: Final = 2_000_000
NUMBERS: Final = 2**63


class TooMany(Exception):
    """More groups than can be held would be worth having."""


def worthwhile_pairs(costs: Costs, prices: Matrix, limit: float) -> tuple[Index, Matrix]:
    """Give the pairs whose cost less their members' prices is at most `limit`, and that figure."""
    found, figures = [], []
    for start in range(0, len(costs.cost), CELLS):
        part = slice(start, start + CELLS)
        left = costs.cost[part] - prices[costs.first[part]] - prices[costs.second[part]]
        chosen = np.flatnonzero(left <= limit)
        found.append(chosen + start)
        figures.append(left[chosen])
    at = np.concatenate([np.empty(0, dtype=np.intp), *found])
    pairs = np.stack([costs.first[at], costs.second[at]], axis=1)
    return pairs.astype(np.intp), np.concatenate([np.empty(0), *figures])


def worthwhile(
    costs: Costs,
    prices: Matrix,
    size: int,
    limit: float,
    most: int,
    *,
    cut: bool,
    deadline: float = math.inf,
) -> tuple[Index, Matrix]:
    """Give the groups of `size` whose cost less their members' prices is at most `limit`.

    Beyond `most` at any step only the best go on where `cut`; otherwise TooMany is raised.
    """
    shared = prices / (size - 1)
    step = max(CELLS // max(costs.count, 1), 1)
    groups, sums = worthwhile_pairs(costs, shared, limit / math.comb(size, 2))
    groups, sums = _best(groups, sums, most, cut=cut)
    for grown in range(3, size + 1):
        bound = limit * math.comb(grown, 2) / math.comb(size, 2)
        wider, totals = np.empty((0, grown), dtype=np.intp), np.empty(0)
        for part in range(0, len(groups), step):
            left(deadline)
            here = slice(part, part + step)
            found, each = _grow(costs, shared, groups[here], sums[here], bound)
            wider, totals = np.concatenate([wider, found]), np.concatenate([totals, each])
            if len(totals) > 2 * most:
                wider, totals = _best(*_once(costs, wider, totals), most, cut=cut)
                bound = float(totals.max()) if len(totals) == most else bound
        groups, sums = _best(*_once(costs, wider, totals), most, cut=cut)
    return groups, sums


def _best(groups: Index, sums: Matrix, most: int, *, cut: bool) -> tuple[Index, Matrix]:
    if len(groups) <= most:
        return groups, sums
    if not cut:
        raise TooMany
    best = np.argsort(sums, kind="stable")[:most]
    return groups[best], sums[best]


def _once(costs: Costs, groups: Index, sums: Matrix) -> tuple[Index, Matrix]:
    _, once = np.unique(keys(groups, costs.count), return_index=True)
    return groups[once], sums[once]


def _grow(
    costs: Costs, shared: Matrix, groups: Index, sums: Matrix, bound: float
) -> tuple[Index, Matrix]:
    """Add one member to each group in every way that keeps the sum of its pairs in bounds."""
    grown = sums[:, None] - groups.shape[1] * shared[None, :]
    for member in groups.T:
        grown += costs.rows(member)
        grown -= shared[member][:, None]
    at, new = np.nonzero(grown <= bound + 1e-12)
    return np.sort(np.column_stack([groups[at], new]), axis=1), grown[at, new]


def keys(groups: Index, count: int) -> NDArray[Any]:
    """Give one value for each group of sorted members, `count` standing for nobody."""
    if (count + 1) ** groups.shape[1] > NUMBERS:
        narrow = np.ascontiguousarray(groups, dtype=np.int32)
        return narrow.view(np.dtype((np.void, narrow.itemsize * narrow.shape[1]))).ravel()
    found = np.zeros(len(groups), dtype=np.int64)
    for member in groups.T:
        found = found * (count + 1) + member
    return found
