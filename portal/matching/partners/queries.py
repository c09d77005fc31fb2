"""What became of published pairings: for whoever sets the next weights.

`results` counts by round and by how close the groups were. `Apart` compares, for each group of
items, groups that all answers call a good fit with those that any answer calls none. These are
answers of a few dozen prisons: they hint at what to look at, and prove nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean

from sqlalchemy import select

from portal.db import db
from portal.matching.core import Basis
from portal.matching.core.distance import Distances
from portal.matching.core.method import WORDS
from portal.matching.partners.answering import reason_of
from portal.matching.partners.board import Told, told_by
from portal.matching.partners.comparing import given_to, word_for
from portal.matching.partners.groups import accepted_at, fits, whole_groups
from portal.matching.partners.models import PartnerFit
from portal.matching.rounds.given import Given
from portal.matching.rounds.models import DECLINED, DRAFT, PairingGroup, PairingRound


@dataclass(frozen=True, slots=True)
class Outcome:
    """Count what became of the groups of one round with one word for closeness ("" for none).

    `declined` counts prisons by the key of their reason ("" for none); `fits` counts answers by
    time, then by key of FITS. `meeting` counts groups that met or have a meeting set.
    """

    round_id: int
    round_name: str
    basis: str
    word: str
    groups: int
    accepted: int
    parted: int
    meeting: int
    declined: Mapping[str, int]
    fits: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Apart:
    """Say how far apart fitting and not fitting groups were on one group of items.

    `good` and `not_good` are mean distances from 0 to 1, weighted within the group of items, over
    the pairs that count; None where there are none. `good_pairs` and `not_good_pairs` count them.
    """

    group: str
    good: float | None
    not_good: float | None
    good_pairs: int
    not_good_pairs: int


@dataclass(frozen=True, slots=True)
class Results:
    """Hold both, rounds newest first, words closest first, groups of items by the method."""

    outcomes: tuple[Outcome, ...]
    apart: tuple[Apart, ...]


def results(basis: Basis | None = None) -> Results:
    """Read what became of published rounds, of one basis or of all; example prisons left out."""
    groups = _published(basis)
    told = told_by(groups)
    said = fits([each.id for each in groups])
    given = {each: given_to(each) for each in {group.round_id for group in groups}}
    by_group: dict[int, list[PartnerFit]] = {}
    for fit in said.values():
        by_group.setdefault(fit.group_id, []).append(fit)
    sorted_: dict[tuple[int, str], list[PairingGroup]] = {}
    for group in groups:
        word = _word(given[group.round_id], group)
        sorted_.setdefault((group.round_id, word), []).append(group)
    words = [*WORDS, ""]
    order = sorted(sorted_, key=lambda key: (-key[0], words.index(key[1])))
    outcomes = [_outcome(key[1], sorted_[key], told, by_group) for key in order]
    return Results(tuple(outcomes), tuple(_apart(groups, given, by_group)))


def _published(basis: Basis | None) -> Sequence[PairingGroup]:
    shown = select(PairingRound.id).where(PairingRound.state != DRAFT)
    if basis is not None:
        shown = shown.where(PairingRound.basis == basis)
    found = db.session.scalars(
        whole_groups().where(PairingGroup.round_id.in_(shown)).order_by(PairingGroup.id)
    )
    return [each for each in found if not any(m.prison.is_example for m in each.members)]


def _word(given: Mapping[str, Given], group: PairingGroup) -> str:
    return word_for(given[group.block], group) if group.block in given else ""


def _outcome(
    word: str,
    groups: Sequence[PairingGroup],
    told: Mapping[int, Told],
    said: Mapping[int, Sequence[PartnerFit]],
) -> Outcome:
    answers: dict[str, Counter[str]] = {}
    for fit in (fit for group in groups for fit in said.get(group.id, ())):
        answers.setdefault(fit.at, Counter())[fit.answer] += 1
    reasons = (
        reason_of(member.answer_why)[0]
        for group in groups
        for member in group.members
        if member.answer == DECLINED
    )
    first = groups[0].round
    return Outcome(
        round_id=first.id,
        round_name=first.name or first.region or "The whole country",
        basis=first.basis,
        word=word,
        groups=len(groups),
        accepted=sum(accepted_at(group) is not None for group in groups),
        parted=sum(group.parted_at is not None for group in groups),
        meeting=sum(_met(told[group.id]) for group in groups),
        declined=dict(Counter(reasons)),
        fits={at: dict(counts) for at, counts in answers.items()},
    )


def _met(told: Told) -> bool:
    return told.last_meeting is not None or told.next_meeting is not None


def _apart(
    groups: Iterable[PairingGroup],
    given: Mapping[int, Mapping[str, Given]],
    said: Mapping[int, Sequence[PartnerFit]],
) -> list[Apart]:
    found: dict[str, dict[bool, list[float]]] = {}
    for group in groups:
        fitting = _is_good(said.get(group.id, ()))
        within = given[group.round_id].get(group.block)
        if fitting is None or within is None:
            continue
        places = [
            within.codes.index(each.prison.code)
            for each in group.members
            if each.prison.code in within.codes
        ]
        for pair in combinations(places, 2):
            for name, value in by_group_of_items(within.distances, *pair).items():
                found.setdefault(name, {True: [], False: []})[fitting].append(value)
    return [
        Apart(
            group=name,
            good=fmean(sides[True]) if sides[True] else None,
            not_good=fmean(sides[False]) if sides[False] else None,
            good_pairs=len(sides[True]),
            not_good_pairs=len(sides[False]),
        )
        for name, sides in found.items()
    ]


def _is_good(said: Sequence[PartnerFit]) -> bool | None:
    """Tell whether all call it a good fit, or any calls it none; None where neither is so.

    Of one prison its newest answer counts.
    """
    newest = {each.prison_id: each.answer for each in sorted(said, key=lambda fit: fit.answered_at)}
    answers = set(newest.values())
    if "not_good" in answers:
        return False
    return True if answers == {"good"} else None


def by_group_of_items(found: Distances, one: int, other: int) -> dict[str, float]:
    """Give how far apart two prisons are on each group of items, over the items that are known."""
    sums: dict[str, tuple[float, float]] = {}
    for item, value in zip(found.method.items, found.by_item[:, one, other].tolist(), strict=True):
        if value == value and item.weight > 0:
            apart, weight = sums.get(item.group, (0.0, 0.0))
            sums[item.group] = apart + item.weight * value, weight + item.weight
    return {group: apart / weight for group, (apart, weight) in sums.items()}
