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
TIED: Final = 1e-9


@dataclass(eq=False)
class Exchanges:
    """Begin from groups of any sizes; those in none may change places with others as well.

    Pairs that are not allowed are taken for dearer than all others together, so the groups to
    begin with may have some.
    """

    costs: Costs
    start: Sequence[Members]
    apart: Matrix = field(init=False)
    rows: Index = field(init=False)
    sizes: Index = field(init=False)

    def __post_init__(self) -> None:
        """Price every pair, and those with nobody, who stands behind all members."""
        allowed = self.costs.rows(np.arange(self.costs.count))
        dear = 2.0 * float(allowed.max(initial=0.0, where=np.isfinite(allowed))) * len(allowed) + 1
        self.apart = np.zeros((len(allowed) + 1,) * 2)
        self.apart[:-1, :-1] = np.minimum(allowed, dear)
        np.fill_diagonal(self.apart, 0.0)

    def improved(self, chance: int, until: float) -> tuple[Members, ...]:
        """Give groups of the same sizes that cost no more, for a number that chance begins with.

        `until` is a time of time.monotonic().
        """
        placed = {member for group in self.start for member in group}
        alone = [(member,) for member in range(self.costs.count) if member not in placed]
        groups = [*self.start, *alone]
        self.sizes = np.array([len(each) for each in groups], dtype=np.intp)
        shape = (len(groups), int(self.sizes.max(initial=1)))
        self.rows = np.full(shape, self.costs.count, dtype=np.intp)
        for row, each in zip(self.rows, groups, strict=True):
            row[: len(each)] = each
        self._run(np.random.default_rng(chance), until)
        rows = zip(self.rows.tolist(), self.sizes.tolist(), strict=True)
        return tuple(sorted(tuple(sorted(row[:size])) for row, size in rows if size > 1))

    def _run(self, chance: np.random.Generator, until: float) -> None:
        """Try until there was no gain for long."""
        most = max(1, int(self.sizes.max(initial=1)) // 2)
        left = PATIENCE
        while left > 0 and len(self.rows) > 1 and time.monotonic() < until:
            gained = self._exchange(chance, int(chance.integers(1, most + 1)))
            left = PATIENCE if gained else left - 1

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
