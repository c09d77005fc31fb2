"""Telling what went wrong in plain lines: a systems person gets no traceback to read."""

from typing import Any

import click
from sqlalchemy.exc import DBAPIError, ProgrammingError

from portal.config import SettingsError
from portal.db.migrate import MigrationError
from portal.errors import Invalid, PortalError
from portal.search.index import IndexUnavailable
from portal.web.asset_build import AssetBuildError

OTHER_VERSION = "The database cannot be brought up to date. Is it of a newer portal?"


class PlainFailures(click.Group):
    """Turn every failure that somebody can act on into lines on the error output, and exit 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Raises ClickException in place of the errors known here."""
        try:
            return super().invoke(ctx)
        except Invalid as error:
            raise click.ClickException("\n".join(error.problems.values())) from error
        except (SettingsError, AssetBuildError, PortalError) as error:
            raise click.ClickException(str(error)) from error
        except IndexUnavailable as error:
            raise click.ClickException(f"The search index cannot be used: {error}") from error
        except DBAPIError as error:
            raise click.ClickException(database_problem(error)) from error
        except MigrationError as error:
            raise click.ClickException(f"{OTHER_VERSION} ({error})") from error
        except OSError as error:
            if error.filename is None:  # not a file: something that nobody foresaw
                raise
            raise click.ClickException(f"{error.filename}: {error.strerror}") from error


def database_problem(error: DBAPIError) -> str:
    """Say in one line what the database said."""
    lines = str(error.orig).strip().splitlines() or ["no reason given"]
    has_no_tables = isinstance(error, ProgrammingError) or "no such table" in lines[0]
    hint = " Is it set up? Run: portal init" if has_no_tables else ""
    return f"The database refused: {lines[0].rstrip('.')}.{hint}"
