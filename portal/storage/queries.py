"""Reading what is kept."""

from collections.abc import Collection
from pathlib import Path

from sqlalchemy import select

from portal.db import db
from portal.errors import NotFound
from portal.storage import places
from portal.storage.models import StoredFile, StoredPage

GONE = "This file is missing from the portal. Ask whoever attached it to attach it again."
INFECTED = "A virus was found in this file, so it was deleted."
BEING_SCANNED = "This file is being checked for viruses. Try again in a few minutes."


def files_by_sha256(sha256s: Collection[str]) -> dict[str, StoredFile]:
    """Find files by their content; those that are not kept are left out."""
    found = db.session.scalars(select(StoredFile).where(StoredFile.sha256.in_(set(sha256s))))
    return {file.sha256: file for file in found}


def pages_of(sha256s: Collection[str]) -> dict[str, list[StoredPage]]:
    """Give the pages with text of each file, in order; files without any are left out."""
    query = select(StoredPage).where(StoredPage.sha256.in_(set(sha256s)))
    found: dict[str, list[StoredPage]] = {}
    for page in db.session.scalars(query.order_by(StoredPage.sha256, StoredPage.number)):
        found.setdefault(page.sha256, []).append(page)
    return found


def open_stored(sha256: str) -> Path:
    """Give the path of a file that may be sent to people.

    Raises NotFound in words for the page where its bytes are gone or the scan forbids it.
    """
    file = db.session.get(StoredFile, sha256)
    if file is None:
        raise NotFound(GONE)
    if file.scan_state == "infected":
        raise NotFound(INFECTED)
    if file.scan_state == "waiting":
        raise NotFound(BEING_SCANNED)
    path = places.place(places.root(), sha256)
    if not path.is_file():
        raise NotFound(GONE)
    return path
