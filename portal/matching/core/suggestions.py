"""Lists of the nearest in which nobody stands too often: a transportation problem, solved exactly.

Each prison is to get k others, nobody may stand in more than `most` lists, and the sum of all the
distances, with a little for what is not known, is the least that allows both. The constraints are
those of a transportation problem with unit cells, so its linear relaxation has a whole solution. It
is solved over the nearest cells of each prison; the duals then price the rest, and cells of
negative reduced cost are brought in until there is none: the sum is then the least over all cells.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from portal.matching.core.distance import Distances
from portal.matching.core.items import Matrix
from portal.matching.core.neighbours import NOBODY, Order, all_nearest

LISTED: Final = 5  # how many others a prison is given
SPARE: Final = 2  # in how many more lists than k one may stand
FIRST: Final = 15
TINY: Final = 1e-9
STRICT: Final = 1e-9
HALF: Final = 0.5
# What a blank costs beside the distance, for a pair of which nothing were known: it is left out of
# the distance, so little known prisons would fill the lists of all who have to give way.
BLANK: Final = 0.1

Cells = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Suggestions:
    """Hold the lists of n prisons, in the order in which they were given.

    - `lists`: n by k in the order of `nearest`; NOBODY where there are fewer
    - `listed`: in how many lists each one stands
    - `most`: the greatest number allowed
    - `order`: n by n, all that each one can be compared with in the order of `nearest`, then NOBODY
    """

    lists: Order
    listed: Order
    most: int
    order: Order

    def of(self, index: int) -> list[int]:
        """Give one prison's list."""
        return [other for other in self.lists[index].tolist() if other != NOBODY]


def suggest(
    distances: Distances, keys: Sequence[str], k: int = LISTED, most: int | None = None
) -> Suggestions:
    """Give each prison k others so that nobody stands in more than `most` lists (k + 2).

    As many entries as the limit allows, then the least sum of distances; of equally good choices
    the one that is higher in everyone's own list. Fewer than k where fewer can be compared, or
    where all that can be are in `most` lists already. `keys` are the prisons' own and unique.
    """
    limit = k + SPARE if most is None else most
    count = len(keys)
    # Solved in the order of the keys, so that the order of the rows is of no account.
    by_key = np.argsort(np.array(list(keys), dtype=object), kind="stable")
    total = entry_costs(distances)[np.ix_(by_key, by_key)]
    np.fill_diagonal(total, np.nan)
    order = all_nearest(distances, keys, count)
    places = _places(order)[np.ix_(by_key, by_key)]
    chosen = np.zeros((count, count), dtype=bool)
    if np.isfinite(total).any():
        chosen[np.ix_(by_key, by_key)] = _Problem(total, k, limit).solve(places)
    picked = np.take_along_axis(chosen, np.where(order == NOBODY, 0, order), axis=1)
    picked &= order != NOBODY
    lists = np.full((count, k), NOBODY, dtype=np.intp)
    for row in range(count):
        found = order[row, picked[row]]
        lists[row, : len(found)] = found
    return Suggestions(lists, chosen.sum(axis=0), limit, order)


def entry_costs(distances: Distances) -> Matrix:
    """Give what an entry costs: its distance, and a little for the weight that is not known."""
    cost: Matrix = distances.total + BLANK * (1.0 - distances.known_share)
    return cost


def _places(order: Order) -> Matrix:
    """Give where each one stands in everyone's order, as a share of the longest."""
    rows, ranks = np.nonzero(order != NOBODY)
    places = np.zeros(order.shape)
    places[rows, order[rows, ranks]] = ranks / len(order)
    return places


class _Solved(NamedTuple):
    """Hold what each cell is worth, and what each row and column pays for one more."""

    values: Matrix
    rows: Matrix
    columns: Matrix


class _Problem:
    """Hold a transportation problem: a row for each list, a column for each who may be listed.

    One more column, dear and without limit, takes the entries that nobody can fill.
    """

    def __init__(self, total: Matrix, k: int, limit: int) -> None:
        count = len(total)
        possible = np.isfinite(total)
        self.needs = np.minimum(k, possible.sum(axis=1)).astype(np.float64)
        # More than any chain of exchanges can save, so that no entry is given up for distance.
        dear = np.full(count, 2.0 * count + 1.0)
        self.cost = np.column_stack([np.where(possible, total, np.inf), dear])
        self.upper = np.column_stack([np.ones((count, count)), self.needs])
        self.limits = np.append(np.full(count, float(limit)), self.needs.sum())

    def solve(self, places: Matrix) -> Cells:
        """Choose cells at the least cost; of such choices one with the least sum of `places`."""
        cells = self._nearest()
        while True:
            solved = _relaxed(
                cells, self.cost, self.upper, self.needs, (0 * self.limits, self.limits)
            )
            left = self.cost - solved.rows[:, None] - solved.columns[None, :]
            missed = (left < -TINY) & ~cells
            if not missed.any():
                return self._by_place(solved, left, places)[:, :-1]
            cells |= missed

    def _nearest(self) -> Cells:
        nearest = np.argsort(self.cost[:, :-1], axis=1, kind="stable")[:, :FIRST]
        cells = np.zeros(self.cost.shape, dtype=bool)
        np.put_along_axis(cells, nearest, values=True, axis=1)
        cells[:, -1] = True
        cells &= np.isfinite(self.cost)
        return cells

    def _by_place(self, solved: _Solved, left: Matrix, places: Matrix) -> Cells:
        """Choose among the choices of least cost: the prices tell them from the others.

        A choice is one of them where it takes every cell of negative reduced cost and none of a
        positive one, and fills every column that has a price.
        """
        count = len(self.needs)
        taken = np.where(left < -TINY, self.upper, 0.0)
        room = self.limits - taken.sum(axis=0)
        filled = np.where(solved.columns < -TINY, room, 0.0)
        again = _relaxed(
            np.abs(left) <= TINY,
            np.column_stack(
                [places, np.arange(count, 0, -1) / count**2]
            ),  # early keys go short last
            self.upper,
            self.needs - taken.sum(axis=1),
            (filled, room),
        )
        chosen: Cells = (taken + again.values) > HALF
        return chosen


def _relaxed(
    cells: Cells, cost: Matrix, upper: Matrix, needs: Matrix, columns: tuple[Matrix, Matrix]
) -> _Solved:
    """Fill each row's need from these cells at the least cost, each column between two limits."""
    from scipy.optimize import linprog  # slow to import, and most processes never solve anything
    from scipy.sparse import csr_array, vstack

    row, column = np.nonzero(cells)
    ones, each = np.ones(len(row)), np.arange(len(row))
    by_row = csr_array((ones, (row, each)), shape=(len(needs), len(row)))
    by_column = csr_array((ones, (column, each)), shape=(cells.shape[1], len(row)))
    least, most = columns
    tight = least == most
    solved = linprog(
        cost[row, column],
        A_eq=vstack([by_row, by_column[tight]]),
        b_eq=np.concatenate([needs, most[tight]]),
        A_ub=by_column[~tight],
        b_ub=most[~tight],
        bounds=np.column_stack([np.zeros(len(row)), upper[row, column]]),
        method="highs-ds",
        options={"dual_feasibility_tolerance": STRICT, "primal_feasibility_tolerance": STRICT},
    )
    if solved.x is None:
        raise ArithmeticError(f"the lists could not be solved: {solved.message}")
    values = np.zeros(cells.shape)
    values[row, column] = solved.x
    prices = np.zeros(cells.shape[1])
    prices[tight] = solved.eqlin.marginals[len(needs) :]
    prices[~tight] = solved.ineqlin.marginals
    return _Solved(values, solved.eqlin.marginals[: len(needs)], prices)
