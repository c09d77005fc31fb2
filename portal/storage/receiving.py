"""Taking in an upload: copied, counted, hashed and looked at before anything is written for good.

Uses no database, so that no transaction waits for a slow line.
"""

import hashlib
import logging
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

from portal.errors import Busy
from portal.storage import places, refusals
from portal.storage.media_types import safe_name
from portal.storage.refusals import refused
from portal.storage.sniffing import sniff

log = logging.getLogger(__name__)

LARGEST = refusals.LARGEST_MB * 1024**2
CHUNK = 256 * 1024
NO_ROOM = (
    "The file could not be kept: the portal has a problem with its disk. Nothing was changed. "
    "Try again later, and tell the administrator if it stays so."
)


@dataclass(frozen=True, slots=True)
class Received:
    """Know an upload that is complete and may be kept; `name` has the right extension."""

    path: Path
    sha256: str
    size: int
    media_type: str
    name: str


def receive(stream: IO[bytes], *, name: str, folder: Path) -> Received:
    """Copy an upload into the store's folder and find out what it is.

    `name` is what the browser called it, `folder` is `places.root()`. Raises Invalid with a problem
    for the field `file`, and Busy where the disk is full or cannot be written; either leaves
    nothing behind. Whoever calls it hands the result to `discard` in the end, whatever happened.
    """
    path = folder / places.INCOMING / secrets.token_hex(16)
    try:
        sha256, size = _copy(stream, path)
        media_type = sniff(path)
    except BaseException:
        with suppress(OSError):  # what went wrong first is what counts
            path.unlink()
        raise
    return Received(path, sha256, size, media_type, safe_name(name, media_type))


def _copy(stream: IO[bytes], path: Path) -> tuple[str, int]:
    """Copy in chunks; give the SHA-256 and the number of bytes."""
    digest, size, target = hashlib.sha256(), 0, _open(path)
    with target:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > LARGEST:
                raise refused(refusals.TOO_LARGE)
            digest.update(chunk)
            _write(target, chunk)
        _sync(target)
    return digest.hexdigest(), size


def _open(path: Path) -> IO[bytes]:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        _no_room(error)
    # Unbuffered: nothing is left to be written when it is closed on a full disk.
    return os.fdopen(handle, "wb", buffering=0)


def _write(target: IO[bytes], chunk: bytes) -> None:
    rest = memoryview(chunk)
    try:
        while rest:
            rest = rest[target.write(rest) :]
    except OSError as error:
        _no_room(error)


def _sync(target: IO[bytes]) -> None:
    try:
        os.fsync(target.fileno())
    except OSError as error:
        _no_room(error)


def _no_room(error: OSError) -> NoReturn:
    log.error("an upload could not be written: %s", error)
    raise Busy(NO_ROOM) from error
