"""Keeping what was received, within the transaction of whoever refers to it."""

from functools import partial
from typing import Any

from flask import current_app
from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock
from portal.db import after_commit, db, take_turns, transactional
from portal.errors import Busy, Invalid
from portal.storage import places, reading
from portal.storage.models import StoredFile
from portal.storage.receiving import NO_ROOM, Received

INFECTED = "A virus was found in this file. Do not open it; tell whoever looks after your computer"


@transactional
def adopt(received: Received) -> StoredFile:
    """Keep an upload; the same bytes are kept once. Its reading begins after the commit.

    Raises Invalid where a virus was found in these bytes before, Busy where the disk refuses.
    """
    take_turns(places.TURNS)
    now = clock.now()
    db.session.execute(_insert_new(received))
    file = db.session.get_one(StoredFile, received.sha256, populate_existing=True)
    if file.scan_state == "infected":
        raise Invalid({"file": INFECTED})
    try:
        places.keep(received.path, places.root(), received.sha256)
    except OSError as error:
        raise Busy(NO_ROOM) from error
    file.adopted_at, file.is_missing = now, False
    after_commit(partial(received.path.unlink, missing_ok=True))
    after_commit(reading.read_waiting)
    return file


@transactional
def discard(received: Received) -> None:
    """Clean up after an upload that nobody adopted, or whose transaction was undone.

    Does nothing where it was adopted, so it can be called in either case.
    """
    if not received.path.exists():
        return
    take_turns(places.TURNS)
    if db.session.get(StoredFile, received.sha256) is None:
        places.place(places.root(), received.sha256).unlink(missing_ok=True)
    received.path.unlink(missing_ok=True)


def _insert_new(received: Received) -> Insert:
    """Insert a row, or none where somebody else's upload of the same bytes came first."""
    insert: Any = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
    values = {
        "sha256": received.sha256,
        "size": received.size,
        "media_type": received.media_type,
        "created_at": clock.now(),
        "adopted_at": clock.now(),
        "is_missing": False,
        "scan_state": "waiting" if current_app.config["SETTINGS"].clamd else "not_scanned",
        "scan_words": "",
        "reading_state": "waiting",
        "problem": "",
        "properties": {},
        "tries": 0,
    }
    statement = insert[db.engine.dialect.name](StoredFile).values(values)
    ignoring: Insert = statement.on_conflict_do_nothing()
    return ignoring
