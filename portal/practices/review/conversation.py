"""Who takes part in what is said about a practice, to be told of an answer."""

from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.queries import may_enter
from portal.db import db
from portal.practices.models import Practice, ReviewStep, Step
from portal.practices.permissions import can_edit, can_review


def talkers(practice: Practice) -> list[User]:
    """Find who commented or sent something back, as far as they may still read the answer."""
    talked = select(ReviewStep.actor_id).where(
        ReviewStep.practice_id == practice.id,
        ReviewStep.step.in_((Step.COMMENT, Step.SENT_BACK)),
    )
    people = db.session.scalars(select(User).where(User.id.in_(talked), may_enter(User)))
    return [each for each in people if can_edit(each, practice) or can_review(each, practice)]
