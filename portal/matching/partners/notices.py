"""What the front page tells people of paired prisons."""

from dataclasses import dataclass

from sqlalchemy import exists, select

from portal.accounts.models import User
from portal.accounts.permissions import OF_A_PRISON
from portal.db import db
from portal.matching.partners.groups import (
    accepted_at,
    fit_times_due,
    groups_of_prison,
    names,
    speaks_for,
)
from portal.matching.partners.models import PartnerFit
from portal.matching.partners.permissions import is_open
from portal.matching.rounds.models import DECLINED, PairingGroup, PairingMember


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
    """List what is to be told to somebody of a prison; one SELECT where nothing is."""
    if viewer.role not in OF_A_PRISON or viewer.prison_id is None:
        return []
    mine = exists().where(PairingMember.prison_id == viewer.prison_id)
    if not db.session.scalar(select(mine)):
        return []
    found = groups_of_prison(viewer.prison_id, viewer=viewer)
    return [notice for group in found if is_open(group) for notice in _of(group, viewer)]


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
