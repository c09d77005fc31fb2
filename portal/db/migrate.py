"""Bringing the database to the shape that this version of the code expects.

Alembic is imported where it works: a portal that is up to date starts without its 11 MB.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Column, MetaData, String, Table, inspect, select

from portal.db.engine import db

MIGRATIONS = Path(__file__).parent / "migrations"
# Alembic's own table, with the number of the newest migration that was applied.
APPLIED = Table("alembic_version", MetaData(), Column("version_num", String(32)))


class MigrationError(Exception):
    """Say why the database cannot be brought up to date, such as being of a newer portal."""


def upgrade() -> None:
    """Apply every migration that is still missing, each in one transaction.

    Raises MigrationError.
    """
    from alembic import command
    from alembic.util import CommandError

    with db.engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise MigrationError(str(error)) from error


def is_current() -> bool:
    """Tell whether the database has every migration, and none of a newer portal."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table(APPLIED.name):
            return False
        return list(connection.scalars(select(APPLIED.c.version_num))) == [newest()]


def newest() -> str:
    """Give the number of the newest migration, with which its file's name begins."""
    return max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py")).split("_")[0]


def write_migration(message: str) -> None:
    """Write the next migration from the difference between the models and the database."""
    from alembic import command

    with db.engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        number = f"{int(newest()) + 1:04d}"
        command.revision(config, message, autogenerate=True, rev_id=number)


def _config() -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    # The number comes first in the name of the file, see `newest`.
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config
