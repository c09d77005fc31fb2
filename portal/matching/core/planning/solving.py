"""Solving a plan, and pricing one that somebody set by hand."""

import math
import time
from collections.abc import Iterable, Sequence
from itertools import chain, combinations

import numpy as np

from portal.matching.core.closest_first import closest_first
from portal.matching.core.costs import Costs
from portal.matching.core.groups import group
from portal.matching.core.items import Matrix
from portal.matching.core.planning.plans import Greedy, Members, Plan, PlannedGroup, Priced
from portal.matching.core.planning.problems import Contradiction, broken, check_all
from portal.matching.core.planning.question import Question
from portal.matching.core.planning.reasons import Reason, reason
from portal.matching.core.planning.wishes import Site, Wishes


def plan(total: Matrix, sites: Sequence[Site], wishes: Wishes) -> Plan:
    """Plan the groups: the most placed, then the fewest of another size, then the least total.

    `total` is n by n, symmetric, the distances of the sites in their order, NaN where too little is
    known. Pins stand and are taken out first. Of pairs, each part of the rest that chains of
    allowed pairs join has at most one trio. The order of the sites does not matter.

    Raises Contradiction where the wishes cannot be met together, ValueError where `total` is of
    another shape or a code is there twice.
    """
    question = Question.of(total, sites, wishes)
    problems = check_all(total, sites, wishes)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise Contradiction(errors)
    deadline = time.monotonic() + wishes.seconds
    groups: list[Members] = []
    unpaired: dict[int, Reason] = {}
    gaps = [0.0]
    for part in question.parts:
        found, gap = _solve(question, part, deadline)
        groups += found
        gaps.append(gap)
        left = set(part).difference(*found)
        unpaired |= {
            question.order[one]: reason(question, one, part, left, proven=gap < 1)
            for one in sorted(left)
        }
    planned = _planned(question, [*question.pins, *groups])
    return Plan(
        groups=planned,
        total=math.fsum(each.cost for each in planned),
        gap=max(gaps),
        unpaired=dict(sorted(unpaired.items())),
        greedy=_greedy(question),
        warnings=tuple(problems),
    )


def priced(
    total: Matrix, sites: Sequence[Site], wishes: Wishes, groups: Iterable[Sequence[int]]
) -> Priced:
    """Give what groups cost that somebody set by hand, by index into the sites.

    Nobody need be in one. A group is pinned where the wishes have the same as a pin. Raises
    ValueError for a group of one, an index that is not there, or one that is there twice, and as
    `plan` does for `total`.
    """
    question = Question.of(total, sites, wishes)
    place = {index: at for at, index in enumerate(question.order)}
    chosen = [tuple(each) for each in groups]
    members = list(chain.from_iterable(chosen))
    if len(set(members)) < len(members) or not place.keys() >= set(members):
        raise ValueError("Each prison may be in one group, and must be one that takes part.")
    if any(len(each) < 2 for each in chosen):
        raise ValueError("A group must have at least 2 prisons.")
    planned = _planned(question, [tuple(sorted(place[one] for one in each)) for each in chosen])
    codes = [[sites[one].code for one in each] for each in chosen]
    return Priced(
        groups=planned,
        total=math.fsum(each.cost for each in planned),
        warnings=tuple(broken(total, sites, wishes, codes)),
    )


def _costs(question: Question, part: Members) -> Costs:
    """Give the allowed pairs of a part, numbered within it."""
    within = np.ix_(part, part)
    first, second = np.nonzero(np.triu(question.removed[within] == 0, 1))
    return Costs(len(part), first, second, question.cost[within][first, second])


def _solve(question: Question, part: Members, deadline: float) -> tuple[list[Members], float]:
    if len(part) < 2:
        return [], 0.0
    costs, size = _costs(question, part), question.wishes.size
    solved = group(costs, size, "sum", max(deadline - time.monotonic(), 0.0))
    return [tuple(part[one] for one in each) for each in solved.groups], solved.gap


def _greedy(question: Question) -> Greedy:
    groups = list(question.pins)
    for part in question.parts:
        if len(part) > 1:
            found = closest_first(_costs(question, part), question.wishes.size)
            groups += [tuple(part[one] for one in each) for each in found]
    planned = _planned(question, groups)
    sizes = [len(each.members) for each in planned if not each.is_pinned]
    return Greedy(
        total=math.fsum(each.cost for each in planned),
        worst=max((each.distance for each in planned if each.distance is not None), default=None),
        unpaired=len(question.sites) - sum(len(each.members) for each in planned),
        other_sizes=sum(size != question.wishes.size for size in sizes),
    )


def _planned(question: Question, groups: Sequence[Members]) -> tuple[PlannedGroup, ...]:
    """Price groups and put them in order; members are numbered as the sites came."""
    made = [(members, _group(question, members)) for members in groups]
    made.sort(
        key=lambda each: (math.inf if each[1].distance is None else -each[1].distance, each[0])
    )
    return tuple(planned for _, planned in made)


def _group(question: Question, members: Members) -> PlannedGroup:
    first, second = np.array(list(combinations(members, 2))).T
    known = question.total[first, second]
    known = known[~np.isnan(known)]
    charges = {str(name): math.fsum(each[first, second]) for name, each in question.charges.items()}
    return PlannedGroup(
        members=tuple(question.order[one] for one in members),
        distance=float(known.max()) if len(known) else None,
        cost=math.fsum(charges.values()),
        charges=charges,
        is_pinned=members in question.pins,
    )
