"""Files that people attach: taken in, kept once by their content, scanned, read for search.

Knows no feature. Services and queries stand in its modules; `hooks` is where the packages above
say what they use and what they want to be told.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: "Flask") -> None:
    """Make room for what the packages above register."""
    # Imported where it works: the process that reads one file needs neither Flask nor a database.
    from portal import chores
    from portal.storage import hooks
    from portal.storage.reading import read_leftovers

    hooks.init_app(app)
    chores.register(app, read_leftovers, every=timedelta(minutes=1))
