"""The exact solver: which pairs and trios, each with a cost, cover the most at the least cost.

A mixed-integer programme with one column for each pair and trio, solved by HiGHS. A block of 125
has 300,000 trios, so they are brought in only as far as the proof of optimality needs them:

1. Column generation solves the linear relaxation over all columns, to the bound L. Cuts tighten it:
   of an odd set S of members, pairs and trios can hold at most (|S| - 1) / 2 couples (Edmonds,
   1965). Without them clusters of odd size make it so loose that the search does not end.
2. The whole-number problem over the columns at hand gives a plan of cost U.
3. A plan cheaper than U has no column whose reduced cost is above U - L - 1, as costs are whole
   numbers. All columns up to that are brought in and the problem is solved again: exact.
"""

import time
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from portal.matching.core.items import Matrix

NEAREST: Final = 5
BATCH: Final = 2000
TINY: Final = 1e-6
BROKEN: Final = 0.01
OPTIMAL: Final = 0
INFEASIBLE: Final = 2

Index = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Hold every possible group: `members` is columns by 3, a pair having `count` as its third."""

    count: int
    members: Index
    costs: Matrix

    @classmethod
    def of(cls, squares: Matrix, edges: NDArray[np.bool_]) -> "Columns":
        """List the allowed pairs, then the trios of three allowed pairs.

        `squares` are whole numbers; costs are in halves of their unit and so whole as well.
        """
        count = len(squares)
        first, second = np.nonzero(np.triu(edges, 1))
        pairs = np.stack([first, second, np.full(len(first), count)], axis=1)
        later = np.arange(count) > second[:, None]
        at, third = np.nonzero(edges[first] & edges[second] & later)
        trios = np.stack([first[at], second[at], third], axis=1)
        a, b, c = trios.T
        return cls(
            count=count,
            members=np.concatenate([pairs, trios]),
            costs=np.concatenate(
                [
                    2 * squares[first, second],
                    squares[a, b] + squares[a, c] + squares[b, c],
                ]
            ),
        )

    @property
    def trios(self) -> NDArray[np.bool_]:
        """Mark the columns that are trios."""
        return self.members[:, 2] < self.count

    def only(self, wanted: NDArray[np.bool_]) -> "Columns":
        """Keep some of the groups."""
        return Columns(self.count, self.members[wanted], self.costs[wanted])


@dataclass(frozen=True, slots=True)
class Cover:
    """Hold the groups chosen, their cost, and the share of it that could at most be saved."""

    groups: tuple[tuple[int, ...], ...]
    cost: float
    gap: float


def cheapest_cover(columns: Columns, deadline: float) -> Cover:
    """Cover the most members, each once and with at most one trio, at the least cost.

    `deadline` is a time of time.monotonic(); when it passes, the gap is above 0, and 1 where
    nothing was proven.
    """
    most = Cover((), 0.0, 1.0)
    try:
        everyone = _Programme.of(columns, columns.count).solve(deadline)
        if everyone is not None:
            return everyone
        sizes = np.where(columns.trios, 3.0, 2.0)
        counted = Columns(columns.count, columns.members, -sizes)
        most = _Programme.of(counted, 0).solve(deadline) or most
        if most.gap:
            return replace(most, gap=1.0)
        grouped = sum(map(len, most.groups))
        return _Programme.of(columns, grouped).solve(deadline) or replace(most, gap=1.0)
    except TimeoutError:
        return replace(most, gap=1.0)


@dataclass(slots=True, eq=False)
class _Programme:
    """Cover at least `least` members at the least cost; `rows` @ choice is in `low` to `high`.

    Cuts are added at the end of the rows while it is solved.
    """

    columns: Columns
    clusters: list[NDArray[np.bool_]]
    rows: Any
    low: Matrix
    high: Matrix

    @classmethod
    def of(cls, columns: Columns, least: int) -> "_Programme":
        """Write the rows: one for each member, one for the trios, one for the number covered."""
        from scipy.sparse import csr_array, vstack

        if least and least % 2 == 0:  # One trio would make the number odd.
            columns = columns.only(~columns.trios)
        number, count = len(columns.costs), columns.count
        where = (columns.members.ravel(), np.repeat(np.arange(number), 3))
        members = csr_array((np.ones(3 * number), where), shape=(count + 1, number))[:count]
        trios = columns.trios.astype(np.float64)[None, :]
        rows = vstack([members, csr_array(trios), csr_array(2.0 + trios)], format="csc")
        everyone = np.full(count, 1.0 if least == count else 0.0)
        pairs = columns.only(~columns.trios)
        return cls(
            columns=columns,
            clusters=_odd_sets(pairs.members[np.argsort(pairs.costs, kind="stable"), :2], count),
            rows=rows,
            low=np.array([*everyone, least % 2, least]),
            high=np.array([*np.ones(count), least % 2 if least else 1, count]),
        )

    def solve(self, deadline: float) -> Cover | None:
        """Give the cheapest cover, None where there is none.

        Raises TimeoutError where the deadline passes before there is any.
        """
        active = self._first()
        relaxed = self._relax(active, deadline)
        if relaxed is None and not active.all():
            active[:] = True
            relaxed = self._relax(active, deadline)
        if relaxed is None:
            return None
        bound, reduced = relaxed
        cover = self._choose(active, bound, deadline)
        if cover is not None and cover.gap:
            return cover
        spare = np.inf if cover is None else cover.cost - bound - 1
        missing = (reduced <= spare + TINY) & ~active
        if not missing.any():
            return cover
        try:
            return self._choose(active | missing, bound, deadline)
        except TimeoutError:
            if cover is None:
                raise
            return replace(cover, gap=_gap(cover.cost, bound))

    def _first(self) -> NDArray[np.bool_]:
        """Choose the columns to start from: all pairs, and each member's cheapest trios."""
        active = ~self.columns.trios
        trios = np.flatnonzero(self.columns.trios)
        if len(trios) <= BATCH:
            return np.ones_like(active)
        trios = trios[np.argsort(self.columns.costs[trios], kind="stable")]
        holders = self.columns.members[trios].ravel()
        by_holder = np.argsort(holders, kind="stable")
        sizes = np.bincount(holders, minlength=self.columns.count)
        rank = np.arange(len(holders)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        active[trios[by_holder[rank < NEAREST] // 3]] = True
        return active

    def _relax(self, active: NDArray[np.bool_], deadline: float) -> tuple[float, Matrix] | None:
        """Solve the linear relaxation: its value over all columns, and their reduced costs.

        `active` grows by the columns that this needs. None where it has no solution.
        """
        while True:
            solved = self._linear(active, deadline)
            if solved is None:
                return None
            bound, duals, shares = solved
            reduced = self.columns.costs - self.rows.T @ duals
            cheaper = np.flatnonzero((reduced < -TINY) & ~active)
            if len(cheaper):
                active[cheaper[np.argsort(reduced[cheaper], kind="stable")][:BATCH]] = True
            elif not self._cut(active, shares):
                return bound, reduced

    def _cut(self, active: NDArray[np.bool_], shares: Matrix) -> bool:
        """Add the odd sets that a relaxed choice breaks, and tell whether there were any."""
        used = np.flatnonzero(active)[shares > TINY]
        shares = shares[shares > TINY]
        members, count = self.columns.members[used], self.columns.count
        together = np.zeros((count + 1, count + 1))
        for one, other in ((0, 1), (0, 2), (1, 2)):
            np.add.at(together, (members[:, one], members[:, other]), shares)
        links = np.argwhere(together[:count, :count] > 0)
        strongest = np.argsort(-together[tuple(links.T)], kind="stable")
        broken = [
            odd_set
            for odd_set in (*self.clusters, *_odd_sets(links[strongest], count))
            if _couples(members, odd_set) @ shares > odd_set.sum() // 2 + BROKEN
        ]
        self._add(broken)
        return bool(broken)

    def _add(self, odd_sets: list[NDArray[np.bool_]]) -> None:
        """Add a row for each odd set."""
        from scipy.sparse import csr_array, vstack

        members = self.columns.members
        cuts = [csr_array(_couples(members, odd_set)[None, :]) for odd_set in odd_sets]
        self.rows = vstack([self.rows, *cuts], format="csc")
        self.low = np.append(self.low, np.zeros(len(odd_sets)))
        self.high = np.append(self.high, [odd_set.sum() // 2 for odd_set in odd_sets])

    def _linear(
        self, active: NDArray[np.bool_], deadline: float
    ) -> tuple[float, Matrix, Matrix] | None:
        """Solve the relaxation over some columns: its value, the rows' dual prices, the choice."""
        from scipy.optimize import linprog
        from scipy.sparse import vstack

        rows = self.rows[:, active]
        fixed = self.low == self.high
        least, most = ~fixed & (self.low > 0), ~fixed
        solved = linprog(
            self.columns.costs[active],
            A_eq=rows[fixed],
            b_eq=self.high[fixed],
            A_ub=vstack([rows[most], -rows[least]]),
            b_ub=np.concatenate([self.high[most], -self.low[least]]),
            bounds=(0, None),
            method="highs",
            options={"time_limit": _left(deadline)},
        )
        if solved.status == INFEASIBLE:
            return None
        if solved.status != OPTIMAL:
            raise TimeoutError
        duals = np.zeros(len(self.low))
        duals[fixed] = solved.eqlin.marginals
        duals[most] += solved.ineqlin.marginals[: most.sum()]
        duals[least] -= solved.ineqlin.marginals[most.sum() :]
        return float(solved.fun), duals, solved.x

    def _choose(self, active: NDArray[np.bool_], bound: float, deadline: float) -> Cover | None:
        """Choose among some columns, each whole or not at all; None where that cannot be done."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        solved = milp(
            self.columns.costs[active],
            constraints=LinearConstraint(self.rows[:, active], self.low, self.high),
            integrality=np.ones(int(active.sum())),
            bounds=Bounds(0, 1),
            options={"time_limit": _left(deadline), "mip_rel_gap": 0.0},
        )
        if solved.status == INFEASIBLE:
            return None
        if solved.x is None:
            raise TimeoutError
        chosen = np.flatnonzero(active)[solved.x > 0.5]
        cost = float(self.columns.costs[chosen].sum())
        proven = solved.status == OPTIMAL
        return Cover(
            groups=tuple(
                tuple(member for member in members if member < self.columns.count)
                for members in self.columns.members[chosen].tolist()
            ),
            cost=cost,
            gap=0.0 if proven else _gap(cost, max(bound, solved.mip_dual_bound)),
        )


def _couples(members: Index, odd_set: NDArray[np.bool_]) -> Matrix:
    """Count, for each group, the couples that it can hold within a set."""
    marked = odd_set.astype(np.float64)
    within: Matrix = marked[members[:, 0]] + marked[members[:, 1]] + marked[members[:, 2]]
    return within // 2


def _odd_sets(links: Index, count: int) -> list[NDArray[np.bool_]]:
    """List the odd sets that arise as links, strongest first, join members into ever larger sets.

    Both sides of every link that joins two sets are tried as well, in the forest they end as. Each
    set marks members, with one more entry that is never marked.
    """
    part = np.append(np.arange(count), -1)
    found = {}
    joined = []
    for one, other in links.tolist():
        if part[one] != part[other]:
            part[part == part[other]] = part[one]
            joined.append((one, other))
            marked = part == part[one]
            found[marked.tobytes()] = marked
    for cut in range(len(joined)):
        marked = _reach(joined[:cut] + joined[cut + 1 :], joined[cut][0], count)
        found[marked.tobytes()] = marked
        rest = (part == part[joined[cut][0]]) & ~marked
        found[rest.tobytes()] = rest
    return [marked for marked in found.values() if marked.sum() % 2 and marked.sum() > 1]


def _reach(links: list[tuple[int, int]], start: int, count: int) -> NDArray[np.bool_]:
    """Mark what links join to a member."""
    beside: dict[int, list[int]] = {}
    for one, other in links:
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    marked = np.zeros(count + 1, dtype=bool)
    ahead = [start]
    while ahead:
        one = ahead.pop()
        if not marked[one]:
            marked[one] = True
            ahead += beside.get(one, ())
    return marked


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _gap(cost: float, bound: float) -> float:
    """Give the share of a cost above 0 that could at most be saved."""
    return min(max((cost - bound) / cost, 0.0), 1.0) if cost > 0 else 1.0
