"""Who may see, change, review, publish and copy a practice. One rule each, asked everywhere."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, true

from portal.accounts.models import Role, User
from portal.accounts.permissions import is_administrator, works_at
from portal.db import db
from portal.errors import Forbidden
from portal.practices.models import Practice, Status
from portal.practices.reviewers import prisons_reviewed
from portal.prisons.models import Prison


def visible_to(viewer: User) -> ColumnElement[bool]:
    """Give the SQL condition that keeps what this person may see.

    Published practices are for everyone signed in; drafts and archived ones for their own prison,
    and for who reviews them from outside as long as they wait for that.
    """
    if is_administrator(viewer):
        return true()
    published = Practice.status == Status.PUBLISHED
    if viewer.prison_id is None:
        waiting = prisons_reviewed(viewer)
        return or_(published, _waits_in(waiting)) if waiting else published
    return or_(published, Practice.prison_id == viewer.prison_id)


def can_edit(actor: User, practice: Practice) -> bool:
    """Tell whether somebody may change a practice: its own prison may."""
    return is_administrator(actor) or works_at(actor, practice.prison_id)


def can_write_for(actor: User, prison_id: int | None) -> bool:
    """Tell whether somebody may start a practice for a prison (None: the starter library)."""
    return is_administrator(actor) or works_at(actor, prison_id)


def shown_to(viewer: User) -> ColumnElement[Any]:
    """Give the revision that lists may name: the published one, before that the newest.

    Who reviews from outside is shown what was submitted, never what was written since.
    """
    if is_administrator(viewer) or viewer.prison_id is not None:
        return func.coalesce(Practice.published_id, Practice.latest_id)
    return func.coalesce(Practice.published_id, Practice.submitted_id)


def is_reviewed(practice: Practice) -> bool:
    """Tell whether somebody else reads what members of its prison write before others see it."""
    if practice.prison_id is None:
        return True
    return db.session.get_one(Prison, practice.prison_id).reviews_practices


def can_publish(actor: User, practice: Practice) -> bool:
    """Tell whether somebody may let everyone read the newest version without asking anybody.

    Administrators and the prison's own leads may; everybody there where it has no reviews.
    """
    if is_administrator(actor):
        return True
    if not works_at(actor, practice.prison_id):
        return False
    return actor.role == Role.PRISON_LEAD or not is_reviewed(practice)


def can_review(actor: User, practice: Practice) -> bool:
    """Tell whether somebody may publish what was submitted, or send it back.

    Whoever publishes without asking may, and a regional lead where the prison has no lead.
    """
    if can_publish(actor, practice):
        return True
    return practice.submitted_id is not None and practice.prison_id in prisons_reviewed(actor)


def can_withdraw(actor: User, practice: Practice) -> bool:
    """Tell whether somebody may archive a practice, or offer it to others as a template.

    Once others read it, that is for those who may publish it.
    """
    if practice.status == Status.PUBLISHED:
        return can_publish(actor, practice)
    return can_edit(actor, practice)


def can_copy(actor: User, source: Practice, prison_id: int) -> bool:
    """Tell whether somebody may make a draft of `prison_id` from a published practice."""
    return source.published_id is not None and can_write_for(actor, prison_id)


def require_history(viewer: User, practice: Practice) -> None:
    """Keep unpublished versions to those who may change a practice. Raises Forbidden."""
    if not can_edit(viewer, practice):
        raise Forbidden("Only people of the prison that wrote this can see its earlier versions.")


def _waits_in(prison_ids: Collection[int]) -> ColumnElement[bool]:
    return and_(Practice.submitted_id.is_not(None), Practice.prison_id.in_(prison_ids))
