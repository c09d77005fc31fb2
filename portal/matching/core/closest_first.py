"""A plan to begin from: the closest first, never proven best."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from portal.matching.core.costs import Costs, Index

NEAREST = 8

Members = tuple[int, ...]


def closest_first(costs: Costs, size: int) -> tuple[Members, ...]:
    """Make groups of `size` from the closest pairs, then place whoever is left where that works.

    Groups of another size are made only for the members that are left over.
    """
    free = np.ones(costs.count, dtype=bool)
    groups = _take(costs, _sorted(costs, costs.nearest(NEAREST)), size, free)
    groups += _rest(costs, size, free)
    if size == 2:
        _swap(costs, groups, free)
        _join(costs, groups, free, 1)
    else:
        groups += _rest(costs, size - 1, free)[: size - 1]
        _join(costs, groups, free, size - 1)
    return tuple(groups)


def _sorted(costs: Costs, pairs: Index) -> Index:
    order = np.argsort(costs.of(pairs), kind="stable")
    sorted_pairs: Index = pairs[order]
    return sorted_pairs


def _rest(costs: Costs, size: int, free: NDArray[np.bool_]) -> list[Members]:
    """Make groups of those still free, of all their pairs."""
    left = np.flatnonzero(free)
    if len(left) < size:
        return []
    among = costs.only(left.tolist())
    pairs = np.stack([left[among.first], left[among.second]], axis=1)
    return _take(costs, pairs[np.argsort(among.cost, kind="stable")], size, free)


def _take(costs: Costs, pairs: Index, size: int, free: NDArray[np.bool_]) -> list[Members]:
    groups = []
    for one, other in pairs.tolist():
        if free[one] and free[other]:
            group = [one, other]
            free[group] = False
            group += _grow(costs, group, size - 2, free)
            if len(group) == size:
                groups.append(tuple(sorted(group)))
            else:
                free[group] = True
    return groups


def _grow(costs: Costs, group: list[int], more: int, free: NDArray[np.bool_]) -> list[int]:
    added: list[int] = []
    while len(added) < more:
        apart = costs.rows(np.array(group + added)).sum(axis=0)
        apart[~free] = np.inf
        nearest = int(np.argmin(apart))
        if apart[nearest] == np.inf:
            break
        free[nearest] = False
        added.append(nearest)
    return added


def _swap(costs: Costs, groups: list[Members], free: NDArray[np.bool_]) -> None:
    """Break a pair where each of its two can go with one of two that are left over."""
    left = np.flatnonzero(free).tolist()
    while len(left) > 1:
        one, beside = left.pop(), left
        found = next(_swaps(costs, groups, one, beside), None)
        if found is not None:
            at, first, second, other = found
            groups[at] = tuple(sorted((one, first)))
            groups.append(tuple(sorted((other, second))))
            free[[one, other]] = False
            left.remove(other)


def _swaps(
    costs: Costs, groups: list[Members], one: int, left: list[int]
) -> Iterator[tuple[int, int, int, int]]:
    pairs = np.array(groups, dtype=np.intp).reshape(-1, 2)
    ours = np.isfinite(costs.rows(np.array([one]))[0])
    for other in left:
        theirs = np.isfinite(costs.rows(np.array([other]))[0])
        for first, second in ((0, 1), (1, 0)):
            for at in np.flatnonzero(ours[pairs[:, first]] & theirs[pairs[:, second]])[:1]:
                yield int(at), int(pairs[at, first]), int(pairs[at, second]), other


def _join(costs: Costs, groups: list[Members], free: NDArray[np.bool_], most: int) -> None:
    """Let members that are left over join a group each, at the least cost, `most` times at most."""
    size = len(groups[0]) if groups else 0
    for one in np.flatnonzero(free)[:most].tolist():
        row = costs.rows(np.array([one]))[0]
        added = [row[list(group)].sum() if len(group) == size else np.inf for group in groups]
        if added and min(added) < np.inf:
            at = int(np.argmin(added))
            groups[at] = tuple(sorted((*groups[at], one)))
            free[one] = False
