"""Files that people attach: taken in, kept once by their content, scanned, read for search.

Knows no feature. Services and queries stand in its modules; `hooks` is where the packages above
say what they use and what they want to be told.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: "Flask") -> None:
    """Make room for what the packages above register."""
    # Imported where it works: the process that reads one file needs neither Flask nor a database.
    from portal.storage import hooks, models  # noqa: F401 - the tables belong to the portal

    hooks.init_app(app)
