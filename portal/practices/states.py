"""What a practice is just now, in one word for programs and in words for tags.

"In review" and "needs review" are never stored: they follow from what waits for a reviewer and
from the review date.
"""

from datetime import date
from enum import StrEnum
from typing import Protocol

from sqlalchemy import ColumnElement, and_

from portal import clock
from portal.practices.models import Practice, Status, Step


class State(StrEnum):
    """Name the five states that people speak of."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    NEEDS_REVIEW = "needs_review"
    ARCHIVED = "archived"


WORDS = {
    State.DRAFT: "Draft",
    State.IN_REVIEW: "In review",
    State.PUBLISHED: "Published",
    State.NEEDS_REVIEW: "Due for review",
    State.ARCHIVED: "Archived",
}
COLOURS = {
    State.DRAFT: "yellow",
    State.IN_REVIEW: "light-blue",
    State.NEEDS_REVIEW: "orange",
    State.ARCHIVED: "grey",
}
STEP_WORDS = {
    Step.SUBMITTED: "Sent for review",
    Step.TAKEN_BACK: "Taken back",
    Step.COMMENT: "Comment",
    Step.SENT_BACK: "Sent back",
    Step.PUBLISHED: "Published",
    Step.CHECKED: "Checked: it is still right",
    Step.HANDED_ON: "Handed on",
    Step.ARCHIVED: "Archived",
    Step.BROUGHT_BACK: "Brought back as a draft",
    Step.REVIEW_DATE: "Review date changed",
}


class Stateful(Protocol):
    """Whatever knows how far a practice is: the practice itself, or its card in a list."""

    @property
    def status(self) -> str:
        """Give the stored status."""

    @property
    def submitted_id(self) -> int | None:
        """Give the revision that waits for a reviewer."""

    @property
    def review_on(self) -> date | None:
        """Give the day by which somebody must look again."""


def state_of(practice: Stateful) -> State:
    """Tell what a practice is to its readers; before it has any, what it is to its own prison."""
    if practice.status == Status.PUBLISHED:
        return State.NEEDS_REVIEW if is_overdue(practice) else State.PUBLISHED
    if practice.submitted_id is not None:
        return State.IN_REVIEW
    return State(practice.status)


def state_tags(practice: Stateful, *, inside: bool = False) -> list[tuple[str, str]]:
    """Give the tags to show, each with its colour; `inside` adds what only its own prison knows."""
    state = state_of(practice)
    tags = [] if state == State.PUBLISHED else [(WORDS[state], COLOURS[state])]
    if inside and practice.status == Status.PUBLISHED and practice.submitted_id is not None:
        tags.append(("New version in review", COLOURS[State.IN_REVIEW]))
    return tags


def is_overdue(practice: Stateful) -> bool:
    """Tell whether a published practice should have been looked at again by now."""
    due = practice.review_on
    return practice.status == Status.PUBLISHED and due is not None and due <= clock.today()


def due_by(day: date) -> ColumnElement[bool]:
    """Give the SQL condition that keeps published practices to be looked at by a day."""
    return and_(Practice.status == Status.PUBLISHED, Practice.review_on <= day)
