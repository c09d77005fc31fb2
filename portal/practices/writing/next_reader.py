"""Who reads what somebody writes before everyone does, for the words of forms and pages."""

from collections.abc import Sequence

from portal.accounts.models import Role, User
from portal.accounts.permissions import is_administrator
from portal.practices.models import Practice
from portal.practices.permissions import can_publish
from portal.practices.reviewers import Reviewers


def sends_for_review(actor: User, practice: Practice | None) -> bool:
    """Tell whether somebody else has to read this first; None is what is not saved yet."""
    if practice is not None:
        return not can_publish(actor, practice)
    if is_administrator(actor) or actor.role == Role.PRISON_LEAD or actor.prison is None:
        return False
    return actor.prison.reviews_practices


def first_readers(reviewers: Reviewers) -> str:
    """Say who reads it first, as the beginning of a sentence."""
    names = _either([each.name for each in reviewers.people])
    if reviewers.role == Role.ADMINISTRATOR or not names:
        return "An administrator"
    return names if reviewers.role == Role.PRISON_LEAD else f"Your regional lead, {names},"


def _either(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
