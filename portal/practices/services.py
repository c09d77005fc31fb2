"""Writing practices: every public function is one transaction, and every save a new revision.

Checking and rendering come before the transaction: they need no database, and may take long.
"""

from dataclasses import replace

from sqlalchemy import update

from portal import audit, clock
from portal.accounts.models import User
from portal.db import after_commit, db, transactional
from portal.errors import EditConflict, Forbidden, Invalid
from portal.markdown import Rendered, render
from portal.practices.content import Content, checked, missing_for_publishing
from portal.practices.drafting import add_revision, forget_labels, show_to_readers, start
from portal.practices.models import Practice, Revision, Status
from portal.practices.permissions import can_copy, can_edit, can_write_for
from portal.prisons.models import Prison
from portal.search.feed import record_change
from portal.search.services import catch_up


def create_practice(
    kind: str, content: Content, *, actor: User, prison: Prison | None, is_template: bool = False
) -> Practice:
    """Start a draft. `prison` None puts it into the starter library (administrators only).

    Raises Invalid, and Forbidden where the person may not write for that prison.
    """
    prison_id = prison.id if prison else None
    if not can_write_for(actor, prison_id):
        raise Forbidden("You can only write for your own prison.")
    content = checked(kind, content)
    return _create(kind, content, render(content.body), actor, prison_id, is_template)


@transactional
def _create(
    kind: str,
    content: Content,
    rendered: Rendered,
    actor: User,
    prison_id: int | None,
    is_template: bool,
) -> Practice:
    practice = start(
        kind, content, rendered, actor=actor, prison_id=prison_id, is_template=is_template
    )
    audit.record("practice.created", f"practice:{practice.id}", actor=actor, kind=kind)
    return practice


def save_revision(
    practice: Practice, content: Content, *, actor: User, based_on: int, note: str = ""
) -> Revision:
    """Save a new revision on top of revision number `based_on`.

    Readers go on seeing the published one. Where nothing changed, the newest revision is given
    back. Raises EditConflict where somebody saved since, Forbidden and Invalid.
    """
    _require_edit(actor, practice)
    content = checked(practice.kind, content)
    return _save(practice, content, render(content.body), actor, based_on, note)


@transactional
def _save(
    practice: Practice, content: Content, rendered: Rendered, actor: User, based_on: int, note: str
) -> Revision:
    practice = _locked(practice)
    latest = db.session.get_one(Revision, practice.latest_id)
    if content == Content.from_json(latest.content):
        return latest  # nothing changed, or the button was pressed twice
    if latest.number != based_on:
        raise EditConflict("Somebody else saved this while you were writing.")
    revision = add_revision(practice, content, rendered, actor=actor, note=note)
    audit.record("practice.saved", f"practice:{practice.id}", actor=actor, revision=revision.number)
    return revision


@transactional
def publish(practice: Practice, *, actor: User) -> Practice:
    """Let everyone read the newest revision. Raises Invalid where it is not ready yet."""
    _require_edit(actor, practice)
    practice = _locked(practice)
    latest = db.session.get_one(Revision, practice.latest_id)
    problems = missing_for_publishing(Content.from_json(latest.content))
    if problems:
        raise Invalid(problems)
    show_to_readers(practice, latest)
    _tell_search(practice)
    audit.record(
        "practice.published", f"practice:{practice.id}", actor=actor, revision=latest.number
    )
    return practice


@transactional
def archive(practice: Practice, *, actor: User) -> Practice:
    """Take a published practice away from readers; its own prison keeps it."""
    _require_edit(actor, practice)
    practice = _locked(practice)
    practice.status, practice.published_id, practice.published_at = Status.ARCHIVED, None, None
    practice.submitted_id = None
    practice.updated_at = clock.now()
    forget_labels([practice.id])
    _tell_search(practice)
    audit.record("practice.archived", f"practice:{practice.id}", actor=actor)
    return practice


@transactional
def mark_template(practice: Practice, *, actor: User, is_template: bool) -> Practice:
    """Offer a practice to others as a template to copy, or stop offering it."""
    _require_edit(actor, practice)
    practice = _locked(practice)
    practice.is_template = is_template
    practice.updated_at = clock.now()
    _tell_search(practice)
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


def _require_edit(actor: User, practice: Practice) -> None:
    if not can_edit(actor, practice):
        raise Forbidden("Only people of the prison that wrote this can change it.")


def _locked(practice: Practice) -> Practice:
    """Read a practice as it is now and keep it from others until the transaction ends."""
    number = practice.id
    if practice in db.session:
        db.session.expire(practice)  # or its older version would count as a conflict
    return db.session.get_one(Practice, number, with_for_update=True)


def _tell_search(practice: Practice) -> None:
    record_change(f"practice:{practice.id}")
    after_commit(catch_up)
