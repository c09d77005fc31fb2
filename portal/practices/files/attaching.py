"""Attaching files to a practice: every change of its list of files is a new revision.

Only the list is touched, and always that of the newest revision: of two people who attach something
at the same moment, both keep theirs.
"""

from collections.abc import Sequence
from dataclasses import replace

from portal import audit
from portal.accounts.models import User
from portal.db import db, transactional
from portal.errors import Forbidden, Invalid
from portal.markdown import Rendered
from portal.practices.content import Content, FileRef, tidied
from portal.practices.drafting import add_revision, locked
from portal.practices.models import Practice, Revision
from portal.practices.permissions import can_edit
from portal.storage.media_types import safe_name
from portal.storage.receiving import Received
from portal.storage.services import adopt, discard

GONE = "This file is no longer attached: somebody has just removed it"


def add_files(practice: Practice, received: Sequence[Received], *, actor: User) -> Revision:
    """Attach uploads; gives the newest revision, the old one where all were there already.

    All of them or none: raises Invalid with a problem for `file` where there would be too many or
    one is known to carry a virus, Busy where the disk refuses, Forbidden. Cleans up after the
    uploads whatever happens.
    """
    try:
        return _add(practice, received, actor)
    finally:
        for each in received:
            if each.path.exists():
                discard(each)


@transactional
def _add(practice: Practice, received: Sequence[Received], actor: User) -> Revision:
    practice, latest, content = _newest(practice, actor)
    there = {each.sha256 for each in content.files}
    fresh = {each.sha256: each for each in received if each.sha256 not in there}
    refs = [FileRef(each.sha256, each.name, each.media_type, each.size) for each in fresh.values()]
    content, is_changed = _with_files(practice, content, (*content.files, *refs))
    if not is_changed:
        return latest
    for each in fresh.values():
        adopt(each)
    names = ", ".join(each.name for each in content.files if each.sha256 in fresh)
    return _save(practice, latest, content, actor, f"Added {names}")


@transactional
def remove_file(practice: Practice, sha256: str, *, actor: User) -> Revision:
    """Take a file off a practice; earlier revisions keep it. Does nothing where it is gone.

    Raises Forbidden.
    """
    practice, latest, content = _newest(practice, actor)
    removed = [each.name for each in content.files if each.sha256 == sha256]
    left = tuple(each for each in content.files if each.sha256 != sha256)
    if not removed:
        return latest
    content = replace(content, files=left)
    return _save(practice, latest, content, actor, f"Removed {removed[0]}")


@transactional
def rename_file(practice: Practice, sha256: str, name: str, *, actor: User) -> Revision:
    """Give a file another name; its ending stays that of what it is.

    Raises Invalid with a problem for `name`, and Forbidden.
    """
    practice, latest, content = _newest(practice, actor)
    old = next((each for each in content.files if each.sha256 == sha256), None)
    if old is None:
        raise Invalid({"": GONE})
    if not any(letter.isalnum() for letter in name):
        raise Invalid({"name": "Enter a name for the file"})
    new = replace(old, name=safe_name(name, old.media_type))
    files = tuple(new if each is old else each for each in content.files)
    content, is_changed = _with_files(practice, content, files)
    if not is_changed:
        return latest
    given = next(each.name for each in content.files if each.sha256 == sha256)
    return _save(practice, latest, content, actor, f"Renamed {old.name} to {given}")


def _newest(practice: Practice, actor: User) -> tuple[Practice, Revision, Content]:
    """Read a practice as it is now, kept from others until the transaction ends."""
    practice = locked(practice)
    if not can_edit(actor, practice):
        raise Forbidden("Only people of the prison that wrote this can change its files.")
    latest = db.session.get_one(Revision, practice.latest_id)
    return practice, latest, Content.from_json(latest.content)


def _with_files(
    practice: Practice, content: Content, files: tuple[FileRef, ...]
) -> tuple[Content, bool]:
    """Put checked files in place of the old ones, and tell whether that changes anything."""
    tidy, problems = tidied(practice.kind, replace(content, files=files))
    if "files" in problems:
        raise Invalid({"file": problems["files"]})
    # Of the words nothing changes, also where today's rules would tidy them otherwise.
    return replace(content, files=tidy.files), tidy.files != content.files


def _save(
    practice: Practice, latest: Revision, content: Content, actor: User, note: str
) -> Revision:
    rendered = Rendered(latest.body_html, latest.text)
    revision = add_revision(practice, content, rendered, actor=actor, note=note)
    audit.record(
        "practice.files_changed",
        f"practice:{practice.id}",
        actor=actor,
        revision=revision.number,
        note=revision.note,
    )
    return revision
