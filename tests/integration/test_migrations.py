"""The migrations, run from nothing, lead to exactly the schema that the models describe."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Inspector, inspect

from portal.app import create_app
from portal.db import Base, db, migrate
from tests.portals import close, make_settings


@pytest.fixture
def bare(tmp_path: Path, assets: Path, empty_database: str) -> Iterator[Flask]:
    """Give a portal whose database has no tables yet."""
    portal = create_app(make_settings(tmp_path / "data", assets, database_url=empty_database))
    with portal.app_context():
        yield portal
    close(portal)


def test_migrations_make_the_schema_of_the_models(bare):
    migrate.upgrade()
    with db.engine.connect() as connection:
        options = {"compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_and_create_all_make_the_same_tables(bare):
    migrate.upgrade()
    migrated = shape(inspect(db.engine))
    with db.engine.begin() as connection:
        Base.metadata.drop_all(connection)
        Base.metadata.create_all(connection)
    made = shape(inspect(db.engine))
    assert set(made) == set(Base.metadata.tables)
    assert migrated == made


def test_a_database_is_current_only_once_it_is_migrated(bare):
    assert not migrate.is_current()
    migrate.upgrade()
    assert migrate.is_current()


def test_migrating_twice_changes_nothing(bare):
    migrate.upgrade()
    before = shape(inspect(db.engine))
    migrate.upgrade()
    assert shape(inspect(db.engine)) == before


def test_the_migrations_form_one_line():
    folder = Path(migrate.__file__).parent / "migrations"
    assert ScriptDirectory(str(folder)).get_heads() == [migrate.newest()]


def shape(inspector: Inspector) -> dict[str, Any]:
    """Describe every table as the database sees it, without regard to order."""
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in inspector.get_columns(table)
            },
            "key": inspector.get_pk_constraint(table),
            "indexes": by_name(inspector.get_indexes(table)),
            "unique": by_name(inspector.get_unique_constraints(table)),
            "checks": by_name(inspector.get_check_constraints(table)),
            "foreign_keys": by_name(inspector.get_foreign_keys(table)),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def by_name(things: list[Any]) -> dict[str, Any]:
    return {thing["name"]: thing for thing in things}
