"""What paired prisons copied from each other since their round was published."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.db import db
from portal.matching.rounds.models import PairingGroup
from portal.practices.models import Practice, Revision, Status
from portal.practices.permissions import shown_to, visible_to
from portal.practices.queries import Card, cards_by_number
from portal.prisons.models import Prison


@dataclass(frozen=True, slots=True)
class Copy:
    """Hold one copy: whose it is, what it is called there, and from which prison it came."""

    slug: str
    title: str
    prison_id: int
    prison_name: str
    source_prison_id: int
    source_prison_name: str
    created_at: datetime


def copies_between(prison_ids: Collection[int], *, viewer: User) -> list[Copy]:
    """List what any of these prisons copied from another of them, the newest first.

    Only copies that the viewer may see, under the title that they may see.
    """
    from_, shown, source = aliased(Revision), aliased(Revision), aliased(Practice)
    ours, theirs = aliased(Prison), aliased(Prison)
    rows = db.session.execute(
        select(
            Practice.slug,
            shown.title,
            ours.id,
            ours.name,
            theirs.id,
            theirs.name,
            Practice.created_at,
        )
        .join(from_, from_.id == Practice.copied_from_id)
        .join(source, source.id == from_.practice_id)
        .join(shown, shown.id == shown_to(viewer))
        .join(ours, ours.id == Practice.prison_id)
        .join(theirs, theirs.id == source.prison_id)
        .where(
            Practice.prison_id.in_(prison_ids),
            source.prison_id.in_(prison_ids),
            Practice.prison_id != source.prison_id,
            visible_to(viewer),
        )
        .order_by(Practice.created_at.desc(), Practice.id.desc())
    )
    return [Copy(*row) for row in rows]


def of_group(copies: Collection[Copy], group: PairingGroup, since: datetime) -> list[Copy]:
    """Keep the copies between the prisons of one group, made since a moment."""
    ids = {each.prison_id for each in group.members}
    return [
        each
        for each in copies
        if {each.prison_id, each.source_prison_id} <= ids and each.created_at >= since
    ]


def offered_practices(group: PairingGroup, *, viewer: User) -> list[Card]:
    """List what the other prisons of a group have published, by title."""
    others = [each.prison_id for each in group.members if each.prison_id != viewer.prison_id]
    numbers = db.session.scalars(
        select(Practice.id).where(
            Practice.prison_id.in_(others), Practice.status == Status.PUBLISHED
        )
    )
    return sorted(cards_by_number(numbers), key=lambda card: card.title.casefold())
