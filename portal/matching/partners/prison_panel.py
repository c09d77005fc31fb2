"""With whom a prison is paired, on its page.

That two prisons are partners is no secret in the portal, once all have accepted: before that it is
a question that only they and their leads know of, and what they write stays theirs.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import render_template
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import select

from portal.accounts.models import User
from portal.db import db
from portal.matching.partners.groups import accepted_at, groups_for, names, whole_groups
from portal.matching.rounds.models import PUBLISHED, PairingGroup, PairingMember, PairingRound
from portal.prisons.profiles import Profile

SHOWN_MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Paired:
    """Hold one pairing: with whom, in which round, since when; `may_open` tells of its space."""

    number: int
    others: str
    round_name: str
    since: datetime | None
    may_open: bool


def paired(profile: Profile) -> Markup:
    """Name the partners of a prison; nothing where there are none."""
    found = pairings(profile.prison.id, viewer=current_user)
    if not found:
        return Markup("")
    html = render_template(
        "matching/partners/_prison_panel.html", prison=profile.prison, pairings=found
    )
    return Markup(html)  # noqa: S704 - rendered by a template, which escapes


def pairings(prison_id: int, *, viewer: User) -> list[Paired]:
    """List the pairings of a prison that last, the newest first; one SELECT where there are none.

    Those that not all have accepted are there for whoever may see their space alone.
    """
    mine = select(PairingMember.group_id).where(PairingMember.prison_id == prison_id)
    published = select(PairingRound.id).where(PairingRound.state == PUBLISHED)
    lasting = whole_groups().where(
        PairingGroup.id.in_(mine),
        PairingGroup.parted_at.is_(None),
        PairingGroup.round_id.in_(published),
    )
    groups = db.session.scalars(lasting.order_by(PairingGroup.id.desc()).limit(SHOWN_MOST)).all()
    if not groups:
        return []
    seen = _seen([each.id for each in groups], viewer)
    return [
        _paired(each, prison_id, may_open=each.id in seen)
        for each in groups
        if each.id in seen or accepted_at(each) is not None
    ]


def _seen(numbers: list[int], viewer: User) -> set[int]:
    chosen = groups_for(viewer).where(PairingGroup.id.in_(numbers))
    return {each.id for each in db.session.scalars(chosen)}


def _paired(group: PairingGroup, prison_id: int, *, may_open: bool) -> Paired:
    return Paired(
        number=group.id,
        others=names(group, besides=prison_id),
        round_name=group.round.name or group.round.region or "the whole country",
        since=accepted_at(group),
        may_open=may_open,
    )
