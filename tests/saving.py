"""Saving a whole practice as the form with every field on one page does, and what came of it."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.accounts.models import User
from portal.db import db
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


def revisions_of(practice: Practice) -> Sequence[Revision]:
    """List a practice's revisions, the newest first."""
    mine = select(Revision).where(Revision.practice_id == practice.id)
    return db.session.scalars(mine.order_by(Revision.number.desc())).all()
