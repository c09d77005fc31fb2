"""The migrations, run from nothing, lead to exactly the schema that the models describe."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Inspector, inspect, text

from portal import clock
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


def test_migrating_keeps_what_people_wrote(bare):
    migrate.upgrade("0001")
    now = clock.now()
    with db.engine.begin() as connection:
        for statement in FIRST_ROWS:
            connection.execute(text(statement), {"now": now})
    migrate.upgrade()
    with db.engine.connect() as connection:
        practice = connection.execute(
            text("SELECT status, owner_id, review_on FROM practice ORDER BY id")
        )
        assert [(row[0], row[1], row[2] is not None) for row in practice] == [
            ("published", 1, True),
            ("archived", 1, False),
        ]
        kept = connection.execute(text("SELECT title FROM revision ORDER BY id"))
        assert list(kept.scalars()) == ["Role cards", "An old one"]
        labels = connection.execute(text("SELECT value FROM practice_label"))
        assert list(labels.scalars()) == ["movement"]
        assert connection.execute(text("SELECT reviews_practices FROM prison")).scalar()


def test_the_migrations_form_one_line():
    folder = Path(migrate.__file__).parent / "migrations"
    assert ScriptDirectory(str(folder)).get_heads() == [migrate.newest()]


PERSON = (
    "INSERT INTO user_account (id, email, name, job_title, role, prison_id, password_hash,"
    " session_key, active, is_demo, created_at) VALUES"
    " (1, 'a@example.org', 'A', '', 'member', 1, '', 'k', true, false, :now)"
)
PRACTICE = (
    "INSERT INTO practice (id, slug, kind, status, is_template, prison_id, author_id, copies,"
    " created_at, updated_at, published_at, version) VALUES"
    " ({0}, 's{0}', 'scheme', '{1}', false, 1, 1, 0, :now, :now, :now, 1)"
)
REVISION = (
    "INSERT INTO revision (id, practice_id, number, title, summary, content, body_html, text,"
    " author_id, note, created_at) VALUES ({0}, {0}, 1, '{1}', '', '{{}}', '', '', 1, '', :now)"
)
FIRST_ROWS = (
    "INSERT INTO prison (id, code, slug, name, designation, sex, country, town, postcode,"
    " is_example) VALUES (1, 'EX1', 'ex1', 'Example', 'HMP', 'M', 'England', '', '', true)",
    PERSON,
    PRACTICE.format(1, "published"),
    PRACTICE.format(2, "withdrawn"),
    REVISION.format(1, "Role cards"),
    REVISION.format(2, "An old one"),
    "UPDATE practice SET latest_id = id",
    "UPDATE practice SET published_id = 1 WHERE id = 1",
    "INSERT INTO practice_label (practice_id, vocabulary, value) VALUES (1, 'theme', 'movement')",
)


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
