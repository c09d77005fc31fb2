"""What the packages above tell storage when the portal is built.

references(app, sha256s_in_use)  # which files somebody still refers to
on_read(app, file_was_read)      # told when a file's text is there, or cannot be had
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from flask import Flask, current_app

InUse = Callable[[], set[str]]
Told = Callable[[str], object]

_KEY = "portal_storage"


@dataclass
class Desk:
    """Hold what is registered, and how the reading of this process stands."""

    in_use: list[InUse] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    thread: threading.Thread | None = None
    is_asked: bool = False
    scanner_rests_until: datetime | None = None


def init_app(app: Flask) -> None:
    """Make room."""
    app.extensions[_KEY] = Desk()


def references(app: Flask, in_use: InUse) -> None:
    """Register a function that gives the SHA-256 of every file in use."""
    of(app).in_use.append(in_use)


def on_read(app: Flask, told: Told) -> None:
    """Register a function that is given the SHA-256 of each file as its reading ends.

    It runs inside the transaction that writes the pages; where it fails, they are written still.
    """
    of(app).told.append(told)


def of(app: Flask) -> Desk:
    """Give the desk of a portal."""
    desk: Desk = app.extensions[_KEY]
    return desk


def desk() -> Desk:
    """Give the desk of the portal that is running."""
    return of(current_app)
