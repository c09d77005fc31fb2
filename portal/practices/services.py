"""Writing practices: every public function is one transaction, and every save a new revision.

Checking and rendering come before the transaction: they need no database, and may take long.
"""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import update

from portal import audit, clock
from portal.accounts.models import User
from portal.db import db, transactional
from portal.errors import EditConflict, Forbidden
from portal.markdown import Rendered, render
from portal.practices.content import Content, checked
from portal.practices.drafting import (
    add_step,
    forget_labels,
    locked,
    show_to_readers,
    start,
    tell_search,
    tell_search_of_source,
)
from portal.practices.guard.clearing import clear
from portal.practices.guard.inspecting import Inspection, inspect_number
from portal.practices.letters import copies as copy_letters
from portal.practices.letters import reviews as letters
from portal.practices.likeness.fingerprints import forget_sketches
from portal.practices.models import Practice, Revision, Status, Step
from portal.practices.permissions import (
    can_copy,
    can_edit,
    can_publish,
    can_review,
    can_withdraw,
    can_write_for,
)
from portal.practices.unsaved import forget_unsaved
from portal.prisons.models import Prison


def create_practice(
    kind: str,
    content: Content,
    *,
    actor: User,
    prison: Prison | None,
    is_template: bool = False,
    unsaved_key: str = "",
) -> Practice:
    """Start a draft. `prison` None puts it into the starter library (administrators only).

    What was kept of the form under `unsaved_key` is forgotten with it. Raises Invalid, and
    Forbidden where the person may not write for that prison.
    """
    prison_id = prison.id if prison else None
    if not can_write_for(actor, prison_id):
        raise Forbidden("You can only write for your own prison.")
    content = checked(kind, content)
    return _create(kind, content, render(content.body), actor, prison_id, is_template, unsaved_key)


@transactional
def _create(
    kind: str,
    content: Content,
    rendered: Rendered,
    actor: User,
    prison_id: int | None,
    is_template: bool,
    unsaved_key: str,
) -> Practice:
    practice = start(
        kind, content, rendered, actor=actor, prison_id=prison_id, is_template=is_template
    )
    forget_unsaved(actor, unsaved_key)
    audit.record("practice.created", f"practice:{practice.id}", actor=actor, kind=kind)
    return practice


def publish(
    practice: Practice,
    *,
    actor: User,
    number: int | None = None,
    reasons: Mapping[str, str] | None = None,
    inspection: Inspection | None = None,
    gaps_meant: bool = False,
) -> Practice:
    """Let everyone read a revision: the newest, or the one that was submitted, by its number.

    None is the newest, whatever its number. `reasons` say, by digest, why what was found in it
    may stay, `gaps_meant` that its square brackets are no gaps. A service that calls this one
    gives the `inspection` that it began with, as looking through files takes time. Raises Invalid
    where it is not ready yet, Forbidden where somebody else has to review it, EditConflict where
    there is a newer one by now.
    """
    if inspection is None:
        inspection = inspect_number(practice, number)
    return _publish(practice, actor, number, reasons or {}, inspection, gaps_meant)


@transactional
def _publish(
    practice: Practice,
    actor: User,
    number: int | None,
    reasons: Mapping[str, str],
    inspection: Inspection,
    gaps_meant: bool,
) -> Practice:
    practice = locked(practice)
    revision = _to_publish(practice, number)
    _require_publish(actor, practice, revision)
    if practice.published_id == revision.id and practice.submitted_id is None:
        return practice  # the button was pressed twice
    clear(practice, revision, inspection, reasons, actor=actor, gaps_meant=gaps_meant)
    if practice.submitted_id is not None:
        letters.published(practice, revision, actor=actor)
    if practice.published_id is not None and practice.copies:
        copy_letters.source_published([practice.id], actor=actor)
    show_to_readers(practice, revision)
    add_step(practice, Step.PUBLISHED, actor=actor, revision_id=revision.id)
    tell_search(practice)
    tell_search_of_source(practice)
    audit.record(
        "practice.published", f"practice:{practice.id}", actor=actor, revision=revision.number
    )
    return practice


def _to_publish(practice: Practice, number: int | None) -> Revision:
    latest = db.session.get_one(Revision, practice.latest_id)
    if number in (None, latest.number):
        return latest
    if practice.submitted_id is not None:
        submitted = db.session.get_one(Revision, practice.submitted_id)
        if submitted.number == number:
            return submitted
    raise EditConflict(
        "Somebody saved a newer version meanwhile. Read that one before you publish."
    )


def _require_publish(actor: User, practice: Practice, revision: Revision) -> None:
    if can_publish(actor, practice):
        return
    if revision.id != practice.submitted_id or not can_review(actor, practice):
        raise Forbidden("Somebody who reviews for this prison has to publish it.")


@transactional
def archive(practice: Practice, *, actor: User) -> Practice:
    """Take a published practice away from readers; its own prison keeps it. Raises Forbidden."""
    practice = locked(practice)
    _require_withdraw(actor, practice)
    if practice.status == Status.ARCHIVED:
        return practice
    practice.status, practice.published_id, practice.published_at = Status.ARCHIVED, None, None
    practice.submitted_id = None
    practice.updated_at = clock.now()
    forget_labels([practice.id])
    forget_sketches([practice.id])
    tell_search(practice)
    tell_search_of_source(practice)
    add_step(practice, Step.ARCHIVED, actor=actor)
    audit.record("practice.archived", f"practice:{practice.id}", actor=actor)
    return practice


@transactional
def mark_template(practice: Practice, *, actor: User, is_template: bool) -> Practice:
    """Offer a practice to others as a template, or stop offering it. Raises Forbidden."""
    practice = locked(practice)
    _require_withdraw(actor, practice)
    practice.is_template = is_template
    practice.updated_at = clock.now()
    tell_search(practice)
    audit.record(
        "practice.template", f"practice:{practice.id}", actor=actor, is_template=is_template
    )
    return practice


@transactional
def copy_practice(source: Practice, *, actor: User, into: Prison, title: str) -> Practice:
    """Start a prison's own draft from another's practice, remembering the revision it came from."""
    if not can_copy(actor, source, into.id):
        raise Forbidden("You can only copy for your own prison.")
    original = db.session.get_one(Revision, source.published_id)
    written = Content.from_json(original.content)
    # How strong the evidence is says something of the source; the copy has none yet.
    details = {key: value for key, value in written.details.items() if key != "evidence"}
    content = replace(written, title=title, details=details)
    draft = start(
        source.kind,
        checked(source.kind, content),
        Rendered(original.body_html, original.text),
        actor=actor,
        prison_id=into.id,
        copied_from=original,
    )
    # Counted by the database, so that copies made at the same moment do not meet.
    counted = update(Practice).where(Practice.id == source.id).values(copies=Practice.copies + 1)
    db.session.execute(counted)
    audit.record(
        "practice.copied", f"practice:{draft.id}", actor=actor, source=f"practice:{source.id}"
    )
    return draft


def _require_withdraw(actor: User, practice: Practice) -> None:
    if can_withdraw(actor, practice):
        return
    if can_edit(actor, practice):
        raise Forbidden("Others read this, so somebody who reviews for your prison has to do it.")
    raise Forbidden("Only people of the prison that wrote this can change it.")
