"""What the running portal does by itself now and then, beside answering requests.

Every worker of every node has its own thread for it, so a chore must bear being done by several at
once, and at any time. A command does the same by hand, for whoever wants a timer of their own.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask

log = logging.getLogger(__name__)

LOOK = 60  # seconds between two looks at what is due
FIRST = 5  # seconds after the start: whoever waits for the first page comes first


@dataclass(slots=True)
class _Chore:
    work: Callable[[], object]
    every: float  # seconds
    due: float = 0


def init_app(app: Flask) -> None:
    """Make room for what features register."""
    app.extensions["chores"] = []


def register(app: Flask, work: Callable[[], object], *, every: timedelta) -> None:
    """Have something done again and again; what it raises is logged and ends nothing."""
    app.extensions["chores"].append(_Chore(work, every.total_seconds()))


def start(app: Flask) -> None:
    """Begin doing what is registered, in a thread that ends with the process."""
    threading.Thread(target=_go_round, args=(app,), name="chores", daemon=True).start()


def _go_round(app: Flask) -> None:
    time.sleep(FIRST)
    while True:
        do_what_is_due(app, time.monotonic())
        time.sleep(LOOK)


def do_what_is_due(app: Flask, now: float) -> None:
    """Do every chore whose time has come; `now` is in seconds, from any beginning."""
    for chore in app.extensions["chores"]:
        if now < chore.due:
            continue
        chore.due = now + chore.every
        try:
            with app.app_context():
                chore.work()
        except Exception:
            log.exception("a chore failed; it is done again later")
