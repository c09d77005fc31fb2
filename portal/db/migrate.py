"""Bringing the database to the shape that this version of the code expects."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from portal.db.engine import db


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def upgrade() -> None:
    """Apply every migration that is still missing, each in one transaction."""
    with db.engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current() -> bool:
    """Tell whether the database has every migration."""
    with db.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current == ScriptDirectory.from_config(_config()).get_current_head()


def write_migration(message: str) -> None:
    """Write the next migration from the difference between the models and the database."""
    with db.engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        count = sum(1 for _ in ScriptDirectory.from_config(config).walk_revisions())
        command.revision(config, message, autogenerate=True, rev_id=f"{count + 1:04d}")
