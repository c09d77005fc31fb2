"""Who could be the next partner of a prison whose group was parted, the most alike first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from sqlalchemy import select

from portal.db import db
from portal.matching.core import closeness
from portal.matching.core.planning import priced
from portal.matching.core.planning.rules import Removed, removed
from portal.matching.partners.comparing import apart, given_to, why
from portal.matching.partners.groups import grouped, has_begun, old_partners, whole_groups
from portal.matching.rounds.given import Given
from portal.matching.rounds.models import DECLINED, PAUSED, PairingGroup, PairingMember
from portal.matching.rounds.standings import states
from portal.matching.wording import Reasons
from portal.prisons.models import Prison

# What a plan charges a pair for, in words; see portal.matching.core.planning.
CHARGES: Final = {
    "same_region": "In the same region, where they may meet anyway",
    "repeat": "They met in an earlier round",
}

Choice = tuple[str, tuple[Prison, ...], int | None]
"""The key, the prisons, and the group that they would leave for the new one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Hold one prison, or a pair that would become a group of three.

    `distance` is between the least alike of the new group, `word` says it, and `reasons` are those
    of the pair `least_alike`. `cost` is what the round's plan charges for the whole group;
    `remarks` say what it holds beside being alike.
    """

    key: str
    prisons: tuple[Prison, ...]
    group_id: int | None
    distance: float
    cost: float
    word: str
    reasons: Reasons
    least_alike: tuple[Prison, Prison]
    remarks: tuple[str, ...]


def free_members(group: PairingGroup) -> list[PairingMember]:
    """List who of a parted group is in no other group of its round by now."""
    if group.parted_at is None:
        return []
    taken = grouped(group.round_id)
    return [each for each in group.members if each.prison_id not in taken]


def candidates_for(group: PairingGroup, prison_id: int, *, trios: bool) -> list[Candidate]:
    """List the possible partners for one free prison of a parted group, the least alike last.

    Prisons of the block that are in no group, and with `trios` also pairs that have not begun. An
    old partner is never among them, nor whom the round's rules keep apart or who pauses.
    """
    prison = next((m.prison for m in free_members(group) if m.prison_id == prison_id), None)
    given = given_to(group.round_id).get(group.block)
    if prison is None or given is None or prison.code not in given.codes:
        return []
    never = old_partners(prison_id) | {prison_id}
    choices: list[Choice] = [(f"prison:{each.id}", (each,), None) for each in _free(group, given)]
    if trios:
        choices += [
            (f"group:{pair.id}", tuple(m.prison for m in pair.members), pair.id)
            for pair in _pairs_not_begun(group)
        ]
    rules = removed(given.distances.total, given.sites, given.wishes) if given.wishes else None
    declined = _declined_in(group.round_id)
    found = [
        _candidate(given, prison, each, declined)
        for each in choices
        if not never & {other.id for other in each[1]}
        and _may_meet(given, rules, (prison, *each[1]))
    ]
    return sorted(found, key=lambda each: (each.cost, each.distance, each.key))


def _free(group: PairingGroup, given: Given) -> Sequence[Prison]:
    """List the prisons of a block that take part and are in no group of the round."""
    taken = grouped(group.round_id)
    rows = db.session.scalars(
        select(Prison).where(Prison.code.in_(given.codes), Prison.id.not_in(taken))
    ).all()
    pausing = states(each.id for each in rows)
    return [each for each in rows if pausing[each.id] != PAUSED]


def _pairs_not_begun(group: PairingGroup) -> list[PairingGroup]:
    rows = db.session.scalars(
        whole_groups().where(
            PairingGroup.round_id == group.round_id,
            PairingGroup.block == group.block,
            PairingGroup.parted_at.is_(None),
        )
    ).all()
    pairs = [each for each in rows if len(each.members) == 2]
    begun = has_begun(each.id for each in pairs)
    return [each for each in pairs if each.id not in begun]


def _declined_in(round_id: int) -> dict[int, str]:
    """Give why prisons declined a group of a round that was parted since."""
    rows = db.session.execute(
        select(PairingMember.prison_id, PairingMember.answer_why)
        .join(PairingGroup, PairingGroup.id == PairingMember.group_id)
        .where(
            PairingGroup.round_id == round_id,
            PairingGroup.parted_at.is_not(None),
            PairingMember.answer == DECLINED,
        )
    )
    return {number: why.split("\n")[0] for number, why in rows}


def _may_meet(given: Given, rules: Removed | None, prisons: Sequence[Prison]) -> bool:
    """Tell whether all are known and no rule of the round keeps two of them apart."""
    if any(each.code not in given.codes for each in prisons):
        return False
    places = [given.codes.index(each.code) for each in prisons]
    if rules is not None:
        return not any(rules[pair] for pair in combinations(places, 2))
    total = given.distances.total
    return all(total[pair] == total[pair] for pair in combinations(places, 2))


def _candidate(
    given: Given, prison: Prison, choice: Choice, declined: Mapping[int, str]
) -> Candidate:
    key, others, group_id = choice
    whole = (prison, *others)
    distance = max(apart(given, *pair) for pair in combinations(whole, 2))
    explained = why(given, whole)
    assert explained is not None  # noqa: S101 - all of them are among what was given
    found, pair = explained
    cost, remarks = _priced(given, whole)
    remarks += [
        f"{each.name} declined its last pairing: {declined[each.id]}"
        for each in others
        if each.id in declined
    ]
    word = closeness(given.method, distance) or ""
    return Candidate(key, others, group_id, distance, cost, word, found, pair, tuple(remarks))


def _priced(given: Given, prisons: Sequence[Prison]) -> tuple[float, list[str]]:
    places = [given.codes.index(each.code) for each in prisons]
    if given.wishes is None:
        return sum(apart(given, *pair) ** 2 for pair in combinations(prisons, 2)), []
    planned = priced(given.distances.total, given.sites, given.wishes, [places]).groups[0]
    of_one_region = len({each.region for each in given.sites}) == 1
    remarks = [
        words
        for name, words in CHARGES.items()
        if planned.charges.get(name, 0) > 0 and not (name == "same_region" and of_one_region)
    ]
    return planned.cost, remarks
