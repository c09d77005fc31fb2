"""What a reviewer asked for and nobody has answered yet, for whoever changes the text."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.accounts.models import User
from portal.practices.models import Practice, ReviewStep, Step
from portal.practices.permissions import can_edit
from portal.practices.review.queries import MOVES, steps_of


@dataclass(frozen=True, slots=True)
class Request:
    """Hold the step that asks for a change, and the comments since then, the oldest first."""

    step: ReviewStep
    comments: Sequence[ReviewStep]


def open_request(practice: Practice, *, viewer: User) -> Request | None:
    """Find what the author was asked to change and has not sent again; None where nothing is."""
    if practice.submitted_id is not None or not can_edit(viewer, practice):
        return None
    return request_among(steps_of(practice))


def request_among(steps: Sequence[ReviewStep]) -> Request | None:
    """Find the request that nothing has followed but comments; `steps` are the newest first."""
    last = next((each for each in steps if each.step in MOVES), None)
    if last is None or last.step != Step.SENT_BACK:
        return None
    since = [each for each in steps if each.id > last.id and each.step == Step.COMMENT]
    return Request(last, since[::-1])
