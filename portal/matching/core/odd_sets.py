"""Sets of members of which a fractional choice of groups holds more than whole groups can.

Of a set S, groups can hold at most |S| // k parts of k, a group with m members in S holding m // k
of them (Edmonds, 1965, for couples; a Chvatal-Gomory cut for any k).
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from portal.matching.core.costs import Index
from portal.matching.core.items import Matrix

BROKEN: Final = 1e-4
TRIPLES: Final = 1000
LARGEST: Final = 20


Limited = tuple[frozenset[int], int]
"""A set, and the number k that each part of it has."""


def most_of(limited: Limited) -> int:
    """Give how many parts groups can hold of a set."""
    members, number = limited
    return len(members) // number


def candidates(links: Index, strength: Matrix, count: int, size: int) -> list[Limited]:
    """List sets that may be broken, from how strongly couples are chosen together.

    For groups of `size` parts of 2 up to so many are looked at.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((strength, (links[:, 0], links[:, 1])), shape=(count, count))
    _, part = connected_components(graph, directed=False)
    order = np.lexsort((-strength, part[links[:, 0]]))
    ends = np.flatnonzero(np.diff(part[links[order, 0]])) + 1
    found: dict[frozenset[int], None] = {}
    for chosen in np.split(order, ends):
        found.update(dict.fromkeys(_joined(links[chosen].tolist())))
    if size > 2:
        found.update(dict.fromkeys(_grown(links, strength, count)))
        found.update(dict.fromkeys(_triples(links, strength, count)))
    return [
        (members, number)
        for members in found
        for number in range(2, size + 1)
        if len(members) > number and len(members) % number
    ]


def _joined(links: list[list[int]]) -> Iterator[frozenset[int]]:
    """Join members by links, strongest first; give both sides of each link of the forest too."""
    sets: dict[int, frozenset[int]] = {}
    forest = []
    for one, other in links:
        mine, theirs = (sets.get(end, frozenset((end,))) for end in (one, other))
        if mine is theirs or other in mine:
            continue
        both = mine | theirs
        forest.append((one, other))
        sets.update(dict.fromkeys(both, both))
        yield both
    whole = sets[links[0][0]]
    for link in forest:
        side = _reach(forest, link)
        yield side
        yield whole - side


def _reach(forest: list[tuple[int, int]], without: tuple[int, int]) -> frozenset[int]:
    """Give what hangs together with one end of a link when the link is cut."""
    beside: dict[int, list[int]] = {}
    for one, other in forest:
        if (one, other) != without:
            beside.setdefault(one, []).append(other)
            beside.setdefault(other, []).append(one)
    reached, ahead = {without[0]}, [without[0]]
    while ahead:
        for beyond in beside.get(ahead.pop(), ()):
            if beyond not in reached:
                reached.add(beyond)
                ahead.append(beyond)
    return frozenset(reached)


def _grown(links: Index, strength: Matrix, count: int) -> Iterator[frozenset[int]]:
    """Begin with each member and add whoever is chosen the most with those that are there."""
    from scipy.sparse import coo_array

    rows = np.concatenate([links, links[:, ::-1]])
    together = coo_array((np.tile(strength, 2), rows.T), shape=(count, count)).toarray()
    for member in np.unique(links).tolist():
        chosen, beside = [member], together[member].copy()
        while len(chosen) < LARGEST:
            beside[chosen] = 0.0
            nearest = int(np.argmax(beside))
            if beside[nearest] <= 0:
                break
            chosen.append(nearest)
            beside += together[nearest]
            if len(chosen) > 2:
                yield frozenset(chosen)


def _triples(links: Index, strength: Matrix, count: int) -> Iterator[frozenset[int]]:
    """Give the triples whose three couples are chosen the most."""
    from scipy.sparse import coo_array

    rows = np.concatenate([links, links[:, ::-1]])
    together = coo_array((np.tile(strength, 2), rows.T), shape=(count, count)).toarray()
    found: dict[frozenset[int], float] = {}
    for one, other in links.tolist():
        third = np.flatnonzero((together[one] > 0) & (together[other] > 0))
        sums = together[one, other] + together[one, third] + together[other, third]
        for last, amount in zip(third.tolist(), sums.tolist(), strict=True):
            if amount > 1 + BROKEN:
                found[frozenset((one, other, last))] = amount
    yield from sorted(found, key=lambda triple: (-found[triple], sorted(triple)))[:TRIPLES]
