"""Everyone in one pair, or in one trio where the number is odd, at the least total cost.

Each member of a group counts half the mean squared distance to its partners: a pair costs its
squared distance, a trio half the sum of its three. Squares keep the worst pairs from being bad.
"""

import itertools
import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from portal.matching.core.grouping import Columns, cheapest_cover
from portal.matching.core.items import Matrix

Allowed = NDArray[np.bool_]
Members = tuple[int, ...]

SECONDS: Final = 20.0
# Squared distances are solved as whole numbers of this unit, so that "cheaper" is never a matter
# of rounding inside the solver.
UNIT: Final = 1e-6


class Unpaired(StrEnum):
    """Say why a prison is in no group."""

    ALONE = "There is no other prison to pair it with"
    UNKNOWN = "Not enough is known about it to compare it with any other"
    RULED_OUT = "Every prison it could be compared with is ruled out"
    LEFT_OVER = "Every prison it could be paired with is in another group"


@dataclass(frozen=True, slots=True)
class Group:
    """Hold one pair or trio by index; `distance` is the greatest between any two of it."""

    members: Members
    distance: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold the groups, least alike first, and why anyone is in none.

    `total` is the cost of all groups. `gap` is 0 where no plan groups more prisons, or as many at
    a lower total; where time ran out it is the share of the total that could at most be saved,
    and 1 where it is not even proven that no more can be grouped.
    """

    groups: tuple[Group, ...]
    total: float
    gap: float
    unpaired: Mapping[int, Unpaired]


def pair_up(
    distances: Matrix,
    keys: Sequence[str],
    allowed: Allowed | None = None,
    *,
    seconds: float = SECONDS,
) -> Plan:
    """Group as many prisons as can be at the least total squared distance, proven exactly.

    `distances` is symmetric, NaN where two cannot be compared; `allowed`, symmetric too, may rule
    out more. Prisons that some chain of allowed pairs joins form a part, and each part has at most
    one trio. The order of the rows does not matter: equals are settled by the unique `keys`. After
    `seconds` the best plan so far is given, with its `gap`.
    """
    deadline = time.monotonic() + seconds
    gaps: list[float] = []
    groups: list[Members] = []
    edges = _edges(distances, allowed)
    for part in _parts(edges, keys):
        found, gap = _solve(distances, edges, part, deadline)
        groups += found
        gaps.append(gap)
    return _plan(distances, keys, edges, groups, max(gaps, default=0.0))


def pair_greedily(distances: Matrix, keys: Sequence[str], allowed: Allowed | None = None) -> Plan:
    """Pair the closest two, then the closest of the rest: to compare with, never proven best.

    Whoever is left joins the pair that it makes least dear, once in each part as in `pair_up`.
    """
    edges = _edges(distances, allowed)
    groups = [group for part in _parts(edges, keys) for group in _greedy(distances, edges, part)]
    return _plan(distances, keys, edges, groups, 1.0 if groups else 0.0)


def cost(distances: Matrix, members: Members) -> float:
    """Give what a pair or trio adds to the total."""
    squares = [distances[pair] ** 2 for pair in itertools.combinations(members, 2)]
    return math.fsum(squares) / (len(members) - 1)


def _edges(distances: Matrix, allowed: Allowed | None) -> Allowed:
    edges = ~np.isnan(distances)
    if allowed is not None:
        edges &= allowed
    np.fill_diagonal(edges, False)
    return edges


def _parts(edges: Allowed, keys: Sequence[str]) -> list[list[int]]:
    """Split the prisons into those that chains of allowed pairs join, each sorted by key."""
    left = sorted(range(len(keys)), key=lambda index: keys[index])
    parts = []
    while left:
        reached = np.zeros(len(keys), dtype=bool)
        fresh = np.zeros(len(keys), dtype=bool)
        fresh[left[0]] = True
        while fresh.any():
            reached |= fresh
            fresh = edges[fresh].any(axis=0) & ~reached
        parts.append([index for index in left if reached[index]])
        left = [index for index in left if not reached[index]]
    return parts


def _solve(
    distances: Matrix, edges: Allowed, part: list[int], deadline: float
) -> tuple[list[Members], float]:
    if len(part) < 2:
        return [], 0.0
    rows = np.ix_(part, part)
    squares = np.rint(np.nan_to_num(distances[rows]) ** 2 / UNIT)
    cover = cheapest_cover(Columns.of(squares, edges[rows]), deadline)
    groups = [tuple(part[member] for member in members) for members in cover.groups]
    if cover.gap == 0:
        return groups, 0.0
    greedy = _greedy(distances, edges, part)
    return min(groups, greedy, key=lambda found: _rank(distances, found)), cover.gap


def _rank(distances: Matrix, groups: Iterable[Members]) -> tuple[int, float]:
    """Order plans: more prisons grouped first, then the lower total."""
    groups = list(groups)
    return -sum(map(len, groups)), math.fsum(cost(distances, group) for group in groups)


def _greedy(distances: Matrix, edges: Allowed, part: list[int]) -> list[Members]:
    pairs = [pair for pair in itertools.combinations(part, 2) if edges[pair]]
    pairs.sort(key=lambda pair: float(distances[pair]))
    free = set(part)
    groups: list[Members] = []
    for pair in pairs:
        if free.issuperset(pair):
            free.difference_update(pair)
            groups.append(pair)
    trios = [
        (cost(distances, (*pair, one)) - cost(distances, pair), at, one)
        for one in part
        if one in free
        for at, pair in enumerate(groups)
        if edges[one, pair[0]] and edges[one, pair[1]]
    ]
    if trios:
        _, at, one = min(trios, key=lambda trio: trio[:2])
        groups[at] = (*groups[at], one)
    return groups


def _plan(
    distances: Matrix,
    keys: Sequence[str],
    edges: Allowed,
    groups: Iterable[Members],
    gap: float,
) -> Plan:
    made = [
        Group(
            members=tuple(sorted(members, key=lambda index: keys[index])),
            distance=max(float(distances[pair]) for pair in itertools.combinations(members, 2)),
        )
        for members in groups
    ]
    made.sort(key=lambda group: (-group.distance, [keys[index] for index in group.members]))
    grouped = {index for group in made for index in group.members}
    return Plan(
        groups=tuple(made),
        total=math.fsum(cost(distances, group.members) for group in made),
        gap=gap,
        unpaired={
            index: _reason(distances, edges, index)
            for index in range(len(keys))
            if index not in grouped
        },
    )


def _reason(distances: Matrix, edges: Allowed, index: int) -> Unpaired:
    if len(distances) == 1:
        return Unpaired.ALONE
    if edges[index].any():
        return Unpaired.LEFT_OVER
    comparable = ~np.isnan(np.delete(distances[index], index))
    return Unpaired.RULED_OUT if comparable.any() else Unpaired.UNKNOWN
