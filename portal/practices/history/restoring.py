"""Using an earlier version of a practice again, as a new one."""

from dataclasses import dataclass, replace

from portal import audit
from portal.accounts.models import User
from portal.db import db, transactional
from portal.errors import EditConflict, Forbidden
from portal.markdown import Rendered, render
from portal.practices.content import Content
from portal.practices.drafting import add_revision, locked
from portal.practices.models import Practice, Revision
from portal.practices.permissions import can_edit
from portal.practices.queries import revision_by_number
from portal.storage.queries import files_by_sha256


@dataclass(frozen=True, slots=True)
class Restored:
    """Say what came of it: `lost` names the files that the portal no longer has.

    `is_new` is false where the newest version said the same already.
    """

    number: int
    is_new: bool
    lost: tuple[str, ...]


def restore(practice: Practice, number: int, *, actor: User, based_on: int) -> Restored:
    """Save version `number` again on top of version `based_on`, the newest that somebody saw.

    Readers go on seeing the published one. Raises NotFound, Forbidden, and EditConflict where
    somebody saved since.
    """
    if not can_edit(actor, practice):
        raise Forbidden("Only people of the prison that wrote this can change it.")
    # Its words stay as they are, also where today's rules would tidy them otherwise.
    content = Content.from_json(revision_by_number(practice, number).content)
    return _restore(practice, number, content, render(content.body), actor, based_on)


@transactional
def _restore(
    practice: Practice, number: int, old: Content, rendered: Rendered, actor: User, based_on: int
) -> Restored:
    practice = locked(practice)
    latest = db.session.get_one(Revision, practice.latest_id)
    content, lost = _with_files_there(old)
    if content == Content.from_json(latest.content):
        return Restored(latest.number, is_new=False, lost=lost)  # or the button was pressed twice
    if latest.number != based_on:
        raise EditConflict("Somebody else saved this meanwhile.")
    revision = add_revision(
        practice, content, rendered, actor=actor, note=f"Version {number} again"
    )
    audit.record(
        "practice.restored",
        f"practice:{practice.id}",
        actor=actor,
        revision=revision.number,
        from_revision=number,
    )
    return Restored(revision.number, is_new=True, lost=lost)


def _with_files_there(content: Content) -> tuple[Content, tuple[str, ...]]:
    """Leave out the files that storage no longer has, and name them."""
    stored = files_by_sha256([each.sha256 for each in content.files])
    kept = tuple(
        each
        for each in content.files
        if (file := stored.get(each.sha256)) is not None
        and not file.is_missing
        and file.scan_state != "infected"
    )
    lost = tuple(each.name for each in content.files if each not in kept)
    return replace(content, files=kept), lost
