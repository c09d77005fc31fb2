from flask import Flask
from sqlalchemy import func, select, text

from portal.accounts.models import User
from portal.cli.cast import PEOPLE
from portal.db import Base, db
from portal.matching.editions.queries import editions, line_up_of
from portal.practices.content import Content
from portal.practices.library import loading as library
from portal.practices.models import Practice, Revision
from portal.search import services as search
from tests.integration.cli.conftest import Folder
from tests.saving import save_revision

STEPS = [
    "[1/8] Styles and scripts",
    "[2/8] Database",
    "[3/8] Prisons of England and Wales",
    "[4/8] First edition of the lists of similar prisons",
    "[5/8] Starter library",
    "[6/8] What tells practices alike",
    "[7/8] Example prisons, notes and people for the demo",
    "[8/8] Search index",
]


def sizes() -> dict[str, int | None]:
    """Count the rows of every table but the trail, which grows with every deed."""
    db.session.rollback()
    return {
        name: db.session.scalar(select(func.count()).select_from(table))
        for name, table in Base.metadata.tables.items()
        if name != "audit_event"
    }


def starter() -> Practice:
    first = select(Practice).where(Practice.external_id.startswith("library:")).limit(1)
    return db.session.scalars(first).one()


def test_an_empty_folder_becomes_a_whole_portal(empty: Folder) -> None:
    result = empty.run("init")
    assert result.exit_code == 0, result.output
    assert [line for line in result.output.splitlines() if line[0] == "["] == STEPS
    assert result.output.endswith("The portal is ready. Start it with: portal serve\n")
    assert empty.run("check").exit_code == 0
    assert {path.name for path in empty.path.iterdir()} == {"var", "search_index"}


def test_repeating_it_doubles_nothing_and_loses_nothing(ready: Folder, inside: Flask) -> None:
    before, sign_ins = sizes(), (ready.path / "var" / "demo-sign-ins.txt").read_text()
    assert before["user_account"] == len(PEOPLE)
    assert ready.run("init").exit_code == 0
    assert sizes() == before
    assert (ready.path / "var" / "demo-sign-ins.txt").read_text() == sign_ins


def test_the_lists_of_the_first_day_are_kept_once(ready: Folder, inside: Flask) -> None:
    (first,) = editions()
    assert (first.name, first.published_by) == ("First edition", None)
    kept = line_up_of(first.id, "record", "adult_men")
    assert kept is not None
    assert sum(len(listed) == 5 for listed in kept.lists.values()) == 107
    assert "EX1" not in kept.codes
    (ready.path / "var" / "content-loaded").unlink()
    assert ready.run("init").exit_code == 0
    db.session.rollback()
    assert [each.id for each in editions()] == [first.id]


def test_what_a_person_changed_in_a_starter_practice_stays(ready: Folder, inside: Flask) -> None:
    erin = db.session.scalars(select(User).where(User.email == "erin@example.org")).one()
    practice = starter()
    ours = Content(title="Ours", summary="In short.", body="Our own words.")
    save_revision(practice, ours, actor=erin, based_on=1)
    assert ready.run("init").exit_code == 0
    db.session.rollback()
    latest = db.session.get_one(Practice, practice.id, populate_existing=True).latest_id
    assert db.session.get_one(Revision, latest).text.strip() == "Our own words."


def test_a_starter_practice_that_is_missing_is_added(ready: Folder, inside: Flask) -> None:
    before = search.status().documents
    library.remove_practices([starter().id])
    assert search.status().expected == before - 1
    assert ready.run("init").exit_code == 0
    db.session.rollback()
    assert search.status().documents == search.status().expected == before


def test_an_index_of_another_database_is_built_anew(ready: Folder, inside: Flask) -> None:
    search.index().apply(upserts=(), deletes=(), applied=10**6, timeout=1)
    assert ready.run("init").exit_code == 0
    assert search.index().applied() == search.newest_change()


def test_without_the_demo_there_is_nobody_and_nothing_invented(empty: Folder) -> None:
    result = empty.run("init", DEMO="false")
    assert result.exit_code == 0, result.output
    assert "[7/7] Search index" in result.output
    assert not (empty.path / "var" / "demo-sign-ins.txt").exists()
    assert "OK      Demo people: 0" in empty.run("check", DEMO="false").output


def test_the_database_of_a_newer_portal_is_left_alone(ready: Folder, inside: Flask) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    db.session.commit()
    result = ready.run("init")
    assert result.exit_code == 1
    assert result.output.splitlines()[-1] == (
        "Error: The database cannot be brought up to date. Is it of a newer portal? "
        "(Can't locate revision identified by '9999')"
    )


def test_a_folder_that_cannot_be_written_is_named_in_one_line(ready: Folder) -> None:
    stamp = ready.path / "var" / "content-loaded"
    stamp.unlink()
    stamp.mkdir()
    result = ready.run("init")
    assert result.exit_code == 1
    assert result.output.splitlines()[-1] == f"Error: {stamp}: Is a directory"


def test_wrong_settings_stop_it_before_anything_is_written(empty: Folder) -> None:
    result = empty.run("init", ENVIRONMENT="production", DEMO="true", DEBUG="true", SECRET_KEY="")
    assert result.exit_code == 1
    assert result.output == (
        "Error: PORTAL_SECRET_KEY: set one; production never makes up its own\n"
        "PORTAL_DEMO: demo sign-ins must be off in production\n"
        "PORTAL_DEBUG: debug must be off in production\n"
        "PORTAL_PUBLIC_URL: give the https:// address that people use\n"
    )
    assert list(empty.path.iterdir()) == []
