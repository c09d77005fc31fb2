"""What waits for whom: in review, sent back, due, or looked after by nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from portal import clock
from portal.accounts.models import Role, User
from portal.accounts.permissions import prisons_led
from portal.db import db
from portal.practices.models import Practice, ReviewStep, Revision, Status, Step
from portal.practices.review.reminders import has_no_owner
from portal.practices.review_dates import SOON
from portal.practices.reviewers import waiting_for
from portal.practices.states import due_by
from portal.prisons.models import Prison

SHOWN = 100
MOVES = (Step.SUBMITTED, Step.TAKEN_BACK, Step.SENT_BACK, Step.PUBLISHED, Step.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Hold one line of "To review"; it looks like a card to portal.practices.states."""

    slug: str
    title: str
    kind: str
    status: str
    submitted_id: int | None
    review_on: date | None
    updated_at: datetime
    prison_name: str | None
    is_example: bool
    owner_name: str | None
    owner_id: int | None
    had_owner: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """Count what waits for somebody; `due_of_others` is what others at their prison look after."""

    to_review: int = 0
    sent_back: int = 0
    due: int = 0
    due_of_others: int = 0

    @property
    def total(self) -> int:
        """Add them up."""
        return self.to_review + self.sent_back + self.due + self.due_of_others


def to_review(viewer: User) -> list[Waiting]:
    """List what was submitted and waits for this person, the longest wait first."""
    there = list(waiting_for(viewer))
    if not there:
        return []
    chosen = _lines(Practice.submitted_id).where(Practice.prison_id.in_(there))
    return _read(chosen.order_by(Practice.updated_at, Practice.id))


def sent_back(viewer: User) -> list[Waiting]:
    """List what this person wrote or looks after and was sent back, and not submitted since."""
    chosen = _lines(Practice.latest_id).where(_was_sent_back(viewer))
    return _read(chosen.order_by(Practice.updated_at.desc(), Practice.id))


def due(viewer: User) -> list[Waiting]:
    """List what is due within 30 days or overdue: this person's and their prison's."""
    chosen = _lines(Practice.published_id).where(_is_due_for(viewer))
    return _read(chosen.order_by(Practice.review_on, Practice.id))


def nobodys(viewer: User) -> list[Waiting]:
    """List what nobody looks after at the prisons that this person looks after."""
    chosen = _lines(func.coalesce(Practice.published_id, Practice.latest_id))
    mine = _prisons_of(viewer)
    return _read(chosen.where(has_no_owner(), mine).order_by(Prison.name, Practice.id))


def counts(viewer: User) -> Counts:
    """Count what waits for this person, for the front page."""
    mine, is_due = Practice.owner_id == viewer.id, _is_due_for(viewer)
    of_others = or_(Practice.owner_id != viewer.id, Practice.owner_id.is_(None))
    conditions = (_was_sent_back(viewer), and_(is_due, mine), and_(is_due, of_others))
    counted = (select(func.count(Practice.id)).where(each).scalar_subquery() for each in conditions)
    sent_back, due, due_of_others = db.session.execute(select(*counted)).one()
    return Counts(sum(waiting_for(viewer).values()), sent_back, due, due_of_others)


def looked_after(viewer: User) -> list[Waiting]:
    """List everything that this person looks after, by title."""
    chosen = _lines(func.coalesce(Practice.published_id, Practice.latest_id))
    mine = and_(Practice.owner_id == viewer.id, _works_there(viewer))
    return _read(chosen.where(mine).order_by(Revision.title, Practice.id))


def sent_back_at(prison_id: int) -> frozenset[int]:
    """Give the numbers of a prison's practices that were sent back and not submitted since."""
    there = (Practice.prison_id == prison_id, Practice.submitted_id.is_(None), _is_sent_back())
    return frozenset(db.session.scalars(select(Practice.id).where(*there)))


def steps_of(practice: Practice) -> Sequence[ReviewStep]:
    """List what happened to a practice and what was said about it, the newest first."""
    return db.session.scalars(
        select(ReviewStep)
        .where(ReviewStep.practice_id == practice.id)
        .options(joinedload(ReviewStep.actor).lazyload(User.prison))
        .order_by(ReviewStep.id.desc())
        .limit(SHOWN)
    ).all()


def submitted_revision(practice: Practice) -> Revision | None:
    """Fetch the version that waits for a reviewer, with who wrote it; None where there is none."""
    if practice.submitted_id is None:
        return None
    return db.session.get_one(
        Revision,
        practice.submitted_id,
        options=[joinedload(Revision.author).lazyload(User.prison)],
        populate_existing=True,
    )


def _is_sent_back() -> ColumnElement[bool]:
    later = aliased(ReviewStep)
    last = (
        select(func.max(later.id))
        .where(later.practice_id == Practice.id, later.step.in_(MOVES))
        .correlate(Practice)
        .scalar_subquery()
    )
    is_last = select(ReviewStep.id).where(ReviewStep.id == last, ReviewStep.step == Step.SENT_BACK)
    return is_last.exists()


def _was_sent_back(viewer: User) -> ColumnElement[bool]:
    mine = or_(Practice.owner_id == viewer.id, Practice.author_id == viewer.id)
    mine_too = aliased(Revision)
    wrote = select(mine_too.id).where(
        mine_too.practice_id == Practice.id, mine_too.author_id == viewer.id
    )
    return and_(
        or_(mine, wrote.exists()),
        Practice.submitted_id.is_(None),
        _works_there(viewer),
        _is_sent_back(),
    )


def _works_there(viewer: User) -> ColumnElement[bool]:
    """Keep what this person may still change: they may have moved since they wrote it."""
    if viewer.role == Role.ADMINISTRATOR:
        return true()
    return Practice.prison_id == viewer.prison_id if viewer.prison_id else false()


def _is_due_for(viewer: User) -> ColumnElement[bool]:
    mine = Practice.owner_id == viewer.id
    if viewer.prison_id is not None:
        mine = or_(mine, Practice.prison_id == viewer.prison_id)
    elif viewer.role == Role.ADMINISTRATOR:
        mine = or_(mine, Practice.prison_id.is_(None))
    return and_(due_by(clock.today() + SOON), mine)


def _prisons_of(viewer: User) -> ColumnElement[bool]:
    if viewer.role == Role.ADMINISTRATOR:
        return Practice.prison_id.is_not(None)
    if viewer.prison_id is not None:
        return Practice.prison_id == viewer.prison_id
    # Of what others have not published, a regional lead learns nothing.
    led = prisons_led(viewer)
    published = Practice.status == Status.PUBLISHED
    return and_(published, Practice.prison_id.in_(led)) if led else false()


def _lines(shown: Any) -> Select[Any]:
    owner = aliased(User)
    handed_on = select(ReviewStep.id).where(
        ReviewStep.practice_id == Practice.id, ReviewStep.step == Step.HANDED_ON
    )
    columns: Any = select(
        Practice.slug,
        Revision.title,
        Practice.kind,
        Practice.status,
        Practice.submitted_id,
        Practice.review_on,
        Practice.updated_at,
        Prison.name,
        func.coalesce(Prison.is_example, False),
        owner.name,
        owner.id,
        or_(Practice.owner_id.is_not(None), handed_on.exists()),
    )
    lines: Select[Any] = (
        columns.select_from(Practice)
        .join(Revision, Revision.id == shown)
        .outerjoin(Prison, Prison.id == Practice.prison_id)
        .outerjoin(owner, owner.id == Practice.owner_id)
    )
    return lines


def _read(chosen: Select[Any]) -> list[Waiting]:
    return [Waiting(*row) for row in db.session.execute(chosen.limit(SHOWN))]
