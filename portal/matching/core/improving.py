"""A better plan from one at hand: members taken out of all groups at once, and put back at best.

Again and again some members leave each group, chosen by chance, and an assignment problem says
which are to join which group. Whatever chain of exchanges is the best of all that those members
can make is found, and groups keep their sizes. Nothing is proven by it.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from portal.matching.core.costs import Costs, Index
from portal.matching.core.cover import Members
from portal.matching.core.items import Matrix

PATIENCE: Final = 300  # attempts in a row without a gain
SEED: Final = 1
TIED: Final = 1e-9


def improved(
    costs: Costs, groups: Sequence[Members], until: float, patience: int = PATIENCE
) -> tuple[Members, ...]:
    """Give groups of the same sizes that cost no more; who is in none may change as well.

    Pairs that are not allowed are taken for dearer than all others together, so a plan may begin
    with some. `until` is a time of time.monotonic().
    """
    placed = {member for group in groups for member in group}
    alone = [(member,) for member in range(costs.count) if member not in placed]
    search = _Search(_apart(costs), [*groups, *alone])
    search.run(until, patience)
    return tuple(sorted(each for each in search.groups() if len(each) > 1))


def _apart(costs: Costs) -> Matrix:
    """Give all costs, with one row and column more for nobody."""
    apart = np.zeros((costs.count + 1,) * 2)
    whole = costs.rows(np.arange(costs.count))
    allowed = np.isfinite(whole)
    dear = 2.0 * float(whole.max(initial=0.0, where=allowed)) * costs.count + 1.0
    apart[:-1, :-1] = np.where(allowed, whole, dear)
    np.fill_diagonal(apart, 0.0)
    return apart


@dataclass(eq=False)
class _Search:
    """Hold the groups as rows of members, filled up with nobody."""

    apart: Matrix
    start: Sequence[Members]
    rows: Index = field(init=False)
    sizes: Index = field(init=False)

    def __post_init__(self) -> None:
        width = max(map(len, self.start), default=1)
        self.sizes = np.array([len(each) for each in self.start], dtype=np.intp)
        self.rows = np.full((len(self.start), width), len(self.apart) - 1, dtype=np.intp)
        for row, each in zip(self.rows, self.start, strict=True):
            row[: len(each)] = each

    def groups(self) -> list[Members]:
        """Give the members of each group."""
        return [
            tuple(sorted(row[:size]))
            for row, size in zip(self.rows.tolist(), self.sizes.tolist(), strict=True)
        ]

    def run(self, until: float, patience: int) -> None:
        """Try until there was no gain for long."""
        chance = np.random.default_rng(SEED)
        most = max(1, int(self.sizes.max(initial=1)) // 2)
        left = patience
        while left > 0 and len(self.rows) > 1 and time.monotonic() < until:
            gained = self._exchange(chance, int(chance.integers(1, most + 1)))
            left = patience if gained else left - 1

    def _exchange(self, chance: np.random.Generator, number: int) -> bool:
        """Take members out of every group and put them back where it costs least."""
        from scipy.optimize import linear_sum_assignment

        able = np.flatnonzero(self.sizes >= number)
        rows, sizes = self.rows[able], self.sizes[able]
        nobody = np.arange(rows.shape[1]) >= sizes[:, None]
        mixed = np.take_along_axis(
            rows, np.argsort(chance.random(rows.shape) + nobody, axis=1), axis=1
        )
        leaving, staying = mixed[:, :number], mixed[:, number:]
        cost = np.zeros((len(rows), len(rows)))
        for one in leaving.T:
            for other in staying.T:
                cost += self.apart[np.ix_(one, other)]
        joining, joined = linear_sum_assignment(cost)
        gain = float(np.trace(cost) - cost[joining, joined].sum())
        if gain > -TIED * float(np.trace(cost)):
            self.rows[able[joined]] = np.concatenate([leaving, staying[joined]], axis=1)
        return gain > TIED * float(np.trace(cost))
