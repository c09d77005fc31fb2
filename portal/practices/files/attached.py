"""Reading the files of practices: what each is, how it stands, and who may have it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from portal import clock
from portal.accounts.models import User
from portal.db import db
from portal.errors import NotFound
from portal.practices.content import Content, FileRef, file_refs
from portal.practices.models import Practice, Revision, RevisionFile, Status
from portal.practices.permissions import can_edit, can_review
from portal.storage import hooks
from portal.storage.media_types import MEDIA_TYPES
from portal.storage.models import StoredFile, StoredPage
from portal.storage.queries import files_by_sha256

MISSING = "Missing from the portal. Attach it again"
INFECTED = "A virus was found in it, so it was deleted"
SCANNING = "Being checked for viruses"
SCANNER_DOWN = "Waiting for the virus scanner. It cannot be downloaded until it is found clean"
READING = "Search cannot find the words in this file yet. Look again in a few minutes"
READ = "Search can find the words in this file"
NO_SUCH_FILE = "There is no such file here, or it is in a version that you may not see."

# A scan takes seconds; whoever waits longer is told why. Only one process hears from the scanner.
SCAN_TAKES = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Attached:
    """Say of one file what people see: `kind`, `size` and `state` in words.

    `state` is empty where there is nothing to say; `is_open` tells whether it can be downloaded.
    """

    sha256: str
    name: str
    kind: str
    size: str
    state: str
    is_open: bool


def attached_files(content: Content, *, with_pages: bool = False) -> list[Attached]:
    """List the files of a revision as they stand, in one query, with page counts in two.

    Without page counts nothing is said of a file that was read without a problem.
    """
    if not content.files:
        return []
    sha256s = [each.sha256 for each in content.files]
    stored = files_by_sha256(sha256s)
    counts = _page_counts(sha256s) if with_pages else None
    return [_attached(each, stored.get(each.sha256), counts) for each in content.files]


def attached_file(practice: Practice, sha256: str, *, viewer: User) -> FileRef:
    """Find a file under its newest name, in a version of the practice that somebody may see.

    Readers have the files of the published version, who reviews it from outside also those of the
    submitted one, its own prison those of every version. Raises NotFound.
    """
    query = (
        select(Revision.content["files"])
        .join(RevisionFile, RevisionFile.revision_id == Revision.id)
        .where(Revision.practice_id == practice.id, RevisionFile.sha256 == sha256)
    )
    if not can_edit(viewer, practice):
        query = query.where(Revision.id.in_(_open_versions(practice, viewer)))
    files = db.session.scalar(query.order_by(Revision.number.desc()).limit(1))
    for each in file_refs(files):
        if each.sha256 == sha256:
            return each
    raise NotFound(NO_SUCH_FILE)


def _open_versions(practice: Practice, viewer: User) -> list[int]:
    may_review = practice.submitted_id is not None and can_review(viewer, practice)
    numbers = (practice.published_id, practice.submitted_id if may_review else None)
    return [number for number in numbers if number is not None]


def files_in_use() -> set[str]:
    """Give every file that a revision refers to."""
    return set(db.session.scalars(select(RevisionFile.sha256).distinct()))


def published_with(sha256: str) -> list[int]:
    """List the practices whose published version carries a file."""
    query = (
        select(Practice.id)
        .join(RevisionFile, RevisionFile.revision_id == Practice.published_id)
        .where(RevisionFile.sha256 == sha256, Practice.status == Status.PUBLISHED)
    )
    return list(db.session.scalars(query))


def size_in_words(size: int) -> str:
    """Say a number of bytes as in "340 KB" or "2.1 MB"."""
    if size < 1024**2:
        return f"{max(1, round(size / 1024)):,} KB"
    return f"{size / 1024**2:.1f} MB"


def kind_in_words(media_type: str) -> str:
    """Say what kind of file it is, as in "Word document"."""
    kind = MEDIA_TYPES.get(media_type)
    return kind.words if kind else "File"


def _attached(ref: FileRef, stored: StoredFile | None, counts: dict[str, int] | None) -> Attached:
    closed = _why_closed(stored)
    state = closed
    if stored is not None and not closed:
        state = _reading_state(stored, None if counts is None else counts.get(ref.sha256, 0))
    return Attached(
        sha256=ref.sha256,
        name=ref.name,
        kind=kind_in_words(ref.media_type),
        size=size_in_words(ref.size),
        state=state,
        is_open=not closed,
    )


def _why_closed(stored: StoredFile | None) -> str:
    if stored is None or stored.is_missing:
        return MISSING
    if stored.scan_state == "infected":
        return INFECTED
    if stored.scan_state == "waiting":
        has_waited = clock.now() - stored.adopted_at > SCAN_TAKES
        return SCANNER_DOWN if has_waited or hooks.desk().scanner_rests_until else SCANNING
    return ""


def _reading_state(stored: StoredFile, pages: int | None) -> str:
    if stored.reading_state == "waiting":
        return READING
    if stored.problem:
        return stored.problem
    return READ if pages else ""


def _page_counts(sha256s: Collection[str]) -> dict[str, int]:
    """Count the pages with text of each file."""
    rows = db.session.execute(
        select(StoredPage.sha256, func.count())
        .where(StoredPage.sha256.in_(sha256s))
        .group_by(StoredPage.sha256)
    )
    return {sha256: count for sha256, count in rows}  # noqa: C416 - rows are not pairs to mypy
