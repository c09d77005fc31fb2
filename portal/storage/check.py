"""Finding what is wrong between the rows and the bytes, and mending it."""

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import select

from portal import clock
from portal.db import db, take_turns, transactional
from portal.storage import hooks, places, reading
from portal.storage.models import StoredFile

# What is younger may belong to an upload that is just going on.
YOUNG = timedelta(days=1)
PATIENCE = timedelta(hours=1)
CHUNK = 1024**2


@dataclass(frozen=True, slots=True)
class Finding:
    """Name one thing that is wrong; `mend` puts it right as far as can be."""

    about: str
    problem: str
    remedy: str
    mend: Callable[[], object]


def findings() -> Iterator[Finding]:
    """Look at every row and every file of the store, without changing anything."""
    query = select(StoredFile).execution_options(populate_existing=True)
    files = {file.sha256: file for file in db.session.scalars(query)}
    db.session.commit()  # hashing takes minutes: nobody shall wait for this transaction
    on_disk = dict(_bytes())
    yield from _rows(files, on_disk)
    yield from _orphans(files, on_disk)
    yield from _unused(files)
    yield from _waiting(files)
    yield from _old_uploads()


def _bytes() -> Iterator[tuple[str, Path]]:
    for path in places.root().glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
        yield path.name, path


def _rows(files: dict[str, StoredFile], on_disk: dict[str, Path]) -> Iterator[Finding]:
    for sha256, file in files.items():
        if file.scan_state == "infected":
            continue
        if sha256 not in on_disk:
            yield Finding(
                sha256,
                f"its bytes are gone ({file.media_type}, {file.size} bytes)",
                "marked as missing; put it back from a backup, or attach it again",
                partial(_mark_missing, sha256),
            )
        elif _digest(on_disk[sha256]) != sha256:
            yield Finding(
                sha256,
                "its bytes are not what was uploaded",
                "set aside in the folder quarantine and marked as missing",
                partial(_quarantine, sha256),
            )
        elif file.is_missing:
            yield Finding(
                sha256,
                "its bytes are back",
                "marked as there",
                partial(_mark_found, sha256),
            )


def _orphans(files: dict[str, StoredFile], on_disk: dict[str, Path]) -> Iterator[Finding]:
    for name, path in on_disk.items():
        if name not in files and _is_old(path):
            yield Finding(
                str(path.relative_to(places.root())),
                "no row in the database knows this file",
                "removed",
                partial(_remove_orphan, path),
            )


def _unused(files: dict[str, StoredFile]) -> Iterator[Finding]:
    desk = hooks.desk()
    if not desk.in_use:  # nobody could say what is in use
        return
    used = set[str]().union(*(in_use() for in_use in desk.in_use))
    for sha256, file in files.items():
        if sha256 not in used and clock.now() - file.adopted_at > YOUNG:
            yield Finding(
                sha256,
                "nothing refers to it",
                "removed",
                partial(_remove_unused, sha256),
            )


def _waiting(files: dict[str, StoredFile]) -> Iterator[Finding]:
    late = [
        file
        for file in files.values()
        if "waiting" in (file.scan_state, file.reading_state)
        and not file.is_missing
        and clock.now() - file.adopted_at > PATIENCE
    ]
    if late:
        yield Finding(
            f"{len(late)} files",
            f"waiting to be scanned or read since {min(file.adopted_at for file in late):%d.%m.%Y}",
            "read now, where the scanner answers",
            reading.read_now,
        )


def _old_uploads() -> Iterator[Finding]:
    for path in (places.root() / places.INCOMING).glob("*"):
        if _is_old(path):
            yield Finding(
                str(path.relative_to(places.root())),
                "an upload that was never finished",
                "removed",
                partial(path.unlink, missing_ok=True),
            )


def _is_old(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > YOUNG.total_seconds()
    except FileNotFoundError:
        return False


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


@transactional
def _mark_missing(sha256: str) -> None:
    take_turns(places.TURNS)
    file = db.session.get(StoredFile, sha256, with_for_update=True)
    if file is not None and not places.place(places.root(), sha256).exists():
        file.is_missing = True


@transactional
def _mark_found(sha256: str) -> None:
    file = db.session.get(StoredFile, sha256, with_for_update=True)
    if file is not None:
        file.is_missing = False


@transactional
def _quarantine(sha256: str) -> None:
    take_turns(places.TURNS)
    folder = places.root() / places.QUARANTINE
    folder.mkdir(mode=0o700, exist_ok=True)
    places.place(places.root(), sha256).rename(folder / f"{sha256}-{clock.now():%Y%m%d-%H%M%S}")
    _mark_missing(sha256)


@transactional
def _remove_orphan(path: Path) -> None:
    """Remove bytes, unless a row has come to need them."""
    take_turns(places.TURNS)
    if db.session.get(StoredFile, path.name) is None:
        path.unlink(missing_ok=True)


@transactional
def _remove_unused(sha256: str) -> None:
    """Remove a file, unless somebody has come to refer to it."""
    take_turns(places.TURNS)
    file = db.session.get(StoredFile, sha256, with_for_update=True, populate_existing=True)
    used = set[str]().union(*(in_use() for in_use in hooks.desk().in_use))
    if file is None or sha256 in used or clock.now() - file.adopted_at <= YOUNG:
        return
    db.session.delete(file)
    db.session.flush()
    places.place(places.root(), sha256).unlink(missing_ok=True)
