"""Choosing what goes into somebody's wing pack, and in which order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import ColumnElement, delete, func, not_, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.db import db, take_turns, transactional
from portal.errors import Invalid
from portal.practices.content import Content, gaps
from portal.practices.models import PackItem, Practice, Revision
from portal.practices.permissions import shown_to, visible_to
from portal.prisons.models import Prison

MOST: Final = 30
LONGEST: Final = 2_000_000  # characters of HTML, some 800 pages
TOO_LONG: Final = "These are too long to be made into one PDF. Remove some of them."


@dataclass(frozen=True, slots=True)
class Chosen:
    """Hold what the page shows of one practice in a pack. `prison` is None for the library."""

    id: int
    slug: str
    kind: str
    status: str
    title: str
    prison: str | None
    is_example: bool
    gaps: int


def chosen_by(person: User) -> list[Chosen]:
    """List what somebody chose and may still see, in order, in one query."""
    rows = db.session.execute(
        select(
            Practice.id, Practice.slug, Practice.kind, Practice.status, Revision.title,
            Revision.content, Prison.name,
            func.coalesce(Prison.is_example, False).label("is_example"),
        )
        .join(PackItem, PackItem.practice_id == Practice.id)
        .join(Revision, Revision.id == shown_to(person))
        .outerjoin(Prison, Prison.id == Practice.prison_id)
        .where(PackItem.user_id == person.id, visible_to(person))
        .order_by(PackItem.position, PackItem.id)
    )  # fmt: skip
    return [
        Chosen(
            id=row.id,
            slug=row.slug,
            kind=row.kind,
            status=row.status,
            title=row.title,
            prison=row.name,
            is_example=row.is_example,
            gaps=len(gaps(Content.from_json(row.content))),
        )
        for row in rows
    ]


def vanished(person: User) -> int:
    """Count what somebody chose and may not see any more."""
    query = select(func.count(PackItem.id)).outerjoin(Practice, Practice.id == PackItem.practice_id)
    return db.session.scalar(query.where(PackItem.user_id == person.id, _is_gone(person))) or 0


def contents(person: User) -> list[tuple[Practice, Revision]]:
    """Give the practices of a pack, each in the version that lists name, in one query."""
    rows = db.session.execute(
        select(Practice, Revision)
        .join(PackItem, PackItem.practice_id == Practice.id)
        .join(Revision, Revision.id == shown_to(person))
        .where(PackItem.user_id == person.id, visible_to(person))
        .options(joinedload(Practice.prison))
        .order_by(PackItem.position, PackItem.id)
    )
    return [(practice, revision) for practice, revision in rows]


def require_printable(chosen: Sequence[tuple[Practice, Revision]]) -> None:
    """Refuse what would keep the program that sets pages busy for long. Raises Invalid."""
    if sum(len(revision.body_html) for _, revision in chosen) > LONGEST:
        raise Invalid({"chosen": TOO_LONG})


@transactional
def add(practice: Practice, *, actor: User) -> bool:
    """Put a practice at the end of a pack; False where it is in it. Raises Invalid when full."""
    items = _items(actor)
    if any(each.practice_id == practice.id for each in items):
        return False
    if len(items) >= MOST:
        raise Invalid({"": f"A wing pack holds up to {MOST} practices. Remove one first."})
    position = 1 + max((each.position for each in items), default=0)
    db.session.add(PackItem(user_id=actor.id, practice_id=practice.id, position=position))
    return True


@transactional
def remove(practice_id: int, *, actor: User) -> None:
    """Take a practice out of a pack; out of it already is as good."""
    mine = (PackItem.user_id == actor.id, PackItem.practice_id == practice_id)
    db.session.execute(delete(PackItem).where(*mine))


@transactional
def forget_vanished(*, actor: User) -> None:
    """Take out of a pack what its owner may not see any more."""
    gone = (
        select(PackItem.id)
        .outerjoin(Practice, Practice.id == PackItem.practice_id)
        .where(PackItem.user_id == actor.id, _is_gone(actor))
    )
    db.session.execute(delete(PackItem).where(PackItem.id.in_(gone)))


@transactional
def move(practice_id: int, way: Literal["up", "down"], *, actor: User) -> None:
    """Swap a practice with the one before or after it, as its owner sees them."""
    seen = {each.id for each in chosen_by(actor)}
    items = [each for each in _items(actor) if each.practice_id in seen]
    here = next((n for n, each in enumerate(items) if each.practice_id == practice_id), None)
    there = None if here is None else here + (1 if way == "down" else -1)
    if here is not None and there is not None and 0 <= there < len(items):
        one, other = items[here], items[there]
        one.position, other.position = other.position, one.position


def forget_of_leaver(person: User, _actor: User | None) -> None:
    """Forget the pack of somebody whose account ends; of who only moves, nothing."""
    if not person.active:
        db.session.execute(delete(PackItem).where(PackItem.user_id == person.id))


def _items(person: User) -> Sequence[PackItem]:
    take_turns(f"wing pack of {person.id}")
    return db.session.scalars(
        select(PackItem)
        .where(PackItem.user_id == person.id)
        .order_by(PackItem.position, PackItem.id)
    ).all()


def _is_gone(person: User) -> ColumnElement[bool]:
    return or_(Practice.id.is_(None), not_(visible_to(person)))
