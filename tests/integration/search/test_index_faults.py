"""A broken, busy or outdated index: the portal says so, goes on, and mends it by itself."""

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete

from portal.db import db, transactional
from portal.practices.models import Practice, Status
from portal.search import services
from portal.search.engines import engine
from portal.search.feed import record_change
from portal.search.folder import POINTER
from portal.search.index import IndexUnavailable, SearchDocument, SearchQuery
from portal.search.models import SearchChange
from tests.integration.search.conftest import (
    archive,
    page_text,
    titles,
    wait_for_repair,
    write,
)
from tests.integration.search.trouble import (
    FORK,
    another_process,
    deleted,
    emptied,
    folder_of,
    full_disk,
    garbage,
    no_bytes,
    pointer_emptied,
    pointing_nowhere,
    pointing_outside,
    pointing_to_a_file,
    read_only,
    truncated,
    writing_under,
)

# Where the database matters, see test_nodes.py.
pytestmark = [
    pytest.mark.parametrize("search_engine", ["whoosh", "tantivy"]),
    pytest.mark.parametrize("engine_name", ["sqlite"]),
]

NOTICE = "Search is being repaired. It will be back in a minute or two."
HARMS = (
    deleted,
    emptied,
    garbage,
    truncated,
    no_bytes,
    pointing_nowhere,
    pointing_outside,
    pointing_to_a_file,
    pointer_emptied,
)


# Whoosh drops the handle of a table of contents that it cannot read; it is closed when collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("harm", HARMS)
def test_a_broken_index_is_told_saves_go_on_and_it_mends_itself(
    harm: Callable[[Path], None], app, cast, client, sign_in, repair_elsewhere
):
    write(app, cast.alice, cast.midvale, "Marmalade mornings")
    sign_in(client, cast.charlie)
    app.extensions["search_index"].close()  # as after a restart
    harm(folder_of(app))
    with repair_elsewhere():
        page = client.get("/search?q=marmalade")
        assert titles(page) == []
        assert NOTICE in page_text(page)
        assert "Nothing found" not in page_text(page)
        answer = client.get("/api/v1/search?q=marmalade")
        assert (answer.status_code, answer.json["error"]["status"]) == (503, 503)
        assert "rebuilt" in answer.json["error"]["message"]
        assert write(app, cast.alice, cast.midvale, "Marmalade evenings") == "marmalade-evenings"
        assert client.get("/practices/marmalade-evenings").status_code == 200
        with app.app_context():
            assert not services.status().healthy
    client.get("/search?q=marmalade")
    wait_for_repair()
    page = client.get("/search?q=marmalade")
    assert set(titles(page)) == {"Marmalade mornings", "Marmalade evenings"}
    assert NOTICE not in page_text(page)


def test_an_index_that_breaks_under_an_open_reader_is_mended(app, cast, client, sign_in):
    write(app, cast.alice, cast.midvale, "Marmalade mornings")
    sign_in(client, cast.charlie)
    assert titles(client.get("/search?q=marmalade"))
    deleted(folder_of(app))
    client.get("/search?q=marmalade")
    wait_for_repair()
    assert titles(client.get("/search?q=marmalade")) == ["Marmalade mornings"]


def test_an_index_that_fails_in_the_middle_of_a_search_is_built_anew(
    app, cast, client, sign_in, monkeypatch
):
    def fail(_query: SearchQuery) -> None:
        raise IndexUnavailable("a block cannot be read")

    sign_in(client, cast.charlie)
    before = (folder_of(app) / POINTER).read_text()
    monkeypatch.setattr(app.extensions["search_index"], "search", fail)
    assert NOTICE in page_text(client.get("/search?q=marmalade"))
    wait_for_repair()
    assert (folder_of(app) / POINTER).read_text() != before


@pytest.mark.parametrize("trouble", ["full", "read-only"])
def test_where_the_disk_takes_nothing_saves_go_on_and_the_old_index_answers(
    trouble, app, cast, client, sign_in, monkeypatch
):
    disk = full_disk if trouble == "full" else lambda: read_only(folder_of(app))
    write(app, cast.alice, cast.midvale, "Marmalade mornings")
    gone = write(app, cast.alice, cast.midvale, "Marmalade nights")
    sign_in(client, cast.charlie)
    with writing_under(disk, app, monkeypatch):
        slug = write(app, cast.alice, cast.midvale, "Marmalade evenings")
        archive(app, cast.alice, gone)
        wait_for_repair()
        assert client.get(f"/practices/{slug}").status_code == 200
        assert titles(client.get("/search?q=marmalade")) == ["Marmalade mornings"]
        wait_for_repair()
        assert titles(client.get("/search?q=marmalade")) == ["Marmalade mornings"]
        assert len(list(folder_of(app).glob("index-*"))) == 1  # nothing half is left
    assert set(titles(client.get("/search?q=marmalade"))) == {
        "Marmalade mornings",
        "Marmalade evenings",
    }


@pytest.mark.parametrize("trouble", ["full", "read-only"])
def test_a_broken_index_on_a_disk_that_takes_nothing_is_told_each_time_until_it_does(
    trouble, app, cast, client, sign_in, monkeypatch
):
    disk = full_disk if trouble == "full" else lambda: read_only(folder_of(app))
    write(app, cast.alice, cast.midvale, "Marmalade mornings")
    sign_in(client, cast.charlie)
    emptied(folder_of(app))
    with writing_under(disk, app, monkeypatch):
        for _ in range(2):
            assert NOTICE in page_text(client.get("/search?q=marmalade"))
            wait_for_repair()
    assert NOTICE in page_text(client.get("/search?q=marmalade"))  # the next try waits a minute
    monkeypatch.setattr(services, "PAUSE", 0)
    client.get("/search?q=marmalade")
    wait_for_repair()
    assert titles(client.get("/search?q=marmalade")) == ["Marmalade mornings"]


def test_an_index_ahead_of_the_database_is_built_anew(app, cast, client, sign_in):
    write(app, cast.alice, cast.midvale, "Marmalade mornings")
    write(app, cast.alice, cast.midvale, "Chutney")
    with app.app_context():  # as a backup from before Chutney would stand
        newest = services.newest_change()
        chutney = db.session.query(Practice).filter_by(slug="chutney").one()
        chutney.status, chutney.published_id = Status.DRAFT, None
        db.session.execute(delete(SearchChange).where(SearchChange.id == newest))
        db.session.commit()
        assert services.index().applied() > services.newest_change()
        assert not services.catch_up()
        wait_for_repair()
        assert services.index().applied() == services.newest_change()
        assert services.index().search(SearchQuery("chutney")).total == 0
        assert services.catch_up()
    sign_in(client, cast.charlie)
    assert titles(client.get("/search?q=marmalade")) == ["Marmalade mornings"]


def test_two_rebuilds_at_once_both_succeed(app, cast):
    write(app, cast.alice, cast.midvale, "Marmalade mornings")
    counts: list[int] = []
    start = threading.Barrier(2)

    def rebuild() -> None:
        with app.app_context():
            start.wait()
            counts.append(services.rebuild())

    threads = [threading.Thread(target=rebuild) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [1, 1]
    assert len(list(folder_of(app).glob("index-*"))) == 1
    with app.app_context():
        assert services.index().search(SearchQuery("marmalade")).total == 1


def test_only_one_repair_runs_at_a_time(app, cast, repair_elsewhere):
    write(app, cast.alice, cast.midvale, "Marmalade mornings")
    deleted(folder_of(app))
    with app.app_context():
        with repair_elsewhere():
            services.heal()
        assert not services.status().healthy
        services.heal()
        wait_for_repair()
        assert services.status().healthy


@contextmanager
def held_by_another_process(app: Flask) -> Iterator[multiprocessing.Process]:
    """Keep the writer of the index busy in another process."""
    busy = FORK.Event()

    def documents() -> Iterator[SearchDocument]:
        yield SearchDocument("practice:1", "Marmalade that nobody wrote")
        busy.set()
        time.sleep(60)
        raise InterruptedError  # nothing is written

    def hold() -> None:
        index = engine(app.config["SETTINGS"].search_engine, folder_of(app))
        index.apply(upserts=documents(), deletes=[], applied=0, timeout=5)

    with another_process(hold) as child:
        assert busy.wait(30)
        yield child


def test_a_save_does_not_wait_for_a_busy_writer_and_the_next_search_brings_it_in(
    app, cast, client, sign_in
):
    write(app, cast.alice, cast.midvale, "Marmalade mornings")
    sign_in(client, cast.charlie)
    with held_by_another_process(app):
        slug = write(app, cast.alice, cast.midvale, "Marmalade evenings")
        assert client.get(f"/practices/{slug}").status_code == 200
        assert titles(client.get("/search?q=marmalade")) == ["Marmalade mornings"]
        with app.app_context():
            assert not services.catch_up(patience=0)
            status = services.status()
            assert (status.healthy, status.documents, status.behind) == (True, 1, 1)
    assert len(titles(client.get("/search?q=marmalade"))) == 2
    with app.app_context():
        assert services.status().behind == 0


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
