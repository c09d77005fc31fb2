"""Keeping the index in step with the database, and healing it when it is broken."""

import fcntl
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import delete, func, select

from portal import clock
from portal.db import db, transactional
from portal.search.folder import POINTER
from portal.search.index import IndexUnavailable, SearchDocument, SearchIndex
from portal.search.models import SearchChange
from portal.search.sources import sources, split

log = logging.getLogger(__name__)

# A save waits this long for another process that writes the index; then the feed keeps the news.
PATIENCE = 0.2
# The same in the background, where nobody waits.
LONG_PATIENCE = 10
# More changes than this take too long for a search or a save. With more than there are documents a
# new index is quicker.
MANY = 500
PAUSE = 60  # seconds
# The feed reaches back so far. An index that has stood still for longer is built anew.
KEPT = timedelta(days=90)

_NEWEST = select(func.max(SearchChange.id))
_OLDEST = select(func.min(SearchChange.id))
_FAILED = "search_rebuild_failed"


@dataclass(frozen=True, slots=True)
class Status:
    """Tell how the index stands: `behind` counts changes it has not seen yet."""

    healthy: bool
    documents: int
    expected: int
    behind: int
    problem: str


def index() -> SearchIndex:
    """Give the engine of this portal."""
    engine: SearchIndex = current_app.extensions["search_index"]
    return engine


class _TooMuchToDo(Exception):
    """Say that nobody should wait for this."""


def catch_up(*, patience: float = PATIENCE) -> bool:
    """Bring the index up to the newest change; True when it is in step.

    Never raises: a busy writer means that the next call does it; a broken index is rebuilt, and one
    that is far behind brought in step, in the background. The change feed remembers everything
    meanwhile. With more patience than a save has, all but the repair is waited for.
    """
    try:
        return _catch_up(patience)
    except _TooMuchToDo:
        _in_background(lambda: _catch_up(LONG_PATIENCE))
        return False
    except IndexUnavailable as error:
        log.warning("search index: %s", error)
        heal()
        return False


def _catch_up(patience: float) -> bool:
    applied = index().applied()
    newest = newest_change()
    if applied == newest:
        return True
    if applied > newest:  # the database was put back to an older state
        raise IndexUnavailable("the index is ahead of the database")
    unseen = (SearchChange.id > applied, SearchChange.id <= newest)
    keys = db.session.scalars(select(SearchChange.key).where(*unseen).distinct()).all()
    # The feed is trimmed by others meanwhile: only after reading it can we tell that it was whole.
    is_late = _oldest_change() > applied + 1
    if patience <= PATIENCE and (is_late or len(keys) > MANY):
        raise _TooMuchToDo
    if is_late or len(keys) > max(MANY, index().status().documents):
        rebuild()
        return True
    upserts = list(_documents(keys))
    gone = set(keys) - {document.key for document in upserts}
    return index().apply(upserts=upserts, deletes=gone, applied=newest, timeout=patience)


def rebuild(*, progress: Callable[[int], object] | None = None) -> int:
    """Index everything anew beside the old index, then swap; gives the number of documents.

    Raises IndexUnavailable where the folder cannot be written.
    """
    newest = newest_change()
    everything = (each for source in sources().values() for each in source.documents(None))
    return index().rebuild(everything, applied=newest, progress=progress)


def heal() -> None:
    """Rebuild a broken index in the background; one rebuild at a time on this machine.

    After one that failed, such as on a full disk, the next waits a minute. Of several that were
    asked for at once only the first is done.
    """
    _in_background(_rebuild)


def _rebuild() -> None:
    log.warning("search index: rebuilt with %d documents", rebuild())


def _in_background(work: Callable[[], object]) -> None:
    failed = current_app.extensions.get(_FAILED)
    if failed is not None and time.monotonic() - failed < PAUSE:
        return
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    asked = (app, work, _in_use(app))
    threading.Thread(target=_heal, args=asked, name="search-heal", daemon=True).start()


def _in_use(app: Flask) -> bytes:
    """Tell which index is in use; each rebuild makes another."""
    try:
        pointer: bytes = (app.config["SETTINGS"].search_index / POINTER).read_bytes()
    except OSError:
        return b""
    return pointer


def _heal(app: Flask, work: Callable[[], object], broken: bytes) -> None:
    with app.app_context():
        try:
            with _only_one(app.config["SETTINGS"].data) as mine:
                if mine and _in_use(app) == broken:
                    work()
        except Exception:
            app.extensions[_FAILED] = time.monotonic()
            log.exception("search index: the repair failed; saving goes on")


@contextmanager
def _only_one(folder: Path) -> Iterator[bool]:
    """Hold a lock file while rebuilding; False where another process holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "search-rebuild.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def status() -> Status:
    """Compare the index with the database."""
    expected = sum(source.count() for source in sources().values())
    found = index().status()
    behind = (
        db.session.scalar(
            select(func.count()).select_from(SearchChange).where(SearchChange.id > found.applied)
        )
        or 0
    )
    return Status(found.healthy, found.documents, expected, behind, found.problem)


def newest_change() -> int:
    """Give the number of the newest change in the feed, 0 where there is none."""
    return db.session.scalar(_NEWEST) or 0


def _oldest_change() -> int:
    return db.session.scalar(_OLDEST) or 0


@transactional
def trim_feed() -> int:
    """Forget changes older than `KEPT` and give their number; the newest always stays.

    Only from the beginning, whatever the clock did meanwhile: a hole in the middle would hide
    changes from an index that has not come so far.
    """
    recent = select(func.min(SearchChange.id)).where(SearchChange.at >= clock.now() - KEPT)
    first = db.session.scalar(recent) or newest_change()
    forgotten = delete(SearchChange).where(SearchChange.id < min(first, newest_change()))
    return int(db.session.execute(forgotten).rowcount)  # type: ignore[attr-defined]


def _documents(keys: Iterable[str]) -> Iterator[SearchDocument]:
    wanted: dict[str, list[int]] = {}
    for key in keys:
        prefix, number = split(key)
        wanted.setdefault(prefix, []).append(number)
    known = sources()
    for prefix, ids in wanted.items():
        if prefix in known:
            yield from known[prefix].documents(ids)
