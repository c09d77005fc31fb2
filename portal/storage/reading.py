"""Scanning and reading files in the background, one after the other.

A file is claimed for some minutes. Where its reader is killed, the claim runs out and the next
reader takes the file; no two read the same one at once.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

from flask import Flask, current_app
from sqlalchemy import ColumnElement, and_, delete, insert, or_, select

from portal import clock, confined
from portal.db import db, take_turns, transactional
from portal.storage import extraction, hooks, places
from portal.storage.extraction import Extracted
from portal.storage.models import StoredFile, StoredPage
from portal.storage.scanning import NotScanned, ScannerDown, scan

log = logging.getLogger(__name__)

# Longer than a scan and a reading can take together.
CLAIM = timedelta(minutes=5)
SCANNER_REST = timedelta(minutes=1)
REFUSED_REST = timedelta(hours=1)
MOST_TRIES = 3

GAVE_UP = "The file could not be read, so its text is not searched"
VIRUS = "A virus was found in this file, so it was deleted"


def read_waiting() -> threading.Thread:
    """Scan and read what is waiting, in the one background thread of this process.

    Gives the thread, for whoever wants to wait for it.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    desk = hooks.desk()
    with desk.lock:
        desk.is_asked = True
        if desk.thread is None:
            # It ends with the process: a claim that it leaves behind runs out.
            desk.thread = threading.Thread(
                target=_work, args=(app, desk), name="storage-reading", daemon=True
            )
            desk.thread.start()
        return desk.thread


def _work(app: Flask, desk: hooks.Desk) -> None:
    while _is_asked(desk):
        try:
            with app.app_context(), confined.apart():
                read_now()
        except Exception:
            log.exception("reading files in the background failed; they are tried again later")


def _is_asked(desk: hooks.Desk) -> bool:
    """Take the wish to read, or end: a wish that comes later finds no thread and starts one."""
    with desk.lock:
        was_asked, desk.is_asked = desk.is_asked, False
        if not was_asked:
            desk.thread = None
        return was_asked


def read_leftovers() -> None:
    """Go on with what waits since the portal was stopped, or since the scanner was away."""
    if db.session.scalar(select(StoredFile.sha256).where(is_waiting()).limit(1)):
        read_waiting()


def read_now() -> int:
    """Scan and read everything that is waiting and give how many were ended with."""
    return sum(_read(file) for file in _claims())


def _claims() -> Iterator[StoredFile]:
    while (file := _claim()) is not None:
        yield file


@transactional
def _claim() -> StoredFile | None:
    """Take the oldest file that waits and that nobody else has."""
    now = clock.now()
    rest = hooks.desk().scanner_rests_until
    query = select(StoredFile).where(
        is_waiting(), or_(StoredFile.claimed_until.is_(None), StoredFile.claimed_until < now)
    )
    if rest is not None and now < rest:
        query = query.where(StoredFile.scan_state != "waiting")
    query = query.order_by(StoredFile.created_at, StoredFile.sha256).limit(1)
    file = db.session.scalar(
        query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    )
    if file is not None:
        file.claimed_until = now + CLAIM
        file.tries += 1
    return file


def is_waiting() -> ColumnElement[bool]:
    """Tell whether there is something to do with a file."""
    is_left = or_(StoredFile.reading_state == "waiting", StoredFile.scan_state == "waiting")
    return and_(is_left, StoredFile.is_missing.is_(False))


def _read(file: StoredFile) -> bool:
    """Scan and read one claimed file; false where it stays waiting."""
    path = places.place(places.root(), file.sha256)
    if not path.is_file():
        _miss(file.sha256)
        return False
    if file.scan_state == "waiting" and not _scan(file):
        return False
    if file.reading_state == "waiting":
        read = _extract(file)
        _end(file.sha256, read)
    return True


def _extract(file: StoredFile) -> Extracted:
    if file.tries > MOST_TRIES:
        return Extracted(problem=GAVE_UP, is_read=False)
    path = places.place(places.root(), file.sha256)
    try:
        return extraction.extract(path, file.media_type)
    except OSError:
        log.exception("file %s could not be read", file.sha256)
        return Extracted(problem=GAVE_UP, is_read=False)


def _scan(file: StoredFile) -> bool:
    """Scan one file; false where it was not found to be clean."""
    address, desk = current_app.config["SETTINGS"].clamd, hooks.desk()
    if not address:  # the setting was taken away meanwhile
        _scanned(file.sha256, "")
        return True
    try:
        virus = scan(address, places.place(places.root(), file.sha256))
    except ScannerDown as error:
        if desk.scanner_rests_until is None:
            log.error("the virus scanner does not answer, so new files have to wait: %s", error)  # noqa: TRY400
        desk.scanner_rests_until = clock.now() + SCANNER_REST
        _give_back(file.sha256, timedelta())
        return False
    except NotScanned as error:
        log.warning("file %s could not be scanned and stays closed: %s", file.sha256, error)
        _give_back(file.sha256, REFUSED_REST)
        return False
    if desk.scanner_rests_until is not None:
        desk.scanner_rests_until = None
        log.info("the virus scanner answers again")
    _scanned(file.sha256, virus)
    return not virus


@transactional
def _give_back(sha256: str, rest: timedelta) -> None:
    """End a claim without having done anything, and let the file rest."""
    file = _locked(sha256)
    file.claimed_until = clock.now() + rest
    file.tries -= 1


@transactional
def _miss(sha256: str) -> None:
    """Leave a file whose bytes are gone until they are back."""
    file = _locked(sha256)
    file.is_missing, file.claimed_until = True, None
    log.error("the bytes of file %s are gone", sha256)


@transactional
def _scanned(sha256: str, virus: str) -> None:
    """Write what the scan found; the bytes of an infected file go at once."""
    take_turns(places.TURNS)
    file = _locked(sha256)
    if not virus:
        file.scan_state = "clean" if current_app.config["SETTINGS"].clamd else "not_scanned"
        return
    log.warning("a virus was found in file %s: %s", sha256, virus)
    file.scan_state, file.scan_words = "infected", virus[:300]
    with suppress(FileNotFoundError):
        places.place(places.root(), sha256).unlink()
    _end(sha256, Extracted(problem=VIRUS, is_read=False))


@transactional
def _end(sha256: str, read: Extracted) -> None:
    """Write pages and state, and tell whoever wants to know."""
    file = _locked(sha256)
    file.reading_state = "read" if read.is_read else "unreadable"
    file.problem, file.properties, file.claimed_until = read.problem, read.properties, None
    db.session.execute(delete(StoredPage).where(StoredPage.sha256 == sha256))
    if read.pages:
        rows = [{"sha256": sha256, "number": n, "text": text} for n, text in read.pages.items()]
        db.session.execute(insert(StoredPage), rows)
    db.session.flush()
    for told in hooks.desk().told:
        try:
            with db.session.begin_nested():
                told(sha256)
        except Exception:
            log.exception("telling that a file was read failed; what was read is kept")


def _locked(sha256: str) -> StoredFile:
    return db.session.get_one(StoredFile, sha256, with_for_update=True, populate_existing=True)
