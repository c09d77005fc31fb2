"""The exact solver behind the doorway: which groups cover the members at the least cost.

A mixed-integer programme with one column for each group, solved by HiGHS. There may be millions of
groups, so columns are brought in only as far as the proof needs them:

1. Column generation solves the linear relaxation over all groups, to the bound L; odd-set cuts
   tighten it (`odd_sets`). What is missing is found by its reduced cost (`growing`).
2. Where the relaxed choice is whole, it is the best plan.
3. Otherwise the whole-number problem is solved over all groups of a small reduced cost r. A plan
   with any other group costs more than L + r; so a plan of cost U up to L + r is the best, and
   until there is one r grows, to U - L at most.
"""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from portal.matching.core.closest_first import closest_first
from portal.matching.core.costs import Costs, Index
from portal.matching.core.growing import TooMany, keys, worthwhile
from portal.matching.core.items import Matrix
from portal.matching.core.odd_sets import BROKEN, candidates

BATCH: Final = 3000
FEW: Final = 20_000
MOST: Final = 1_000_000
TINY: Final = 1e-9
STRICT: Final = 1e-9
WHOLE: Final = 1e-6
OPTIMAL: Final = 0
INFEASIBLE: Final = 2
NEAREST: Final = 20
CUTTING: Final = 0.5  # the share of the time after which the relaxation is taken as it is
NARROW: Final = 20.0
WIDER: Final = 3.0

Members = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """Say what is asked for.

    `charge` gives for each size of group what it costs beside its pairs; no other size is used,
    and size 1 is a member left out. `counts` gives the least and most groups of some sizes, and
    `others` those of any size but `main` and 1. All costs are at least 0; with `whole` they are
    whole numbers.
    """

    main: int
    charge: Mapping[int, float]
    counts: Mapping[int, tuple[int, int]]
    others: tuple[int, int]
    whole: bool = False

    @property
    def widest(self) -> int:
        """Give the largest size there is a word about."""
        return max(self.main, *self.charge)


@dataclass(frozen=True, slots=True)
class Cover:
    """Hold groups of two and more, their cost and a bound that no plan can undercut."""

    groups: tuple[Members, ...]
    cost: float
    bound: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class _Prices:
    """Hold the dual prices of members, of a group by its size, of odd sets; and what they prove."""

    members: Matrix
    sizes: Matrix
    odd_sets: Matrix
    proven: float


@dataclass(eq=False)
class Programme:
    """Solve one question; `deadline` is a time of time.monotonic()."""

    costs: Costs
    rules: Rules
    deadline: float
    members: Index = field(init=False)
    prices: Matrix = field(init=False)
    odd_sets: list[frozenset[int]] = field(init=False, default_factory=list)

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
        count = self.costs.count
        padded = np.full((len(groups), self.rules.widest), count, dtype=np.intp)
        padded[:, : groups.shape[1]] = groups
        padded = padded[~np.isin(keys(padded, count), keys(self.members, count))]
        prices = self._cost(padded)
        self.members = np.concatenate([self.members, padded[np.isfinite(prices)]])
        self.prices = np.concatenate([self.prices, prices[np.isfinite(prices)]])

    def solve(self, start: Cover) -> Cover:
        """Give the cheapest cover, from one that keeps the rules; unproven where time runs out."""
        for group in start.groups:
            self.add(np.array([sorted(group)]))
        best = start
        try:
            choice, duals = self._relax()
            best = replace(best, bound=max(duals.proven, 0.0))
            if bool(np.all(np.minimum(choice, 1 - choice) <= WHOLE)):
                return replace(self._read(choice), bound=best.bound)
            return self._widen(self._rounded(best, choice), duals)
        except (TimeoutError, TooMany):
            return best

    def _rounded(self, best: Cover, choice: Matrix) -> Cover:
        """Keep the pairs that the relaxed choice has whole, and pair whoever is left anew."""
        if set(self.rules.charge) != {2}:
            return best
        kept = [(one, other) for one, other in self.members[choice > 1 - WHOLE].tolist()]
        left = np.setdiff1d(np.arange(self.costs.count), np.array(kept, dtype=np.intp))
        if len(left) == self.costs.count:
            return best
        among = self.costs.only(left.tolist())
        start = closest_first(among, 2)
        if 2 * len(start) < len(left):
            return best
        part = Programme(among, self.rules, self.deadline)
        part.add(among.nearest(NEAREST))
        first = np.array(start, dtype=np.intp).reshape(-1, 2)
        found = part.solve(Cover(start, math.fsum(among.of(first))))
        pairs = [*kept, *((int(left[one]), int(left[other])) for one, other in found.groups)]
        cost = math.fsum(self.costs.of(np.array(pairs, dtype=np.intp)))
        return Cover(tuple(pairs), cost, best.bound) if cost < best.cost else best

    def _widen(self, best: Cover, duals: _Prices) -> Cover:
        """Choose among the groups of small reduced cost, of ever more, until no other can help."""
        least, limit = best.bound, NARROW
        unit = 1 - WHOLE if self.rules.whole else 0.0
        while best.cost - best.bound > (unit or STRICT * max(best.cost, 1.0)):
            spare = best.cost - least - unit
            limit = min(limit, spare) + WHOLE
            try:
                for size in self.rules.charge:
                    self.add(self._missing(size, duals, limit, MOST, cut=False)[0])
                best, done = self._choose(best, duals, limit, least)
            except (TimeoutError, TooMany):
                return best
            if not done:
                return best
            limit *= WIDER
        return best

    def _cost(self, members: Index) -> Matrix:
        """Give what groups cost, infinite where a pair is not allowed."""
        charges = np.zeros(self.rules.widest + 1)
        charges[list(self.rules.charge)] = list(self.rules.charge.values())
        total: Matrix = charges[self._sizes(members)]
        for one in range(members.shape[1]):
            for other in range(one + 1, members.shape[1]):
                both = np.flatnonzero(members[:, other] < self.costs.count)
                total[both] += self.costs.of(members[both][:, [one, other]])
        return total

    def _sizes(self, members: Index) -> Index:
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

    def _relax(self) -> tuple[Matrix, _Prices]:
        """Solve the linear relaxation over all groups: the choice and the prices."""
        until = time.monotonic() + _left(self.deadline) * CUTTING
        while True:
            value, choice, duals = self._linear()
            if time.monotonic() < until and self._cut(choice):
                continue
            if value <= STRICT:  # nothing costs less than 0
                return choice, replace(duals, proven=0.0)
            fresh, least = self._cheaper(duals)
            if fresh is None:
                groups = self.costs.count / 2
                return choice, replace(duals, proven=duals.proven + min(least, 0.0) * groups)
            self.add_all(fresh)

    def add_all(self, groups: list[Index]) -> None:
        """Bring in groups of several sizes."""
        for each in groups:
            self.add(each)

    def _cheaper(self, duals: _Prices) -> tuple[list[Index] | None, float]:
        """Give groups that would make the relaxation cheaper; None, and how little, if none do."""
        for most, cut in ((FEW, True), (MOST, False)):
            found = [self._missing(size, duals, -TINY, most, cut=cut) for size in self.rules.charge]
            if any(len(groups) for groups, _ in found):
                return [
                    groups[np.argsort(rest, kind="stable")[:BATCH]] for groups, rest in found
                ], 0
        return None, -TINY

    def _missing(
        self, size: int, duals: _Prices, limit: float, most: int, *, cut: bool
    ) -> tuple[Index, Matrix]:
        """Give the groups not yet brought in with a reduced cost of at most `limit`."""
        if size == 1:
            return np.empty((0, 1), dtype=np.intp), np.empty(0)
        _left(self.deadline)
        free = limit - self.rules.charge[size] + duals.sizes[size]
        groups, _ = worthwhile(self.costs, duals.members, size, free, most, cut=cut)
        count = self.costs.count
        padded = np.full((len(groups), self.rules.widest), count, dtype=np.intp)
        padded[:, :size] = groups
        reduced = self._reduced(padded, duals)
        fresh = (reduced <= limit) & ~np.isin(keys(padded, count), keys(self.members, count))
        return groups[fresh], reduced[fresh]

    def _reduced(self, members: Index, duals: _Prices) -> Matrix:
        """Give the reduced costs of groups."""
        spent = np.append(duals.members, 0.0)[members].sum(axis=1)
        spent += duals.sizes[self._sizes(members)]
        if self.odd_sets:
            spent += self._couples(members, self.odd_sets).T @ duals.odd_sets
        reduced: Matrix = self._cost(members) - spent
        return reduced

    def _couples(self, members: Index, odd_sets: list[frozenset[int]]) -> Any:
        """Count the couples that each group can hold in each set: sets by groups, sparse."""
        from scipy.sparse import csr_array

        shape = (len(odd_sets), self.costs.count + 1)
        inside = np.concatenate([np.fromiter(each, dtype=np.intp) for each in odd_sets])
        starts = np.cumsum([0, *map(len, odd_sets)])
        marked = csr_array((np.ones(len(inside)), inside, starts), shape=shape)
        counted = marked @ self._incidence(members)
        counted.data = counted.data // 2
        counted.eliminate_zeros()
        return counted

    def _incidence(self, members: Index) -> Any:
        """Mark who is in each group: members, with one row more for nobody, by groups."""
        from scipy.sparse import csc_array

        number, width = members.shape
        starts = np.arange(number + 1) * width
        shape = (self.costs.count + 1, number)
        return csc_array((np.ones(number * width), members.ravel(), starts), shape=shape)

    def _rows(self, members: Index) -> tuple[Any, Matrix, Matrix]:
        """Write the programme for some groups: rows @ choice lies between two bounds."""
        from scipy.sparse import csr_array, vstack

        counts = self._counted()[:, self._sizes(members)]
        rows = [self._incidence(members)[: self.costs.count], csr_array(counts)]
        if self.odd_sets:
            rows.append(self._couples(members, self.odd_sets))
        everyone, ends = np.ones(self.costs.count), [*self.rules.counts.values(), self.rules.others]
        low = np.array([*everyone, *(least for least, _ in ends), *(0 for _ in self.odd_sets)])
        high = np.array([*everyone, *(most for _, most in ends), *map(_half, self.odd_sets)])
        return vstack(rows, format="csr"), low, high

    def _linear(self) -> tuple[float, Matrix, _Prices]:
        """Solve the relaxation over the groups at hand."""
        from scipy.optimize import linprog
        from scipy.sparse import vstack

        rows, low, high = self._rows(self.members)
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
                "time_limit": _left(self.deadline),
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
        prices = _Prices(
            members=duals[:count],
            sizes=duals[count : count + len(counted)] @ counted,
            odd_sets=duals[count + len(counted) :],
            proven=math.fsum(duals * np.where(duals > 0, low, high)),
        )
        return float(solved.fun), solved.x, prices

    def _cut(self, choice: Matrix) -> bool:
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
        odd_sets = candidates(pairs, strength, count, triples=self.rules.widest > 3)
        if not odd_sets:
            return False
        held = self._couples(members, odd_sets) @ shares
        broken = [
            each
            for each, amount in zip(odd_sets, held, strict=True)
            if amount > _half(each) + BROKEN
        ]
        self.odd_sets += broken
        return bool(broken)

    def _choose(
        self, best: Cover, duals: _Prices, limit: float, least: float
    ) -> tuple[Cover, bool]:
        """Choose whole groups among those of a reduced cost of at most `limit`, all of them known.

        A plan with any other group costs over `least` + `limit`. Tells also if time sufficed.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp

        wanted = self._reduced(self.members, duals) <= limit
        rows, low, high = self._rows(self.members[wanted])
        solved = milp(
            self.prices[wanted],
            constraints=LinearConstraint(rows, low, high),
            integrality=np.ones(int(wanted.sum())),
            bounds=Bounds(0, 1),
            options={"time_limit": _left(self.deadline), "mip_rel_gap": 0.0},
        )
        done = solved.status in (OPTIMAL, INFEASIBLE)
        if solved.x is not None:
            choice = np.zeros(len(wanted))
            choice[wanted] = solved.x
            found = self._read(choice)
            best = min(replace(found, bound=best.bound), best, key=lambda cover: cover.cost)
        within = best.cost if done else solved.mip_dual_bound
        bound = best.bound if within is None else min(within, least + limit, best.cost)
        return replace(best, bound=max(best.bound, bound)), done

    def _read(self, choice: Matrix) -> Cover:
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


def _half(odd_set: frozenset[int]) -> int:
    return len(odd_set) // 2


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
