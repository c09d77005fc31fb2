"""Who can be placed at all: the most, then in as few groups of another size as can be."""

import itertools
import math
import time
from dataclasses import replace
from typing import Final

import numpy as np

from portal.matching.core import pairs, programme
from portal.matching.core.closest_first import closest_first
from portal.matching.core.costs import Costs
from portal.matching.core.cover import STRICT, Cover, Members, Rules
from portal.matching.core.improving import Exchanges
from portal.matching.core.sizes import Size, counts, for_everyone, none_left_out, sizes_beside

PLACING: Final = 0.3  # the share of the time that is left
CHANCES: Final = 20


def most_placed(
    costs: Costs, size: Size, start: tuple[Members, ...], deadline: float
) -> tuple[tuple[Members, ...], bool]:
    """Place the most, then in as few groups of another size as can be; tell if that is proven."""
    if size == 2:
        paired = pairs.most_pairs(costs, deadline) or start
        alone, other = counts(costs, paired, size)
        if (alone, other) == (0, 0) or other:
            return paired, True
        start = min(paired, start, key=lambda groups: counts(costs, groups, size))
    free = replace(costs, cost=np.zeros(len(costs.cost)))
    if size > 2:
        start = _exchanged(free, size, start, deadline)
        if counts(costs, start, size) == none_left_out(costs.count, size):
            return start, True
    everyone = (0, costs.count)
    sizes = sizes_beside(size)
    rules = Rules(
        main=size,
        charge={1: 1.0} | dict.fromkeys(sizes, 0.0),
        counts={},
        others=(0, 1) if size == 2 else everyone,
        whole=True,
    )
    most = _asked(free, rules, start, deadline)
    alone, _ = counts(costs, most.groups, size)
    if size == 2:
        return most.groups, most.cost - most.bound < 1 - STRICT
    charge = {sizes[0]: 0.0} | dict.fromkeys(sizes[1:], 1.0) | ({1: 0.0} if alone else {})
    rules = replace(rules, charge=charge, counts={1: (alone, alone)} if alone else {})
    fewest = _asked(free, rules, most.groups, deadline)
    unsettled = max(most.cost - most.bound, fewest.cost - fewest.bound)
    return fewest.groups, unsettled < 1 - STRICT


def _asked(free: Costs, rules: Rules, start: tuple[Members, ...], deadline: float) -> Cover:
    """Ask for the least charge in a share of the time, from a plan at hand."""
    now = time.monotonic()
    relaxation = programme.begun(free, rules, now + (deadline - now) * PLACING)
    charged = sum(rules.charge[len(each)] for each in start)
    alone = free.count - sum(map(len, start))
    return programme.solve(relaxation, Cover(start, charged + rules.charge.get(1, 0.0) * alone))


def _exchanged(
    free: Costs, size: Size, start: tuple[Members, ...], deadline: float
) -> tuple[Members, ...]:
    """Place more by exchanges, from groups for everyone that may hold pairs not allowed."""
    sizes = for_everyone(free.count, size)
    if sizes is None or free.count > programme.LARGEST:
        return start
    order = [*itertools.chain.from_iterable(start)]
    ahead = iter([*order, *sorted(set(range(free.count)).difference(order))])
    begun = [tuple(sorted(itertools.islice(ahead, each))) for each in sizes]
    search = Exchanges(free, begun)
    now = time.monotonic()
    until = now + (deadline - now) * PLACING
    for chance in range(CHANCES):
        found = [each for each in search.improved(chance, until) if _is_allowed(free, each)]
        left = sorted(set(range(free.count)).difference(*found))
        if left:
            again = closest_first(free.only(left), size)
            found += [tuple(left[member] for member in each) for each in again]
        start = min(start, tuple(found), key=lambda groups: counts(free, groups, size))
        if not left or time.monotonic() > until:
            break
    return start


def _is_allowed(costs: Costs, members: Members) -> bool:
    return math.isfinite(costs.of(np.array([*itertools.combinations(members, 2)])).sum())
