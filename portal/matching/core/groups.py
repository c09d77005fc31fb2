"""Everyone in groups of two, three or four at the least total: the question in its parts.

First as many members as possible are placed, then as few groups as possible have another size,
then the total over all pairs within groups is least. Beside groups of `size` there may be such of
one fewer (not below two) and one more; of pairs, at most one trio in each part that chains of
allowed pairs join.
"""

import itertools
import math
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from portal.matching.core import pairs, programme
from portal.matching.core.at_least import at_least
from portal.matching.core.closest_first import closest_first
from portal.matching.core.costs import Costs
from portal.matching.core.cover import Cover, Members, Rules
from portal.matching.core.most_placed import most_placed
from portal.matching.core.sizes import Size, counts, none_left_out, sizes_beside

__all__ = ["SECONDS", "Grouping", "Objective", "Size", "group", "total"]

Objective = Literal["squared", "sum"]

SECONDS: Final = 60.0
# Costs are solved at this mean of each member's nearest, so that HiGHS's tolerances are far finer.
TYPICAL: Final = 100.0
PROVEN: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Grouping:
    """Hold the groups by index, in order of their first members, and what was proven.

    `gap` is the share of the total that could at most be saved, 0 where it is proven least; it is
    1 where it is not even proven that no more can be placed, or fewer groups be of another size.
    """

    groups: tuple[Members, ...]
    total: float
    gap: float
    alone: tuple[int, ...]


def group(
    apart: Costs, size: Size = 2, objective: Objective = "squared", seconds: float = SECONDS
) -> Grouping:
    """Group as many as possible at the least total of squared or plain distances.

    `apart` holds distances of at least 0. The same members in another order give groups of the
    same total.
    """
    deadline = time.monotonic() + seconds
    costs = replace(apart, cost=apart.cost**2) if objective == "squared" else apart
    groups: list[Members] = []
    gaps = []
    for members in _parts(costs):
        part = costs.only(members) if len(members) < costs.count else costs
        found, gap = _solve(part, size, deadline)
        groups += [tuple(members[index] for index in each) for each in found]
        gaps.append(gap)
    placed = set(itertools.chain.from_iterable(groups))
    return Grouping(
        groups=tuple(sorted(groups)),
        total=total(costs, groups),
        gap=max(gaps, default=0.0),
        alone=tuple(index for index in range(costs.count) if index not in placed),
    )


def total(costs: Costs, groups: Iterable[Members]) -> float:
    """Add up the costs of all pairs within groups."""
    pairs = [pair for each in groups for pair in itertools.combinations(each, 2)]
    return math.fsum(costs.of(np.array(pairs, dtype=np.intp).reshape(-1, 2)))


def _parts(costs: Costs) -> list[list[int]]:
    """Split the members into those that chains of allowed pairs join."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ends = (costs.first, costs.second)
    degrees = np.bincount(costs.first, minlength=costs.count)
    degrees += np.bincount(costs.second, minlength=costs.count)
    if costs.count > 1 and degrees.max() == costs.count - 1:
        return [list(range(costs.count))]
    graph = coo_array((np.ones(len(costs.cost), dtype=np.int8), ends), shape=(costs.count,) * 2)
    _, part = connected_components(graph, directed=False)
    order = np.argsort(part, kind="stable")
    cuts = np.flatnonzero(np.diff(part[order])) + 1
    return [each.tolist() for each in np.split(order, cuts) if len(each) > 1]


def _solve(costs: Costs, size: Size, deadline: float) -> tuple[tuple[Members, ...], float]:
    """Group one part; give the share of the total that could at most be saved as well."""
    start, settled = closest_first(costs, size), True
    if counts(costs, start, size) != none_left_out(costs.count, size):
        placed, settled = most_placed(costs, size, start, deadline)
        start = min(start, placed, key=lambda each: (counts(costs, each, size), total(costs, each)))
    alone, other = counts(costs, start, size)
    scaled = replace(costs, cost=costs.cost * _scale(costs))
    rules = _as_placed(costs.count, size, alone, other)
    solver = pairs.solve if size == 2 else programme.solve
    first = Cover(start, total(scaled, start), at_least(scaled, rules))
    cover = solver(programme.begun(scaled, rules, deadline), first)
    saved = cover.cost - cover.bound
    gap = 0.0 if saved <= PROVEN * max(cover.cost, TYPICAL) else saved / cover.cost
    return cover.groups, gap if settled else 1.0


def _as_placed(count: int, size: Size, alone: int, other: int) -> Rules:
    """Ask for the cheapest that leaves so many out and has so many groups of another size."""
    numbers = {1: (alone, alone)} if alone else {}
    if size == 2:
        charge = {2: 0.0} | ({3: 0.0} if other else {}) | dict.fromkeys(numbers, 0.0)
    else:
        numbers |= {
            each: ends for each, ends in _possible(count - alone, size, other).items() if ends[1]
        }
        charge = dict.fromkeys(numbers, 0.0)
    return Rules(size, charge, numbers, (other, other))


def _possible(placed: int, size: Size, other: int) -> dict[int, tuple[int, int]]:
    """Give the least and most groups of each size that place so many with so many of another."""
    _, *others = sizes_beside(size)
    fitting = [
        Counter(chosen)
        for chosen in itertools.combinations_with_replacement(others, other)
        if sum(chosen) <= placed and (placed - sum(chosen)) % size == 0
    ]
    bounds = {}
    for each in others:
        numbers = [chosen[each] for chosen in fitting]
        bounds[each] = (min(numbers), max(numbers))
    mains = [(placed - sum(chosen.elements())) // size for chosen in fitting]
    return {size: (min(mains), max(mains))} | bounds


def _scale(costs: Costs) -> float:
    least = np.full(costs.count, np.inf)
    np.minimum.at(least, costs.first, costs.cost)
    np.minimum.at(least, costs.second, costs.cost)
    middle = float(least.mean()) or float(costs.cost.mean())
    return TYPICAL / middle if middle else 1.0
