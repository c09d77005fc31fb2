"""Pairs, and at most one trio, at the least cost: a blossom algorithm on few pairs, with a proof.

The relaxation gives a bound L and a price for each member; a plan at hand costs U. A group whose
reduced cost exceeds U - L can be in no better plan. Odd-set cuts raise L until few pairs are left,
among which the blossom algorithm finds the best plan; with a trio, as `one_trio` says. Where there
are few pairs from the beginning, none of this is needed.
"""

import math
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from portal.matching.core import blossom
from portal.matching.core.costs import Costs, Index
from portal.matching.core.cover import Cover, Members
from portal.matching.core.deadline import left
from portal.matching.core.growing import TooMany, worthwhile_pairs
from portal.matching.core.items import Matrix
from portal.matching.core.one_trio import Trios
from portal.matching.core.programme import is_whole, widen
from portal.matching.core.relaxation import MOST, WHOLE, Prices, Relaxation

AT_ONCE: Final = 1.0  # seconds
SPARSE: Final = 20  # pairs for each member
FEW: Final = 6  # pairs for each member
TRIOS: Final = 40
ALL_BUT_ONE: Final = 8.0  # seconds at the longest for pairing up all but one, for each in turn
ROUNDS: Final = 20
CUTTING: Final = 0.5  # the share of the time after which the bound is taken as it is


def most_pairs(costs: Costs, deadline: float) -> tuple[Members, ...] | None:
    """Pair as many as pairs alone can place, and make one a trio where that is easy.

    None where there are too many pairs for the time.
    """
    free = np.zeros(len(costs.cost))
    # Without costs the algorithm has one stage instead of as many as there are members.
    if blossom.seconds_for(costs.count, len(free)) / 10 > deadline - time.monotonic():
        return None
    pairs = blossom.matched(np.stack([costs.first, costs.second], axis=1), free)
    groups = [(one, other) for one, other in pairs.tolist()]
    for member in np.setdiff1d(np.arange(costs.count), pairs).tolist():
        row = costs.rows(np.array([member]))[0]
        joined = np.flatnonzero(np.isfinite(row[pairs]).all(axis=1))
        if len(joined):
            one, other = groups.pop(int(joined[0]))
            return *groups, tuple(sorted((one, other, member)))
    return tuple(groups)


def solve(relaxation: Relaxation, start: Cover) -> Cover:
    """Give the cheapest cover with as many pairs and trios as the start has."""
    costs = relaxation.costs
    seconds = blossom.seconds_for(costs.count, len(costs.cost))
    soon = seconds <= AT_ONCE or len(costs.cost) <= SPARSE * costs.count
    soon = soon and seconds <= relaxation.deadline - time.monotonic()
    if soon and all(len(group) == 2 for group in start.groups):
        pairs = np.stack([costs.first, costs.second], axis=1)
        found = blossom.matched(pairs, costs.cost)
        cost = math.fsum(costs.of(found))
        return Cover(tuple((one, other) for one, other in found.tolist()), cost, cost)
    search = _Search(relaxation, start)
    with suppress(TimeoutError, TooMany):
        search.run()
    best = search.best
    return replace(best, bound=max(best.bound, min(relaxation.floor, best.cost)))


@dataclass(eq=False)
class _Search:
    """Keep the best plan so far while the bound rises."""

    relaxation: Relaxation
    best: Cover
    tried: set[Members] = field(init=False, default_factory=set)
    number: int = field(init=False)
    trio: bool = field(init=False)
    small: bool = field(init=False)
    few: float = field(init=False)
    rounds: int = field(init=False, default=0)
    until: float = field(init=False)

    def __post_init__(self) -> None:
        """Count the pairs that a plan must have, and begin with those of the start."""
        self.number = sum(len(group) == 2 for group in self.best.groups)
        self.trio = self.number < len(self.best.groups)
        self.few = FEW
        costs = self.relaxation.costs
        seconds = costs.count * blossom.seconds_for(costs.count, len(costs.cost))
        self.small = self.trio and seconds <= ALL_BUT_ONE
        now = time.monotonic()
        self.until = now + (self.relaxation.deadline - now) * CUTTING
        self.relaxation.add_all(self.best.groups)

    def run(self) -> None:
        """Raise the bound, and find the best plan when few groups are left."""
        relaxation = self.relaxation
        while not self.best.is_proven:
            value, choice, prices = relaxation.linear()
            if not is_whole(choice):
                self.rounds += 1
                if self.rounds & (self.rounds - 1) == 0:
                    self._try(value, choice, prices)
                if not self._are_few(value, prices) and relaxation.cut(choice):
                    continue
            if relaxation.bring_in(prices):
                continue
            self.best = replace(self.best, bound=max(self.best.bound, prices.proven, 0.0))
            if is_whole(choice):
                self.best = replace(relaxation.read(choice), bound=self.best.bound)
                return
            if self._finish(prices):
                return
            self.few /= 2
            if not relaxation.cut(choice):
                self.best = widen(relaxation, self.best, prices)
                return

    def _are_few(self, value: float, prices: Prices) -> bool:
        """Tell whether few pairs could be in a better plan, if `value` were the bound."""
        costs = self.relaxation.costs
        if time.monotonic() > self.until or (self.small and self.rounds >= ROUNDS):
            return True
        limit = self.best.cost - value + prices.sizes[2]
        return len(worthwhile_pairs(costs, prices.members, limit)[0]) <= self.few * costs.count

    def _try(self, value: float, choice: Matrix, prices: Prices) -> None:
        """Make a plan of the groups at hand, with the trio that the relaxation likes best."""
        relaxation = self.relaxation
        sizes = relaxation.sizes(relaxation.members)
        trio: Members = ()
        if self.trio:
            liked = int(np.argmax(np.where(sizes == 3, choice, 0.0)))
            trio = tuple(relaxation.members[liked].tolist())
        if trio not in self.tried:
            self.tried.add(trio)
            spare = self.best.cost - value + WHOLE
            helpful = (sizes == 2) & (relaxation.reduced(relaxation.members, prices) <= spare)
            self._match(relaxation.members[helpful][:, :2], trio, prices)

    def _match(self, pairs: Index, trio: Members, prices: Prices) -> bool:
        """Keep the best plan of a trio, if any, and some pairs; False where time is short."""
        costs = self.relaxation.costs
        pairs = pairs[~np.isin(pairs, trio).any(axis=1)]
        weights = costs.of(pairs)
        seconds = blossom.seconds_for(costs.count, len(pairs))
        if 1 not in self.relaxation.rules.charge:
            # Everyone is in a group, so prices change all plans alike; the algorithm gains much.
            weights = weights - prices.members[pairs].sum(axis=1)
            seconds /= 3
        if seconds > left(self.relaxation.deadline):
            return False
        found = blossom.matched(pairs, weights)
        if len(found) != self.number:
            return True
        groups: list[Members] = [(one, other) for one, other in found.tolist()]
        if trio:
            groups.append(trio)
        cost = self.relaxation.cost_of(groups)
        if cost < self.best.cost:
            self.best = Cover(tuple(groups), cost, self.best.bound)
        return True

    def _finish(self, prices: Prices) -> bool:
        """Find the best plan among all groups that could be in it; False where there are many."""
        try:
            pairs, _ = self._helpful(2, prices)
            if self.trio:
                return self._with_trio(pairs, prices)
        except TooMany:
            return False
        if not self._match(pairs, (), prices):
            return False
        self.best = replace(self.best, bound=self.best.cost)
        return True

    def _with_trio(self, pairs: Index, prices: Prices) -> bool:
        trios, over = self._helpful(3, prices)
        everyone = 1 not in self.relaxation.rules.charge
        search = Trios(
            costs=self.relaxation.costs,
            pairs=pairs,
            prices=prices.members if everyone else np.zeros(len(prices.members)),
            trios=trios,
            bounds=prices.proven + over,
            best=self.best,
            deadline=self.relaxation.deadline,
        )
        seconds = search.seconds * self.relaxation.costs.count
        if len(trios) > TRIOS and seconds > ALL_BUT_ONE and time.monotonic() < self.until:
            return False
        self.best = search.cheapest()
        return True

    def _helpful(self, size: int, prices: Prices) -> tuple[Index, Matrix]:
        """Give the groups that could be in a better plan, and their reduced costs."""
        limit = self.best.cost - prices.proven + WHOLE
        return self.relaxation.within(size, prices, limit, MOST, cut=False)
