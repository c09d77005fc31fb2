"""Who may see, change, publish and copy a practice. One rule for each, asked everywhere."""

from sqlalchemy import ColumnElement, or_, true

from portal.accounts.models import User
from portal.accounts.permissions import is_administrator, works_at
from portal.errors import Forbidden
from portal.practices.models import Practice, Status


def visible_to(viewer: User) -> ColumnElement[bool]:
    """Give the SQL condition that keeps what this person may see.

    Published practices are for everyone signed in; drafts and archived ones for their own prison.
    """
    if is_administrator(viewer):
        return true()
    published = Practice.status == Status.PUBLISHED
    if viewer.prison_id is None:
        return published
    return or_(published, Practice.prison_id == viewer.prison_id)


def can_edit(actor: User, practice: Practice) -> bool:
    """Tell whether somebody may change, publish or archive a practice: its own prison may."""
    return is_administrator(actor) or works_at(actor, practice.prison_id)


def can_write_for(actor: User, prison_id: int | None) -> bool:
    """Tell whether somebody may start a practice for a prison (None: the starter library)."""
    return is_administrator(actor) or works_at(actor, prison_id)


def can_copy(actor: User, source: Practice, prison_id: int) -> bool:
    """Tell whether somebody may make a draft of `prison_id` from a published practice."""
    return source.published_id is not None and can_write_for(actor, prison_id)


def require_history(viewer: User, practice: Practice) -> None:
    """Keep unpublished versions to those who may change a practice. Raises Forbidden."""
    if not can_edit(viewer, practice):
        raise Forbidden("Only people of the prison that wrote this can see its earlier versions.")
