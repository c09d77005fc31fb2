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
from portal.matching.core.closest_first import closest_first
from portal.matching.core.costs import Costs
from portal.matching.core.cover import Cover, Members, Rules
from portal.matching.core.growing import worthwhile
from portal.matching.core.relaxation import BATCH, Relaxation

Size = Literal[2, 3, 4]
Objective = Literal["squared", "sum"]

SECONDS: Final = 60.0
NEAREST: Final = 8
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
    if _counts(costs, start, size) != (0, _fewest(costs.count, size)):
        start, settled = _most_placed(costs, size, start, deadline)
    alone, other = _counts(costs, start, size)
    scaled = replace(costs, cost=costs.cost * _scale(costs))
    rules = _as_placed(costs.count, size, alone, other)
    solver = pairs.solve if size == 2 else programme.solve
    cover = solver(_relaxation(scaled, rules, deadline), Cover(start, total(scaled, start)))
    saved = cover.cost - cover.bound
    gap = 0.0 if saved <= PROVEN * max(cover.cost, TYPICAL) else saved / cover.cost
    return cover.groups, gap if settled else 1.0


def _sizes(size: Size) -> tuple[int, ...]:
    """List the sizes that groups may have, the one asked for first."""
    return (2, 3) if size == 2 else (size, size - 1, size + 1)


def _counts(costs: Costs, groups: Iterable[Members], size: Size) -> tuple[int, int]:
    """Count who is in no group, and the groups of another size."""
    sizes = [len(each) for each in groups]
    return costs.count - sum(sizes), sum(each != size for each in sizes)


def _as_placed(count: int, size: Size, alone: int, other: int) -> Rules:
    """Ask for the cheapest that leaves so many out and has so many groups of another size."""
    counts = {1: (alone, alone)} if alone else {}
    if size == 2:
        charge = {2: 0.0} | ({3: 0.0} if other else {}) | dict.fromkeys(counts, 0.0)
    else:
        counts |= {
            each: ends for each, ends in _possible(count - alone, size, other).items() if ends[1]
        }
        charge = dict.fromkeys(counts, 0.0)
    return Rules(size, charge, counts, (other, other))


def _possible(placed: int, size: Size, other: int) -> dict[int, tuple[int, int]]:
    """Give the least and most groups of each size that place so many with so many of another."""
    _, *others = _sizes(size)
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


def _fewest(count: int, size: Size) -> int | None:
    """Give the least number of groups of another size that lets everyone in; None if none does."""
    _, *others = _sizes(size)
    for number in range(size):
        for chosen in itertools.combinations_with_replacement(others, number):
            if sum(chosen) <= count and (count - sum(chosen)) % size == 0:
                return number
    return None


def _scale(costs: Costs) -> float:
    least = np.full(costs.count, np.inf)
    np.minimum.at(least, costs.first, costs.cost)
    np.minimum.at(least, costs.second, costs.cost)
    middle = float(least.mean()) or float(costs.cost.mean())
    return TYPICAL / middle if middle else 1.0


def _relaxation(costs: Costs, rules: Rules, deadline: float) -> Relaxation:
    """Begin with each member's cheapest pairs, or with groups that are cheap for their members."""
    relaxation = Relaxation(costs, rules, deadline)
    near = costs.nearest(NEAREST)
    relaxation.add(near)
    likely = np.zeros(costs.count)
    np.maximum.at(likely, near, costs.of(near)[:, None])
    for size in rules.charge:
        if size > 2:
            groups, left = worthwhile(costs, likely * (size - 1) / 2, size, 0.0, BATCH, cut=True)
            relaxation.add(groups[np.argsort(left, kind="stable")])
    return relaxation


def _most_placed(
    costs: Costs, size: Size, start: tuple[Members, ...], deadline: float
) -> tuple[tuple[Members, ...], bool]:
    """Place the most, then in as few groups of another size as can be; tell if that is proven."""
    if size == 2:
        paired = pairs.most_pairs(costs, deadline) or start
        alone, other = _counts(costs, paired, size)
        if (alone, other) == (0, 0) or other:
            return paired, True
        start = min(paired, start, key=lambda groups: _counts(costs, groups, size))
    free = replace(costs, cost=np.zeros(len(costs.cost)))
    everyone = (0, costs.count)
    sizes = _sizes(size)
    rules = Rules(
        main=size,
        charge={1: 1.0} | dict.fromkeys(sizes, 0.0),
        counts={},
        others=(0, 1) if size == 2 else everyone,
        whole=True,
    )
    alone, other = _counts(costs, start, size)
    most = programme.solve(_relaxation(free, rules, deadline), Cover(start, float(alone)))
    alone, other = _counts(costs, most.groups, size)
    if size == 2:
        return most.groups, most.cost - most.bound < 1 - PROVEN
    charge = {sizes[0]: 0.0} | dict.fromkeys(sizes[1:], 1.0) | ({1: 0.0} if alone else {})
    rules = replace(rules, charge=charge, counts={1: (alone, alone)} if alone else {})
    fewest = programme.solve(_relaxation(free, rules, deadline), Cover(most.groups, float(other)))
    unsettled = max(most.cost - most.bound, fewest.cost - fewest.bound)
    return fewest.groups, unsettled < 1 - PROVEN
