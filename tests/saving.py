"""Saving a whole practice as the form with every field on one page does."""

from portal.accounts.models import User
from portal.practices.content import Content
from portal.practices.form_steps import whole
from portal.practices.models import Practice, Revision
from portal.practices.writing.saving import Sent, save_fields


def save_revision(
    practice: Practice, content: Content, *, actor: User, based_on: int, note: str = ""
) -> Revision:
    """Save all of a practice, its files too; see `portal.practices.writing.saving`."""
    sent = Sent(content, (*whole(practice.kind).names, "files"), based_on, note)
    return save_fields(practice, sent, actor=actor)
