"""The best grouping of a few by trying everything, to compare the solver with."""

import itertools
from functools import cache

import numpy as np

from portal.matching.core.costs import Costs

SIZES = {2: (2, 3), 3: (3, 2, 4), 4: (4, 3, 5)}

Pairs = dict[tuple[int, int], float]
Figures = tuple[int, int, float]
"""How many are left out, how many groups are of another size, and the total."""


def costs_of(count: int, pairs: Pairs) -> Costs:
    """Give the distances of some pairs as the solver takes them."""
    ends = np.array(sorted(pairs), dtype=np.intp).reshape(-1, 2)
    apart = np.array([pairs[pair] for pair in sorted(pairs)], dtype=np.float64)
    return Costs(count, ends[:, 0], ends[:, 1], apart)


def best_of_all(count: int, pairs: Pairs, size: int, *, squared: bool) -> Figures:
    """Try every grouping of each part that chains of pairs join, with one trio where size is 2."""
    part = list(range(count))
    for one, other in pairs:
        part = [part[one] if each == part[other] else each for each in part]
    found = [
        _best([member for member in range(count) if part[member] == each], pairs, size, squared)
        for each in set(part)
    ]
    return (
        sum(left for left, _, _ in found),
        sum(others for _, others, _ in found),
        sum(total for _, _, total in found),
    )


def _best(members: list[int], pairs: Pairs, size: int, squared: bool) -> Figures:
    groups: dict[int, list[tuple[frozenset[int], float]]] = {}
    for each in SIZES[size]:
        for group in itertools.combinations(members, each):
            within = list(itertools.combinations(group, 2))
            if all(pair in pairs for pair in within):
                cost = sum(pairs[pair] ** (2 if squared else 1) for pair in within)
                groups.setdefault(group[0], []).append((frozenset(group), cost))

    @cache
    def best(free: frozenset[int], others: int) -> Figures:
        if not free:
            return 0, 0, 0.0
        first = min(free)
        left, more, total = best(free - {first}, others)
        found = [(left + 1, more, total)]
        for group, cost in groups.get(first, ()):
            other = int(len(group) != size)
            if group <= free and other <= others:
                left, more, total = best(free - group, others - other)
                found.append((left, more + other, total + cost))
        return min(found)

    return best(frozenset(members), 1 if size == 2 else len(members))
