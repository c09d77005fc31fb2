"""Saving what a form sent onto the newest version, field by field."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from portal import audit
from portal.accounts.models import User
from portal.db import db, transactional
from portal.errors import Busy, EditConflict, Forbidden
from portal.markdown import Rendered, render
from portal.practices.content import Content
from portal.practices.drafting import add_revision, locked
from portal.practices.merging.fields import Merged, checked_fields, put_onto
from portal.practices.models import Practice, Revision
from portal.practices.permissions import can_edit
from portal.practices.unsaved import forget_unsaved

# Of people who save one practice again and again, somebody always gets through.
_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Sent:
    """Hold a form that was sent: its words, which fields it had, and where it began.

    `based_on` is the number of the revision that the form showed, `unsaved_key` under what the
    form was kept while it was typed.
    """

    content: Content
    names: Collection[str]
    based_on: int
    note: str = ""
    unsaved_key: str = ""


def save_fields(practice: Practice, sent: Sent, *, actor: User) -> Revision:
    """Save the fields of a form; what was kept of it unsaved is forgotten with it.

    Other fields stay as the newest revision has them, and so do sections of the text that only
    somebody else changed since. Where nothing changed, the newest revision is given back. Raises
    EditConflict where somebody changed the same since, Forbidden, Invalid and Busy.
    """
    if not can_edit(actor, practice):
        raise Forbidden("Only people of the prison that wrote this can change it.")
    checked_fields(practice.kind, sent.content, sent.names)
    for _ in range(_TRIES):
        latest = _newest(practice)
        merged = merge_onto(practice, latest, sent)
        if merged.clashes:
            raise EditConflict("Somebody else saved this while you were writing.")
        checked_fields(practice.kind, merged.content, sent.names)  # two long texts may be too long
        rendered = _rendered(merged.content, latest)
        saved = _save(practice, latest.number, merged.content, rendered, sent, actor)
        if saved is not None:
            return saved
    raise Busy("Others are saving this just now.")


def merge_onto(practice: Practice, latest: Revision, sent: Sent) -> Merged:
    """Bring what was sent, tidied, together with the newest revision; nothing is saved."""
    content = checked_fields(practice.kind, sent.content, ())
    base, theirs = base_of(practice, sent.based_on), Content.from_json(latest.content)
    return put_onto(practice.kind, base, theirs, content, sent.names)


def base_of(practice: Practice, number: int) -> Content | None:
    """Give what a form began with; None where the practice has no such revision."""
    numbered = (Revision.practice_id == practice.id, Revision.number == number)
    stored = db.session.scalar(select(Revision.content).where(*numbered))
    return None if stored is None else Content.from_json(stored)


def _newest(practice: Practice) -> Revision:
    newest = select(Revision).join(Practice, Practice.latest_id == Revision.id)
    return db.session.scalars(newest.where(Practice.id == practice.id)).one()


def _rendered(content: Content, latest: Revision) -> Rendered:
    if content.body == Content.from_json(latest.content).body:
        return Rendered(latest.body_html, latest.text)
    return render(content.body)


@transactional
def _save(
    practice: Practice,
    newest: int,
    content: Content,
    rendered: Rendered,
    sent: Sent,
    actor: User,
) -> Revision | None:
    """Save on top of revision `newest`; None where there is a newer one by now."""
    practice = locked(practice)
    latest = db.session.get_one(Revision, practice.latest_id)
    if latest.number != newest:
        return None
    forget_unsaved(actor, sent.unsaved_key)
    if content == Content.from_json(latest.content):
        return latest  # nothing changed, or the button was pressed twice
    revision = add_revision(practice, content, rendered, actor=actor, note=sent.note)
    audit.record("practice.saved", f"practice:{practice.id}", actor=actor, revision=revision.number)
    return revision
