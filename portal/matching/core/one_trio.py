"""The trio of a plan of pairs and one trio: by pairing up all but one, for one after another.

Let M(a) be the least cost of pairing up all but a. Of a plan with the trio abc, its other pairs
and bc pair up all but a; so it costs at least M(a) + ab + ac, and likewise for b and c. Where M(a)
holds the pair bc, a plan costs just that. The trio that might be the cheapest is looked at first:
M of its members, then all that go with it, until no trio is left that might be cheaper.
"""

import time
from dataclasses import dataclass, field, replace

import numpy as np

from portal.matching.core import blossom
from portal.matching.core.costs import Costs, Index
from portal.matching.core.cover import STRICT, Cover, Members
from portal.matching.core.items import Matrix


@dataclass(eq=False)
class Trios:
    """Hold the trios that a cheaper plan than `best` may have, and what such a plan costs at least.

    `pairs` are all others that it may have; `prices` of the members make them cheap to match, and
    must be 0 where not everyone is placed. `deadline` is a time of time.monotonic().
    """

    costs: Costs
    pairs: Index
    prices: Matrix
    trios: Index
    bounds: Matrix
    best: Cover
    deadline: float
    known: set[int] = field(init=False, default_factory=set)
    number: int = field(init=False)
    weights: Matrix = field(init=False)

    def __post_init__(self) -> None:
        """Let M hold what two of a trio may cost, and count the pairs of a plan."""
        self.number = len(self.best.groups) - 1
        sides = [self.trios[:, ends] for ends in ([0, 1], [0, 2], [1, 2])]
        self.pairs = np.unique(np.concatenate([self.pairs, *sides]), axis=0)
        self.weights = self.costs.of(self.pairs) - self.prices[self.pairs].sum(axis=1)

    @property
    def seconds(self) -> float:
        """Give about the longest that it takes to pair up all but one."""
        return blossom.seconds_for(self.costs.count, len(self.pairs))

    def cheapest(self) -> Cover:
        """Give the cheapest plan; its bound is lower where time runs out."""
        while len(self.trios):
            at = int(np.argmin(self.bounds))
            bound = float(self.bounds[at])
            if self.best.cost - bound <= STRICT * max(self.best.cost, 1.0):
                break
            if time.monotonic() + self.seconds > self.deadline:
                return replace(self.best, bound=max(self.best.bound, bound))
            self._look_at(at)
            helpful = self.bounds < self.best.cost
            self.trios, self.bounds = self.trios[helpful], self.bounds[helpful]
        return replace(self.best, bound=self.best.cost)

    def _look_at(self, at: int) -> None:
        trio: Members = tuple(self.trios[at].tolist())
        for one in trio:
            if one not in self.known:
                self.known.add(one)
                self._without(one)
                return
        self._keep(self._matched(trio), trio)
        self.bounds[at] = np.inf

    def _without(self, one: int) -> None:
        """Pair up all but one; let it join the pair that it makes least dear."""
        pairs = self._matched((one,))
        row = self.costs.rows(np.array([one]))[0]
        ours = np.flatnonzero((self.trios == one).any(axis=1))
        if len(pairs) != self.number + 1:
            self.bounds[ours] = np.inf
            return
        beside = row[self.trios[ours]]
        beside[self.trios[ours] == one] = 0.0
        least = float(self.costs.of(pairs).sum()) + beside.sum(axis=1)
        self.bounds[ours] = np.maximum(self.bounds[ours], least)
        joined = int(np.argmin(row[pairs].sum(axis=1)))
        trio = tuple(sorted((one, *pairs[joined].tolist())))
        self._keep(np.delete(pairs, joined, axis=0), trio)

    def _matched(self, left_out: Members) -> Index:
        kept = ~np.isin(self.pairs, left_out).any(axis=1)
        return blossom.matched(self.pairs[kept], self.weights[kept])

    def _keep(self, pairs: Index, trio: Members) -> None:
        """Keep a plan that has as many pairs as are asked for, and is cheaper."""
        sides = np.array([trio[:2], trio[1:], trio[::2]])
        cost = float(self.costs.of(np.concatenate([pairs, sides])).sum())
        if len(pairs) == self.number and cost < self.best.cost:
            groups = [(one, other) for one, other in pairs.tolist()]
            self.best = Cover((*groups, trio), cost, self.best.bound)
