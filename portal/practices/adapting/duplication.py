"""Schemes of one prison that set out to do the same for the same people: see `likeness.aims`."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from sqlalchemy import select

from portal.accounts.models import User
from portal.db import db
from portal.practices.content import Content
from portal.practices.likeness.aims import Aims, aims_of, same_aims
from portal.practices.models import Practice, Revision, Status
from portal.practices.permissions import shown_to, visible_to

MOST: Final = 200  # schemes of one prison that are looked at, the newest


@dataclass(frozen=True, slots=True)
class Scheme:
    """Point to a scheme of our own prison, draft or published, with what it is for."""

    id: int
    slug: str
    title: str
    status: str
    aims: Aims


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Hold two schemes of one prison and, in words, the aims that they share."""

    one: Scheme
    other: Scheme
    words: str


def schemes_like(practice: Practice, content: Content, *, viewer: User) -> list[tuple[Scheme, str]]:
    """List its prison's other schemes with the aims that a content has, and say which they share.

    Leaves out drafts that the viewer may not see.
    """
    aims = aims_of(practice.kind, content)
    if practice.prison_id is None or not aims.purposes:
        return []
    schemes = _schemes(practice.prison_id, viewer)
    found = [(each, same_aims(aims, each.aims)) for each in schemes if each.id != practice.id]
    return [(each, words) for each, words in found if words]


def duplicates_at(prison_id: int, *, viewer: User) -> list[Duplicate]:
    """List the pairs of a prison's schemes that share their aims."""
    pairs = combinations(_schemes(prison_id, viewer), 2)
    found = [Duplicate(one, other, same_aims(one.aims, other.aims)) for one, other in pairs]
    return [each for each in found if each.words]


def _schemes(prison_id: int, viewer: User) -> Sequence[Scheme]:
    rows = db.session.execute(
        select(
            Practice.id, Practice.slug, Revision.title, Practice.status, Revision.content["details"]
        )
        .join(Revision, Revision.id == shown_to(viewer))
        .where(
            Practice.prison_id == prison_id,
            Practice.kind == "scheme",
            Practice.status != Status.ARCHIVED,
            visible_to(viewer),
        )
        .order_by(Practice.id.desc())
        .limit(MOST)
    )
    return [
        Scheme(number, slug, title, status, _aims(title, details))
        for number, slug, title, status, details in rows
    ]


def _aims(title: str, details: dict[str, object] | None) -> Aims:
    return aims_of("scheme", Content.from_json({"title": title, "details": details or {}}))
