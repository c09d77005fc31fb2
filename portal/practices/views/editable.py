"""Fetching a practice for somebody who wants to change it."""

from flask_login import current_user

from portal.errors import Forbidden
from portal.practices import queries
from portal.practices.models import Practice
from portal.practices.permissions import can_edit


def editable(slug: str) -> Practice:
    """Fetch a practice that this person may change. Raises NotFound and Forbidden."""
    practice = queries.practice_by_slug(slug, viewer=current_user)
    if not can_edit(current_user, practice):
        raise Forbidden(
            "Only people of the prison that wrote this can change it. You can copy it instead."
        )
    return practice
