"""Telling what went wrong in plain lines: a systems person gets no traceback to read."""

from sqlalchemy.exc import DBAPIError, ProgrammingError

from portal.config import SettingsError
from portal.db.migrate import MigrationError
from portal.errors import Invalid, PortalError
from portal.search.index import IndexUnavailable
from portal.web.asset_build import AssetBuildError

OTHER_VERSION = "The database cannot be brought up to date. Is it of a newer portal?"


def plain_words(error: Exception) -> str:
    """Say what went wrong where somebody can act on it; nothing where nobody foresaw it."""
    match error:
        case Invalid():
            return "\n".join(error.problems.values())
        case SettingsError() | AssetBuildError() | PortalError():
            return str(error)
        case IndexUnavailable():
            return f"The search index cannot be used: {error}"
        case DBAPIError():
            return database_problem(error)
        case MigrationError():
            return f"{OTHER_VERSION} ({error})"
        case OSError() if error.filename is not None:  # without one it is not about a file
            return f"{error.filename}: {error.strerror}"
    return ""


def database_problem(error: DBAPIError) -> str:
    """Say in one line what the database said."""
    lines = str(error.orig).strip().splitlines() or ["no reason given"]
    has_no_tables = isinstance(error, ProgrammingError) or "no such table" in lines[0]
    hint = " Is it set up? Run: portal init" if has_no_tables else ""
    return f"The database refused: {lines[0].rstrip('.')}.{hint}"
