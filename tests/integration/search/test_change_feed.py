"""The change feed: how an index follows it, and how it is kept short."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal import clock
from portal.db import db, transactional
from portal.search import services
from portal.search.feed import record_change
from portal.search.folder import POINTER
from portal.search.index import SearchQuery
from portal.search.models import SearchChange
from tests.integration.search.conftest import archive, wait_for_repair, write
from tests.integration.search.trouble import age, deleted, folder_of, trim

pytestmark = pytest.mark.parametrize(
    ("search_engine", "engine_name"), [("whoosh", "sqlite"), ("tantivy", "postgresql")]
)


def test_many_changes_make_a_new_index_few_change_the_old(app, cast, monkeypatch):
    monkeypatch.setattr(services, "MANY", 3)
    write(app, cast.alice, cast.midvale, "Marmalade mornings")
    with app.app_context():
        for count, same in ((3, True), (4, False)):
            before = (folder_of(app) / POINTER).read_text()
            record_change(*(f"practice:{number}" for number in range(1, count + 1)))
            assert services.catch_up() is same
            wait_for_repair()
            assert ((folder_of(app) / POINTER).read_text() == before) is same, count
            assert services.index().applied() == services.newest_change()
            assert services.index().search(SearchQuery("marmalade")).total == 1


def test_who_has_patience_waits_for_the_new_index(app, cast, monkeypatch):
    monkeypatch.setattr(services, "MANY", 3)
    write(app, cast.alice, cast.midvale, "Marmalade mornings")
    with app.app_context():
        record_change(*(f"practice:{number}" for number in range(1, 9)))
        before = (folder_of(app) / POINTER).read_text()
        assert services.catch_up(patience=10)
        assert services.status().behind == 0
    assert (folder_of(app) / POINTER).read_text() != before


def test_a_change_told_many_times_counts_once(app, cast, monkeypatch):
    monkeypatch.setattr(services, "MANY", 3)
    write(app, cast.alice, cast.midvale, "Marmalade mornings")
    before = (folder_of(app) / POINTER).read_text()
    with app.app_context():
        record_change(*["practice:1"] * 20)
        assert services.catch_up()
    assert (folder_of(app) / POINTER).read_text() == before


def test_changes_of_things_that_nobody_knows_are_passed_over(app, cast):
    with app.app_context():
        record_change("practice:999", "recipe:1")
        assert services.catch_up()
        assert services.status().behind == 0


def test_a_change_that_is_undone_leaves_no_news(app):
    @transactional
    def fail() -> None:
        record_change("practice:1")
        raise RuntimeError("the disk is full")

    with app.app_context():
        with pytest.raises(RuntimeError):
            fail()
        assert services.newest_change() == 0


def test_status_counts_documents_and_changes(app, cast, monkeypatch):
    slug = write(app, cast.alice, cast.midvale, "Marmalade mornings")
    write(app, cast.alice, cast.midvale, "Chutney")
    write(app, cast.alice, cast.midvale, "Pickle", published=False)
    with app.app_context():
        assert services.status() == services.Status(True, 2, 2, 0, "")
    monkeypatch.setattr(app.extensions["search_index"], "apply", lambda **_: False)
    archive(app, cast.alice, slug)
    with app.app_context():
        assert services.status() == services.Status(True, 2, 1, 1, "")
    monkeypatch.undo()
    with app.app_context():
        assert services.catch_up()
        assert services.status() == services.Status(True, 1, 1, 0, "")
    deleted(folder_of(app))
    with app.app_context():
        status = services.status()
        assert (status.healthy, status.documents, status.expected) == (False, 0, 1)
        assert status.behind == services.newest_change() == 3
        assert str(folder_of(app)) in status.problem


def test_old_changes_are_forgotten_but_never_the_newest(app, cast):
    for title in ("Marmalade mornings", "Marmalade evenings", "Chutney"):
        write(app, cast.alice, cast.midvale, title)
    assert trim(app) == 0
    age(app)
    with app.app_context():
        newest = services.newest_change()
    assert trim(app) == newest - 1
    assert trim(app) == 0
    with app.app_context():
        assert services.newest_change() == newest
        assert services.catch_up()
        assert services.status() == services.Status(True, 3, 3, 0, "")


def test_a_clock_that_jumped_leaves_no_hole_in_the_feed(app, cast):
    with app.app_context():
        record_change(*["practice:1"] * 5)
    age(app)
    with app.app_context():
        first = services.newest_change() - 4
        ahead = clock.now() + timedelta(days=365)
        db.session.execute(
            update(SearchChange).where(SearchChange.id == first + 1).values(at=ahead)
        )
        db.session.commit()
    assert trim(app) == 1  # what comes after the odd one stays, though it is old
    with app.app_context():
        kept = db.session.scalars(select(SearchChange.id).order_by(SearchChange.id)).all()
    assert list(kept) == list(range(first + 1, first + 5))


def test_an_empty_feed_can_be_trimmed(app, cast):
    assert trim(app) == 0


def test_the_portal_trims_the_feed_once_a_day(app):
    chores = [each for each in app.extensions["chores"] if each.work is services.trim_feed]
    assert [each.every for each in chores] == [86_400]
