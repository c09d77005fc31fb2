"""How a practice stands in its review, for its page: to readers, and to who looks after it."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal import clock
from portal.accounts.models import User
from portal.db import db
from portal.practices.models import Practice, ReviewStep, Revision, Step
from portal.practices.permissions import can_edit, can_review
from portal.practices.review.queries import steps_of, submitted_revision
from portal.practices.review.requests import Request, request_among
from portal.practices.review.reviewing import NextStep, next_step
from portal.practices.review_dates import SOON, age


@dataclass(frozen=True, slots=True)
class Seen:
    """Name the version that a reviewer sent back before this one came."""

    number: int
    by: User | None


@dataclass(frozen=True, slots=True)
class ReviewPanel:
    """Hold what a page says about a review; what is empty to readers is for insiders only.

    `published` and `checked` are ages in words; `is_due` tells
    of a review date within 30 days or past, `seen` of a version that was sent back before.
    """

    published: str = ""
    checked: str = ""
    next: NextStep | None = None
    can_review: bool = False
    submitted: Revision | None = None
    owner: User | None = None
    had_owner: bool = False
    is_due: bool = False
    request: Request | None = None
    seen: Seen | None = None
    steps: Sequence[ReviewStep] = ()


def review_panel(practice: Practice, *, viewer: User) -> ReviewPanel:
    """Tell a person how a practice stands in its review."""
    reviews = can_review(viewer, practice)
    if not reviews and not can_edit(viewer, practice):
        return ReviewPanel(*_ages(practice))
    steps = steps_of(practice)
    return ReviewPanel(
        *_ages(practice),
        next=next_step(practice, viewer),
        can_review=reviews,
        submitted=submitted_revision(practice),
        owner=db.session.get(User, practice.owner_id) if practice.owner_id else None,
        had_owner=practice.owner_id is not None or _was_left(steps),
        is_due=practice.review_on is not None and practice.review_on <= clock.today() + SOON,
        request=request_among(steps),
        seen=_seen(practice, steps),
        steps=steps,
    )


def _seen(practice: Practice, steps: Sequence[ReviewStep]) -> Seen | None:
    """Find the version that was last sent back, where another one waits now."""
    if practice.submitted_id is None:
        return None
    last = next((each for each in steps if each.step in (Step.SENT_BACK, Step.PUBLISHED)), None)
    if last is None or last.step != Step.SENT_BACK or last.revision_id is None:
        return None
    if last.revision_id == practice.submitted_id:
        return None
    return Seen(db.session.get_one(Revision, last.revision_id).number, last.actor)


def _was_left(steps: Sequence[ReviewStep]) -> bool:
    return any(each.step == Step.HANDED_ON for each in steps)


def _ages(practice: Practice) -> tuple[str, str]:
    """Say how long ago it was published and, where that was later, looked at again."""
    if practice.published_at is None:
        return "", ""
    today, first = clock.today(), practice.published_at.date()
    looked = practice.checked_at.date() if practice.checked_at else first
    return age(first, today), age(looked, today) if looked > first else ""
