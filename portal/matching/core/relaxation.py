"""The linear relaxation: shares of groups that cover the members at the least cost.

There may be millions of groups, so columns are brought in only as far as the proof needs them:
what is missing is found by its reduced cost (`growing`). Cuts tighten it (`odd_sets`).
HiGHS solves it; the prices that it gives prove a bound that no plan can undercut.
"""

import itertools
import math
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from portal.matching.core.costs import Costs, Index
from portal.matching.core.cover import STRICT, Cover, Members, Rules
from portal.matching.core.deadline import left
from portal.matching.core.growing import TooMany, keys, worthwhile
from portal.matching.core.items import Matrix
from portal.matching.core.odd_sets import BROKEN, Limited, candidates, most_of

BATCH: Final = 3000
FEW: Final = 20_000
MOST: Final = 1_000_000
TINY: Final = 1e-9
WHOLE: Final = 1e-6
HELD: Final = 40  # groups for each member
OPTIMAL: Final = 0
CUTTING: Final = 0.7  # the share of the time after which the relaxation is taken as it is


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """Hold the dual prices of members, of a group by its size, of odd sets; and what they prove.

    The proof holds once no group at all has a reduced cost below 0.
    """

    members: Matrix
    sizes: Matrix
    odd_sets: Matrix
    proven: float


@dataclass(eq=False)
class Relaxation:
    """Hold the groups at hand and the odd sets; `deadline` is a time of time.monotonic().

    What takes longer than that raises TimeoutError. No plan costs less than `floor`.
    """

    costs: Costs
    rules: Rules
    deadline: float
    members: Index = field(init=False)
    prices: Matrix = field(init=False)
    odd_sets: list[Limited] = field(init=False, default_factory=list)
    latest: tuple[Matrix, Prices] | None = field(init=False, default=None)
    floor: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        """Begin with every member left out, where that is allowed."""
        self.members = np.empty((0, self.rules.widest), dtype=np.intp)
        self.prices = np.empty(0)
        if 1 in self.rules.charge:
            self.add(np.arange(self.costs.count)[:, None])

    def add(self, groups: Index) -> None:
        """Bring in groups of one size; those that are there already are left."""
        if groups.shape[1] not in self.rules.charge:
            return
        padded, count = self._padded(groups), self.costs.count
        padded = padded[~np.isin(keys(padded, count), keys(self.members, count))]
        prices = self._cost(padded)
        self.members = np.concatenate([self.members, padded[np.isfinite(prices)]])
        self.prices = np.concatenate([self.prices, prices[np.isfinite(prices)]])

    def _cost(self, members: Index) -> Matrix:
        """Give what groups cost, infinite where a pair is not allowed."""
        charges = np.zeros(self.rules.widest + 1)
        charges[list(self.rules.charge)] = list(self.rules.charge.values())
        total: Matrix = charges[self.sizes(members)]
        for one in range(members.shape[1]):
            for other in range(one + 1, members.shape[1]):
                both = np.flatnonzero(members[:, other] < self.costs.count)
                total[both] += self.costs.of(members[both][:, [one, other]])
        return total

    def sizes(self, members: Index) -> Index:
        """Count the members of groups."""
        sizes: Index = (members < self.costs.count).sum(axis=1)
        return sizes

    def _counted(self) -> Matrix:
        """Mark the sizes that each count is about: those of single sizes, then all others."""
        marks = np.zeros((len(self.rules.counts) + 1, self.rules.widest + 1))
        for row, size in enumerate(self.rules.counts):
            marks[row, size] = 1.0
        marks[-1, 2:] = 1.0
        marks[-1, self.rules.main] = 0.0
        return marks

    def add_all(self, groups: Iterable[Members]) -> None:
        """Bring in groups of any sizes."""
        by_size: dict[int, list[Members]] = {}
        for group in groups:
            by_size.setdefault(len(group), []).append(tuple(sorted(group)))
        for each in by_size.values():
            self.add(np.array(each))

    def cost_of(self, groups: Iterable[Members]) -> float:
        """Give what the pairs within groups cost together."""
        pairs = [pair for group in groups for pair in itertools.combinations(group, 2)]
        return math.fsum(self.costs.of(np.array(pairs, dtype=np.intp).reshape(-1, 2)))

    def relax(self, best: Cover) -> tuple[Matrix, Prices]:
        """Solve the linear relaxation over all groups: the choice and the prices.

        Cuts are added for a share of the time, or until `best` is proven; those that no longer bind
        are dropped as long as the bound rises.
        """
        until, least = time.monotonic() + left(self.deadline) * CUTTING, -math.inf
        enough = best.cost - STRICT * max(best.cost, 1.0)
        choice, prices = self._converged()
        while time.monotonic() < until and prices.proven < enough:
            if prices.proven > least + STRICT:
                least = prices.proven
                choice, prices = self._tidied(choice, prices)
                self.add_all(best.groups)
            if not self.cut(choice):
                break
            try:
                choice, prices = self._converged()
            except (TimeoutError, TooMany):
                break
        return choice, prices

    def _converged(self) -> tuple[Matrix, Prices]:
        """Bring in groups until no other would make the relaxation cheaper."""
        while True:
            _, choice, prices = self.linear()
            if not self.bring_in(prices):
                return choice, prices

    def _tidied(self, choice: Matrix, prices: Prices) -> tuple[Matrix, Prices]:
        """Drop the sets that do not bind, and the dearest groups where there are many."""
        if self.odd_sets:
            held = self._couples(self.members, self.odd_sets) @ choice
            most = np.array([most_of(each) for each in self.odd_sets])
            binding = (most - held <= WHOLE) | (np.abs(prices.odd_sets) > TINY)
            self.odd_sets = [
                each for each, binds in zip(self.odd_sets, binding.tolist(), strict=True) if binds
            ]
            prices = replace(prices, odd_sets=prices.odd_sets[binding])
        if len(self.members) > HELD * self.costs.count + 2 * BATCH:
            reduced = self.reduced(self.members, prices)
            reduced[choice > TINY] = -np.inf
            kept = np.sort(np.argsort(reduced, kind="stable")[: HELD * self.costs.count])
            self.members, self.prices, choice = self.members[kept], self.prices[kept], choice[kept]
        self.latest = choice, prices
        return choice, prices

    def bring_in(self, prices: Prices) -> bool:
        """Bring in groups that would make the relaxation cheaper, if there are any."""
        for most, cut in ((FEW, False), (FEW, True), (MOST, False)):
            try:
                found = [
                    self.missing(size, prices, -TINY, most, cut=cut) for size in self.rules.charge
                ]
            except TooMany:
                if most == MOST:
                    raise
                continue
            if not cut:
                self._raise_floor(prices, found)
            for groups, rest in found:
                self.add(groups[np.argsort(rest, kind="stable")[:BATCH]])
            if any(len(groups) for groups, _ in found):
                return True
            if not cut:
                return False
        return False

    def _raise_floor(self, prices: Prices, missing: list[tuple[Index, Matrix]]) -> None:
        """Prove a bound though groups are missing: each member shares in the least of its own."""
        least = np.zeros(self.costs.count)
        for groups, reduced in missing:
            for members in groups.T:
                np.minimum.at(least, members, reduced / groups.shape[1])
        self.floor = max(self.floor, prices.proven + math.fsum(least))

    def missing(
        self, size: int, prices: Prices, limit: float, most: int, *, cut: bool
    ) -> tuple[Index, Matrix]:
        """Give the groups not yet brought in with a reduced cost of at most `limit`, and that."""
        groups, reduced = self.within(size, prices, limit, most, cut=cut)
        count = self.costs.count
        fresh = ~np.isin(keys(self._padded(groups), count), keys(self.members, count))
        return groups[fresh], reduced[fresh]

    def within(
        self, size: int, prices: Prices, limit: float, most: int, *, cut: bool
    ) -> tuple[Index, Matrix]:
        """Give all groups of two or more with a reduced cost of at most `limit`, and that.

        Beyond `most` at any step only the best go on where `cut`; otherwise TooMany is raised.
        """
        if size == 1:
            return np.empty((0, 1), dtype=np.intp), np.empty(0)
        left(self.deadline)
        free = limit - self.rules.charge[size] + prices.sizes[size]
        groups, _ = worthwhile(
            self.costs, prices.members, size, free, most, cut=cut, deadline=self.deadline
        )
        reduced = self.reduced(self._padded(groups), prices)
        small = reduced <= limit
        return groups[small], reduced[small]

    def _padded(self, groups: Index) -> Index:
        padded = np.full((len(groups), self.rules.widest), self.costs.count, dtype=np.intp)
        padded[:, : groups.shape[1]] = groups
        return padded

    def reduced(self, members: Index, prices: Prices) -> Matrix:
        """Give the reduced costs of groups."""
        spent = np.append(prices.members, 0.0)[members].sum(axis=1)
        spent += prices.sizes[self.sizes(members)]
        if len(prices.odd_sets):
            odd_sets = self.odd_sets[: len(prices.odd_sets)]
            spent += self._couples(members, odd_sets).T @ prices.odd_sets
        reduced: Matrix = self._cost(members) - spent
        return reduced

    def _couples(self, members: Index, odd_sets: list[Limited]) -> Any:
        """Count the couples, or threes, that each group can hold in each set: sparse."""
        from scipy.sparse import csr_array

        shape = (len(odd_sets), self.costs.count + 1)
        inside = np.concatenate([np.fromiter(each, dtype=np.intp) for each, _ in odd_sets])
        starts = np.cumsum([0, *(len(each) for each, _ in odd_sets)])
        marked = csr_array((np.ones(len(inside)), inside, starts), shape=shape)
        counted = marked @ self._incidence(members)
        counted.data //= np.repeat([number for _, number in odd_sets], np.diff(counted.indptr))
        counted.eliminate_zeros()
        return counted

    def _incidence(self, members: Index) -> Any:
        """Mark who is in each group: members, with one row more for nobody, by groups."""
        from scipy.sparse import csc_array

        number, width = members.shape
        starts = np.arange(number + 1) * width
        shape = (self.costs.count + 1, number)
        return csc_array((np.ones(number * width), members.ravel(), starts), shape=shape)

    def rows(self, members: Index) -> tuple[Any, Matrix, Matrix]:
        """Write the programme for some groups: rows @ choice lies between two bounds."""
        from scipy.sparse import csr_array, vstack

        counts = self._counted()[:, self.sizes(members)]
        rows = [self._incidence(members)[: self.costs.count], csr_array(counts)]
        if self.odd_sets:
            rows.append(self._couples(members, self.odd_sets))
        everyone, ends = np.ones(self.costs.count), [*self.rules.counts.values(), self.rules.others]
        low = np.array([*everyone, *(least for least, _ in ends), *(0 for _ in self.odd_sets)])
        high = np.array([*everyone, *(most for _, most in ends), *map(most_of, self.odd_sets)])
        return vstack(rows, format="csr"), low, high

    def linear(self) -> tuple[float, Matrix, Prices]:
        """Solve the relaxation over the groups at hand."""
        from scipy.optimize import linprog
        from scipy.sparse import vstack

        rows, low, high = self.rows(self.members)
        fixed = low == high
        lower = ~fixed & (low > 0)
        solved = linprog(
            self.prices,
            A_eq=rows[fixed],
            b_eq=high[fixed],
            A_ub=vstack([rows[~fixed], -rows[lower]]) if not fixed.all() else None,
            b_ub=np.concatenate([high[~fixed], -low[lower]]) if not fixed.all() else None,
            bounds=(0, None),
            method="highs-ds",
            options={
                "time_limit": left(self.deadline),
                "dual_feasibility_tolerance": STRICT,
                "primal_feasibility_tolerance": STRICT,
            },
        )
        if solved.status != OPTIMAL:
            raise TimeoutError
        duals = np.zeros(len(low))
        duals[fixed] = solved.eqlin.marginals
        if not fixed.all():
            marginals = np.minimum(solved.ineqlin.marginals, 0.0)
            duals[~fixed] += marginals[: (~fixed).sum()]
            duals[lower] -= marginals[(~fixed).sum() :]
        count, counted = self.costs.count, self._counted()
        prices = Prices(
            members=duals[:count],
            sizes=duals[count : count + len(counted)] @ counted,
            odd_sets=duals[count + len(counted) :],
            proven=math.fsum(duals * np.where(duals > 0, low, high)) - TINY * count / 2,
        )
        self.latest = solved.x, prices
        return float(solved.fun), solved.x, prices

    def cut(self, choice: Matrix) -> bool:
        """Add the odd sets that a relaxed choice breaks, and tell whether there were any."""
        torn = np.flatnonzero((choice > WHOLE) & (choice < 1 - WHOLE))
        members, shares, count = self.members[torn], choice[torn], self.costs.count
        couples = [
            (members[:, [one, other]][members[:, other] < count], shares[members[:, other] < count])
            for one in range(self.rules.widest)
            for other in range(one + 1, self.rules.widest)
        ]
        pairs: Index
        pairs, at = np.unique(
            np.concatenate([pair for pair, _ in couples]), axis=0, return_inverse=True
        )
        if not len(pairs):
            return False
        shares_of = np.concatenate([share for _, share in couples])
        strength: Matrix = np.bincount(at.ravel(), weights=shares_of).astype(np.float64)
        odd_sets = candidates(pairs, strength, count, self.rules.main)
        if not odd_sets:
            return False
        held = self._couples(members, odd_sets) @ shares
        broken = [
            each
            for each, amount in zip(odd_sets, held, strict=True)
            if amount > most_of(each) + BROKEN
        ]
        self.odd_sets += broken
        return bool(broken)

    def read(self, choice: Matrix) -> Cover:
        """Give the groups of a whole choice."""
        chosen = np.flatnonzero(choice > 0.5)
        count = self.costs.count
        groups = (
            tuple(member for member in members if member < count)
            for members in self.members[chosen].tolist()
        )
        return Cover(
            groups=tuple(group for group in groups if len(group) > 1),
            cost=math.fsum(self.prices[chosen]),
        )
