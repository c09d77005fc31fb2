"""Bringing the database to the shape that this version of the code expects.

Alembic is imported where it works: a portal that is up to date starts without its 11 MB.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

from portal.db.engine import db

MIGRATIONS = Path(__file__).parent / "migrations"
# Alembic's own table, with the number of the newest migration that was applied.
APPLIED = Table("alembic_version", MetaData(), Column("version_num", String(32)))


class MigrationError(Exception):
    """Say why the database cannot be brought up to date, such as being of a newer portal."""


def upgrade(to: str = "head") -> None:
    """Apply every migration that is still missing up to `to`, all in one transaction.

    Raises MigrationError.
    """
    from alembic import command
    from alembic.util import CommandError

    with _unwatched() as connection, connection.begin():
        config = _config()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, to)
        except CommandError as error:
            raise MigrationError(str(error)) from error
        if lost := _broken_keys(connection):
            raise MigrationError(f"Rows would point to nothing, so nothing was changed: {lost}")


@contextmanager
def _unwatched() -> Iterator[Connection]:
    """Give a connection on which SQLite does not act on foreign keys.

    SQLite changes a table by making it anew; dropping the old one would empty all that point to it.
    """
    with db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        driver: Any = connection.connection.driver_connection
        if is_sqlite:
            driver.execute("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction
        try:
            yield connection
        finally:
            if is_sqlite:
                driver.execute("PRAGMA foreign_keys=ON")


def _broken_keys(connection: Connection) -> str:
    """Name the tables of SQLite whose foreign keys point to nothing."""
    if connection.dialect.name != "sqlite":
        return ""
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check")
    return ", ".join(sorted({str(row[0]) for row in rows}))


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
