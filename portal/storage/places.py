"""Where the bytes lie: `ab/cd/<sha256>` in the store's folder, and uploads under `incoming`."""

import os
from contextlib import suppress
from pathlib import Path

from flask import current_app

INCOMING = "incoming"
QUARANTINE = "quarantine"
# Bytes come and go only while nobody else looks whether they are needed: see db.take_turns.
TURNS = "storage"


def root() -> Path:
    """Give the store's folder."""
    folder: Path = current_app.config["SETTINGS"].files
    return folder


def place(folder: Path, sha256: str) -> Path:
    """Tell where a file lies."""
    return folder / sha256[:2] / sha256[2:4] / sha256


def keep(source: Path, folder: Path, sha256: str) -> None:
    """Put a finished file in its place, in one step and for good; a file already there stays."""
    path = place(folder, sha256)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        path.hardlink_to(source)
    for touched in (path.parent, path.parent.parent, folder):
        sync(touched)


def sync(folder: Path) -> None:
    """Write the folder's list of names to the disk, so that a power cut loses none."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
