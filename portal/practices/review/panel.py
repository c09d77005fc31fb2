"""How a practice stands in its review, for its page: to readers, and to who looks after it."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal import clock
from portal.accounts.models import User
from portal.db import db
from portal.practices.models import Practice, ReviewStep, Revision, Step
from portal.practices.permissions import can_edit, can_review
from portal.practices.review.queries import steps_of, submitted_revision
from portal.practices.review.reviewing import NextStep, next_step
from portal.practices.review_dates import age

ANSWERS = (Step.SUBMITTED, Step.TAKEN_BACK, Step.SENT_BACK, Step.PUBLISHED, Step.ARCHIVED)


@dataclass(frozen=True, slots=True)
class ReviewPanel:
    """Hold what a page says about a review; what is empty to readers is for insiders only.

    `published` and `checked` are ages in words; `sent_back` is the step that asks for a change.
    """

    published: str = ""
    checked: str = ""
    next: NextStep | None = None
    can_review: bool = False
    submitted: Revision | None = None
    owner: User | None = None
    sent_back: ReviewStep | None = None
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
        sent_back=_unanswered(steps),
        steps=steps,
    )


def _unanswered(steps: Sequence[ReviewStep]) -> ReviewStep | None:
    last = next((each for each in steps if each.step in ANSWERS), None)
    return last if last is not None and last.step == Step.SENT_BACK else None


def _ages(practice: Practice) -> tuple[str, str]:
    """Say how long ago it was published and, where that was later, looked at again."""
    if practice.published_at is None:
        return "", ""
    today, first = clock.today(), practice.published_at.date()
    looked = practice.checked_at.date() if practice.checked_at else first
    return age(first, today), age(looked, today) if looked > first else ""
