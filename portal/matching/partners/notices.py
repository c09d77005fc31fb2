"""What the front page tells people of paired prisons, and whoever leads their rounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import exists, or_, select

from portal.accounts.models import User
from portal.accounts.permissions import OF_A_PRISON
from portal.db import db
from portal.matching.partners.board import Told, state_of
from portal.matching.partners.groups import (
    accepted_at,
    begun_at,
    fit_times_due,
    groups_for,
    groups_of_prison,
    names,
    speaks_for,
)
from portal.matching.partners.models import PartnerFit
from portal.matching.partners.permissions import can_arrange, is_open
from portal.matching.rounds.models import (
    DECLINED,
    PUBLISHED,
    PairingGroup,
    PairingMember,
    PairingRound,
)

LEADS_MOST: Final = 6


@dataclass(frozen=True, slots=True)
class Notice:
    """Hold one line for the front page: what is so, and what to do at which page.

    `endpoint` with `values` gives its address. `is_example`: it speaks of invented prisons.
    """

    words: str
    action: str
    endpoint: str
    values: dict[str, object]
    is_example: bool = False


def notices_for(viewer: User) -> list[Notice]:
    """List what is to be told to somebody; one SELECT where nothing is."""
    if can_arrange(viewer):
        return _for_lead(viewer)
    if viewer.role not in OF_A_PRISON or viewer.prison_id is None:
        return []
    mine = exists().where(PairingMember.prison_id == viewer.prison_id)
    if not db.session.scalar(select(mine)):
        return []
    found = groups_of_prison(viewer.prison_id, viewer=viewer)
    return [notice for group in found if is_open(group) for notice in _of(group, viewer)]


def _for_lead(viewer: User) -> list[Notice]:
    """Say in which rounds prisons declined or have not answered, a line for each round and case."""
    waits = exists().where(
        PairingMember.group_id == PairingGroup.id,
        or_(PairingMember.answer.is_(None), PairingMember.answer == DECLINED),
    )
    published = select(PairingRound.id).where(PairingRound.state == PUBLISHED)
    open_ones = (PairingGroup.parted_at.is_(None), PairingGroup.round_id.in_(published), waits)
    # Which prisons a lead leads takes long to find out, and mostly nobody waits.
    if not db.session.scalar(select(exists().where(*open_ones))):
        return []
    found = db.session.scalars(
        groups_for(viewer).where(*open_ones).order_by(PairingGroup.round_id.desc(), PairingGroup.id)
    ).all()
    begun = begun_at(found) if found else {}
    cases: dict[tuple[int, str], list[PairingGroup]] = {}
    for state in ("declined", "not_answered"):
        for group in found:
            if state_of(group, Told(), begun[group.id]) == state:
                cases.setdefault((group.round_id, state), []).append(group)
    lines = [_lead_line(state, groups) for (_, state), groups in cases.items()]
    return lines[:LEADS_MOST]


def _lead_line(state: str, groups: Sequence[PairingGroup]) -> Notice:
    first = groups[0]
    name = first.round.name or first.round.region or "The whole country"
    whose = [
        each.prison.name
        for group in groups
        for each in group.members
        if each.answer == (DECLINED if state == "declined" else None)
    ]
    what = "declined" if state == "declined" else "not answered for two weeks"
    who = f"{whose[0]} has" if len(whose) == 1 else f"{len(whose)} prisons have"
    return Notice(
        words=f"{name}: {who} {what}.",
        action="See the board",
        endpoint="partners.board",
        values={"number": first.round_id, "state": state},
        is_example=any(each.prison.is_example for each in first.members),
    )


def _of(group: PairingGroup, viewer: User) -> list[Notice]:
    others = names(group, besides=viewer.prison_id)
    mine = next(each for each in group.members if each.prison_id == viewer.prison_id)
    may_speak = speaks_for(viewer, group) is not None
    if mine.answer == DECLINED:
        return []
    if mine.answer is None:
        words = f"You have been paired with {others}."
        action = "Accept or decline" if may_speak else "See why"
        return [_notice(group, words, action, "partners.answer" if may_speak else "partners.show")]
    if accepted_at(group) is None:
        words = f"You have accepted to be paired with {others}, who has not answered yet."
        return [_notice(group, words, "Open your shared space", "partners.show")]
    asked = _fit_asked(group, mine.prison_id) if may_speak else None
    if asked:
        words = f"Is {others} a good fit as your partner?"
        return [_notice(group, words, "Answer", "partners.fit", at=asked)]
    words = f"Your partner is {others}."
    return [_notice(group, words, "Open your shared space", "partners.show")]


def _notice(group: PairingGroup, words: str, action: str, endpoint: str, **more: object) -> Notice:
    is_example = any(each.prison.is_example for each in group.members)
    return Notice(words, action, endpoint, {"number": group.id, **more}, is_example)


def _fit_asked(group: PairingGroup, prison_id: int) -> str | None:
    """Give the newest question about fit that has come, where it is not answered."""
    for at in fit_times_due(group)[:1]:
        if db.session.get(PartnerFit, (group.id, prison_id, at)) is None:
            return at
    return None
