"""The whole-number problem: groups of any size, chosen by HiGHS.

1. Exchanges of members make good plans, whose groups the relaxation begins with (`improving`).
2. The relaxation gives the bound L. Where its choice is whole, it is the best plan.
3. Otherwise the whole-number problem is solved over all groups of a small reduced cost r. A plan
   with any other group costs more than L + r; so a plan of cost U up to L + r is the best, and
   until there is one r grows, to U - L at most.
"""

import time
from contextlib import suppress
from dataclasses import replace
from typing import Final

import numpy as np

from portal.matching.core.closest_first import closest_first
from portal.matching.core.costs import Costs
from portal.matching.core.cover import STRICT, Cover, Members, Rules
from portal.matching.core.deadline import left
from portal.matching.core.growing import TooMany, worthwhile
from portal.matching.core.improving import Exchanges
from portal.matching.core.items import Matrix
from portal.matching.core.relaxation import BATCH, MOST, OPTIMAL, WHOLE, Prices, Relaxation

INFEASIBLE: Final = 2
NARROW: Final = 20.0
WIDER: Final = 3.0
NEAREST: Final = 8
STARTS: Final = 8
EXCHANGING: Final = 0.25  # the share of the time that is left
LARGEST: Final = 7000
WIDEST: Final = 30_000  # HiGHS heeds no limit of time while it prepares very many columns


def begun(costs: Costs, rules: Rules, deadline: float) -> Relaxation:
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


def solve(relaxation: Relaxation, start: Cover) -> Cover:
    """Give the cheapest cover, from one that keeps the rules; unproven where time runs out."""
    relaxation.add_all(start.groups)
    best = start if relaxation.rules.whole else _exchanged(relaxation, start, STARTS)
    if best.is_proven:
        return best
    try:
        choice, prices = relaxation.relax(best)
        best = _at_least(best, relaxation.floor)
        if is_whole(choice):
            return replace(relaxation.read(choice), bound=best.bound)
        best = _rounded(relaxation, best, choice, prices)
        return widen(relaxation, best, prices)
    except (TimeoutError, TooMany):
        best = _at_least(best, relaxation.floor)
        return best if relaxation.latest is None else _rounded(relaxation, best, *relaxation.latest)


def _at_least(best: Cover, floor: float) -> Cover:
    return replace(best, bound=max(best.bound, min(floor, best.cost)))


def _exchanged(relaxation: Relaxation, start: Cover, starts: int) -> Cover:
    """Exchange members by different chances, bring all groups in and keep the cheapest plan."""
    costs, best = relaxation.costs, start
    if costs.count > LARGEST:
        return start
    now = time.monotonic()
    until = now + (relaxation.deadline - now) * EXCHANGING
    search = Exchanges(costs, start.groups)
    for chance in range(starts):
        if time.monotonic() > until:
            break
        groups = search.improved(chance, until)
        relaxation.add_all(groups)
        cost = relaxation.cost_of(groups)
        if cost < best.cost:
            best = replace(best, groups=groups, cost=cost)
    return best


def is_whole(choice: Matrix) -> bool:
    """Tell whether nothing is chosen in part."""
    return bool(np.all(np.minimum(choice, 1 - choice) <= WHOLE))


def _rounded(relaxation: Relaxation, best: Cover, choice: Matrix, prices: Prices) -> Cover:
    """Take the groups that the relaxed choice likes, then the cheapest for their prices."""
    costs, rules = relaxation.costs, relaxation.rules
    liked = np.zeros(len(relaxation.members))
    liked[: len(choice)] = choice
    order = np.lexsort((relaxation.reduced(relaxation.members, prices), -np.round(liked, 6)))
    free = np.append(np.ones(costs.count, dtype=bool), True)
    groups: list[Members] = []
    for at in order[relaxation.sizes(relaxation.members[order]) == rules.main].tolist():
        members = relaxation.members[at, : rules.main]
        if free[members].all():
            free[members] = False
            groups.append(tuple(members.tolist()))
    over = np.flatnonzero(free[:-1])
    rest = closest_first(costs.only(over.tolist()), rules.main) if len(over) else ()
    groups += [tuple(int(over[member]) for member in group) for group in rest]
    found = Cover(tuple(groups), relaxation.cost_of(groups), best.bound)
    if sorted(map(len, groups)) != sorted(map(len, best.groups)) or rules.whole:
        return best
    return min(best, _exchanged(relaxation, found, 1), key=lambda cover: cover.cost)


def widen(relaxation: Relaxation, best: Cover, prices: Prices) -> Cover:
    """Choose among the groups of small reduced cost, of ever more, until no other can help."""
    least, limit = prices.proven, NARROW
    rules = relaxation.rules
    unit = 1 - WHOLE if rules.whole else 0.0
    while best.cost - best.bound > (unit or STRICT * max(best.cost, 1.0)):
        spare = best.cost - least - unit
        limit = min(limit, spare) + WHOLE
        try:
            for size in rules.charge:
                relaxation.add(relaxation.missing(size, prices, limit, MOST, cut=False)[0])
            best, done = _choose(relaxation, best, prices, limit, least)
        except TimeoutError:
            return best
        except TooMany:
            return _of_the_cheapest(relaxation, best, prices)
        if not done:
            return best
        limit *= WIDER
    return best


def _of_the_cheapest(relaxation: Relaxation, best: Cover, prices: Prices) -> Cover:
    """Look for a better plan among as many groups as HiGHS can take, which proves nothing."""
    reduced = np.sort(relaxation.reduced(relaxation.members, prices))
    limit = float(reduced[min(WIDEST, len(reduced)) - 1])
    with suppress(TimeoutError, TooMany):
        found, _ = _choose(relaxation, best, prices, limit, best.bound)
        return replace(found, bound=best.bound)
    return best


def _choose(
    relaxation: Relaxation, best: Cover, prices: Prices, limit: float, least: float
) -> tuple[Cover, bool]:
    """Choose whole groups among those of a reduced cost of at most `limit`, all of them known.

    A plan with any other group costs over `least` + `limit`. Tells also if time sufficed.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    wanted = relaxation.reduced(relaxation.members, prices) <= limit
    if wanted.sum() > WIDEST:
        raise TooMany
    rows, low, high = relaxation.rows(relaxation.members[wanted])
    solved = milp(
        relaxation.prices[wanted],
        constraints=LinearConstraint(rows, low, high),
        integrality=np.ones(int(wanted.sum())),
        bounds=Bounds(0, 1),
        options={"time_limit": left(relaxation.deadline), "mip_rel_gap": 0.0},
    )
    done = solved.status in (OPTIMAL, INFEASIBLE)
    if solved.x is not None:
        choice = np.zeros(len(wanted))
        choice[wanted] = solved.x
        found = relaxation.read(choice)
        best = min(replace(found, bound=best.bound), best, key=lambda cover: cover.cost)
    within = best.cost if done else solved.mip_dual_bound
    bound = best.bound if within is None else min(within, least + limit, best.cost)
    return replace(best, bound=max(best.bound, bound)), done
