"""Why a prison is in no group, by the rules that kept it out."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from portal.matching.core.planning.question import Question
from portal.matching.core.planning.rules import NOT_ALLOWED, Forbidding

Rule = Forbidding | Literal["alone", "pinned", "no_time", "too_few", "odd", "elsewhere"]
Members = tuple[int, ...]

_ORDER: Final[tuple[Rule, ...]] = (*NOT_ALLOWED, "pinned")


@dataclass(frozen=True, slots=True)
class Reason:
    """Say why one prison is in no group; `counts` has each other prison under what kept it away.

    Where no other may join it, `rule` is what kept the most away:
    - alone: there is no other prison
    - too_little_known: of one or both, to compare them
    - forbidden: somebody ruled it out
    - region_unknown, other_region: only prisons of one region may meet
    - place_unknown, too_far: there is a cap on the distance
    - pinned: the other is in a group set by hand

    Where others may:
    - no_time: time ran out before more could be placed
    - too_few: of those it may join, too few are left that may all be in one group
    - odd: it is the only one left over, as the number does not come out even
    - elsewhere: all that it may join are needed in other groups, or more would be left over
    """

    rule: Rule
    counts: Mapping[Rule, int]


def reason(question: Question, one: int, part: Members, left: set[int], *, proven: bool) -> Reason:
    """Say why `one` is left over of a part that chains of allowed pairs join.

    `left` are all of the part that are left over.
    """
    counts: Counter[Rule] = Counter(
        NOT_ALLOWED[code - 1]
        for other, code in enumerate(question.removed[one].tolist())
        if code and other != one and other not in question.pinned
    )
    pinned = len(question.pinned - {one})
    if pinned:
        counts["pinned"] = pinned
    partners = {other for other in part if other != one and not question.removed[one, other]}
    if partners:
        rule = _held_up(question, part, left, partners, proven=proven)
        counts[rule] = len(partners)
    else:
        rule = max(_ORDER, key=lambda each: counts[each]) if counts else "alone"
    return Reason(rule, {each: counts[each] for each in sorted(counts)})


def _held_up(
    question: Question, part: Members, left: set[int], partners: set[int], *, proven: bool
) -> Rule:
    if not proven:
        return "no_time"
    if partners & left:
        return "too_few"
    if len(left) == 1 and len(part) % question.wishes.size:
        return "odd"
    return "elsewhere"
