"""Reading the versions of a practice: a page of their list, and two of them to compare."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.db import db
from portal.errors import NotFound
from portal.pagination import Page
from portal.practices.content import Content
from portal.practices.models import Practice, Revision

PER_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Version:
    """Say of one revision who saved it, when and with which note; `by` is "" for the portal."""

    number: int
    created_at: datetime
    note: str
    by: str
    is_published: bool = False
    is_in_review: bool = False
    is_copied: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Hold two versions of one practice, the older one first, with their words."""

    old: Version
    new: Version
    was: Content
    now: Content


def versions_of(practice: Practice, *, page: int) -> Page[Version]:
    """List the versions of a practice without their words, newest first, in one query.

    `practice` has its newest revision loaded. A page behind the last one is the last one.
    """
    total = newest_number(practice)
    page = min(page, max(1, -(-total // PER_PAGE)))
    first = total - (page - 1) * PER_PAGE
    copy = aliased(Practice)
    rows = db.session.execute(
        _versions(practice)
        .add_columns(Revision.id, exists().where(copy.copied_from_id == Revision.id))
        .where(Revision.number <= first, Revision.number > first - PER_PAGE)
        .order_by(Revision.number.desc())
    )
    return Page([_listed(practice, *row) for row in rows], page, PER_PAGE, total)


def newest_number(practice: Practice) -> int:
    """Give the number of the newest version, which is also how many there are."""
    return practice.latest.number if practice.latest else 0


def pair_of(practice: Practice, one: int, other: int) -> Pair:
    """Fetch two versions, in whichever order they are named, in one query. Raises NotFound."""
    rows = db.session.execute(
        _versions(practice)
        .add_columns(Revision.content)
        .where(Revision.number.in_((one, other)))
        .order_by(Revision.number)
    ).all()
    if len(rows) < len({one, other}):
        raise NotFound("This practice has no such version.")
    (*old, was), (*new, now) = rows[0], rows[-1]
    return Pair(_version(*old), _version(*new), Content.from_json(was), Content.from_json(now))


def _versions(practice: Practice) -> Select[Any]:
    columns: Any = (Revision.number, Revision.created_at, Revision.note, User.name)
    return (
        select(*columns)
        .outerjoin(User, User.id == Revision.author_id)
        .where(Revision.practice_id == practice.id)
    )


def _version(number: int, created_at: datetime, note: str, by: str | None) -> Version:
    return Version(number, created_at, note, by or "")


def _listed(
    practice: Practice,
    number: int,
    created_at: datetime,
    note: str,
    by: str | None,
    revision_id: int,
    is_copied: bool,
) -> Version:
    return Version(
        number,
        created_at,
        note,
        by or "",
        is_published=revision_id == practice.published_id,
        is_in_review=revision_id == practice.submitted_id,
        is_copied=is_copied,
    )
