"""Pairs and exactly one trio for an odd number, by pairing up all but one, for each in turn.

Let M(a) be the least cost of pairing up all but a. Of a plan with the trio abc, its other pairs
and bc pair up all but a; so it costs at least M(a) + ab + ac, and likewise for b and c. Where M(a)
holds the pair bc, a plan costs just that. Few trios are left that could be cheaper; each is tried.
"""

import time
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from portal.matching.core import blossom
from portal.matching.core.costs import Costs, Index
from portal.matching.core.items import Matrix

# Costs are rounded to whole multiples of 2**-40; sums of them agree to this share.
ROUNDED: Final = 1e-10

Members = tuple[int, ...]
Priced = tuple[float, tuple[Members, ...]]


def pairs_and_one_trio(costs: Costs, deadline: float) -> tuple[tuple[Members, ...], float] | None:
    """Place everyone at the least total; give the share of it that could at most be saved as well.

    `deadline` is a time of time.monotonic(). None where the number is even, where not everyone can
    be placed so, or where there are too many for the time.
    """
    search = _Search(costs)
    if costs.count % 2 == 0 or costs.count < 3 or search.seconds > deadline - time.monotonic():
        return None
    cost, groups = min(search.joined(one) for one in range(costs.count))
    if not groups:
        return None
    for bound, trio in search.cheaper(cost):
        if bound >= cost * (1 - ROUNDED):
            break
        if time.monotonic() > deadline:
            return groups, (cost - bound) / cost
        cost, groups = min((cost, groups), search.with_trio(trio))
    return groups, 0.0


@dataclass(frozen=True, eq=False)
class _Search:
    costs: Costs

    @property
    def seconds(self) -> float:
        """Give about the longest that pairing up all but each may take."""
        return self.costs.count * blossom.seconds_for(self.costs.count, len(self.costs.cost))

    @cached_property
    def apart(self) -> Matrix:
        """Give what each pair costs, infinite where it is not allowed."""
        return self.costs.rows(np.arange(self.costs.count))

    @cached_property
    def without(self) -> list[tuple[float, Index]]:
        """Give for each the least cost of pairing up all others, and the pairs."""
        return [self._matched((one,)) for one in range(self.costs.count)]

    def joined(self, one: int) -> Priced:
        """Pair up all but one and let it join the pair that it makes least dear."""
        cost, pairs = self.without[one]
        added = self.apart[one, pairs].sum(axis=1)
        if not np.isfinite(cost) or not np.isfinite(added).any():
            return np.inf, ()
        at = int(np.argmin(added))
        trio = (one, *pairs[at].tolist())
        return cost + float(added[at]), _groups(np.delete(pairs, at, axis=0), trio)

    def cheaper(self, most: float) -> list[tuple[float, Members]]:
        """List the trios whose plan might cost less than `most`, with the least that it costs."""
        least = np.array([cost for cost, _ in self.without])
        found = []
        for one, row in enumerate(self.apart):
            beside = least[:, None] + row[:, None] + self.apart
            bound = np.maximum(least[one] + row[:, None] + row, np.maximum(beside, beside.T))
            bound[: one + 1] = np.inf
            for other, third in np.argwhere(np.triu(bound < most, 1)).tolist():
                found.append((float(bound[other, third]), (one, other, third)))
        return sorted(found)

    def with_trio(self, trio: Members) -> Priced:
        """Pair up all but a trio."""
        cost, pairs = self._matched(trio)
        one, other, third = trio
        within = self.apart[one, other] + self.apart[one, third] + self.apart[other, third]
        return cost + float(within), _groups(pairs, trio)

    def _matched(self, left_out: Members) -> tuple[float, Index]:
        """Pair up all but some at the least cost, which is infinite where that cannot be."""
        costs = self.costs
        kept = ~(np.isin(costs.first, left_out) | np.isin(costs.second, left_out))
        pairs = np.stack([costs.first[kept], costs.second[kept]], axis=1)
        found = blossom.matched(pairs, costs.cost[kept])
        if 2 * len(found) < costs.count - len(left_out):
            return np.inf, found
        return float(costs.of(found).sum()), found


def _groups(pairs: Index, trio: Members) -> tuple[Members, ...]:
    groups = [(one, other) for one, other in pairs.tolist()]
    return tuple(sorted([*groups, tuple(sorted(trio))]))
