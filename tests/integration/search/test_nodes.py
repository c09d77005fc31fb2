"""Several nodes over one database, several workers over one index, and what dies between them."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from portal.app import create_app
from portal.db import db
from portal.practices.models import Practice, Status
from portal.search import services
from portal.search.engines import engine
from portal.search.feed import record_change
from portal.search.index import SearchDocument, SearchQuery
from portal.search.models import SearchChange
from tests.integration.search.conftest import (
    archive,
    page_text,
    titles,
    wait_for_repair,
    write,
)
from tests.integration.search.trouble import FORK, age, another_process, folder_of, trim
from tests.portals import close

# As most portals are: a small one on one machine, a large one on several.
pytestmark = pytest.mark.parametrize(
    ("search_engine", "engine_name"), [("whoosh", "sqlite"), ("tantivy", "postgresql")]
)

NOTICE = "Search is being repaired. It will be back in a minute or two."

StartNode = Callable[..., Flask]


@pytest.fixture
def start_node(app: Flask, tmp_path: Path) -> Iterator[StartNode]:
    """Give the act of starting a node: its own folders, the same database."""
    nodes: list[Flask] = []

    def start(name: str = "second", **changes: Any) -> Flask:
        own = {"data": tmp_path / name, "search_index": tmp_path / name / "search_index"}
        node = create_app(replace(app.config["SETTINGS"], **(own | changes)))
        node.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=True)
        node.jinja_env.bytecode_cache = app.jinja_env.bytecode_cache
        nodes.append(node)
        return node

    yield start
    for node in nodes:
        close(node)


@pytest.fixture
def second(start_node: StartNode) -> Flask:
    """Give a second node whose index is in step."""
    node = start_node()
    with node.app_context():
        services.rebuild()
    return node


def reader(node: Flask, sign_in: Any, person: Any) -> FlaskClient:
    browser = node.test_client()
    sign_in(browser, person)
    return browser


def found_by(node: Flask, words: str = "marmalade") -> int:
    with node.app_context():
        return services.index().search(SearchQuery(words)).total


def in_use(node: Flask) -> str:
    return (folder_of(node) / "CURRENT").read_text()


def documents_of(node: Flask) -> int:
    with node.app_context():
        return services.status().documents


def test_what_one_node_saves_the_other_finds_at_its_next_search(app, second, cast, sign_in):
    there = reader(second, sign_in, cast.charlie)
    slug = write(app, cast.alice, cast.midvale, "Marmalade mornings")
    assert titles(there.get("/search?q=marmalade")) == ["Marmalade mornings"]
    write(second, cast.alice, cast.midvale, "Marmalade evenings")
    archive(second, cast.alice, slug)
    here = reader(app, sign_in, cast.charlie)
    assert titles(here.get("/search?q=marmalade")) == ["Marmalade evenings"]
    assert titles(there.get("/search?q=marmalade")) == ["Marmalade evenings"]


def test_a_new_node_with_no_index_says_so_and_builds_one(app, start_node, cast, sign_in):
    write(app, cast.alice, cast.midvale, "Marmalade mornings")
    node = start_node()
    there = reader(node, sign_in, cast.charlie)
    assert NOTICE in page_text(there.get("/search?q=marmalade"))
    wait_for_repair()
    assert titles(there.get("/search?q=marmalade")) == ["Marmalade mornings"]


def test_a_node_that_was_away_for_a_thousand_changes_comes_back_in_step(app, second, cast, sign_in):
    first = write(second, cast.alice, cast.midvale, "Marmalade mornings")
    titles(reader(app, sign_in, cast.charlie).get("/search?q=marmalade"))
    archive(app, cast.alice, first)
    write(app, cast.alice, cast.midvale, "Marmalade evenings")
    with app.app_context():
        record_change(*(f"practice:{number}" for number in range(1, 1001)))
    before = in_use(second)
    there = reader(second, sign_in, cast.charlie)
    assert titles(there.get("/search?q=marmalade")) in ([], ["Marmalade evenings"])
    wait_for_repair()
    assert in_use(second) != before
    assert titles(there.get("/search?q=marmalade")) == ["Marmalade evenings"]
    assert documents_of(second) == 1


def test_many_changes_of_a_larger_shelf_are_brought_in_without_building_anew(
    app, second, cast, sign_in, monkeypatch
):
    monkeypatch.setattr(services, "MANY", 2)
    for number in range(4):
        write(second, cast.alice, cast.midvale, f"Marmalade {number}")
    gone = write(app, cast.alice, cast.midvale, "Marmalade of a moment")
    archive(app, cast.alice, gone)
    for title in ("Marmalade mornings", "Marmalade evenings"):
        write(app, cast.alice, cast.midvale, title)
    before = in_use(second)
    there = reader(second, sign_in, cast.charlie)
    assert len(titles(there.get("/search?q=marmalade"))) == 4  # as it was, at once
    wait_for_repair()
    assert len(titles(there.get("/search?q=marmalade"))) == 6
    assert in_use(second) == before


# The feed is trimmed


def test_a_node_that_was_away_longer_than_the_feed_reaches_back_builds_anew(
    app, second, cast, sign_in
):
    gone = write(second, cast.alice, cast.midvale, "Marmalade mornings")
    archive(app, cast.alice, gone)
    write(app, cast.alice, cast.midvale, "Marmalade evenings")
    age(app)
    assert trim(app)
    write(app, cast.alice, cast.midvale, "Marmalade nights")
    before = in_use(second)
    there = reader(second, sign_in, cast.charlie)
    assert "Marmalade mornings" not in titles(there.get("/search?q=marmalade"))
    wait_for_repair()
    assert in_use(second) != before
    both = {"Marmalade evenings", "Marmalade nights"}
    assert set(titles(there.get("/search?q=marmalade"))) == both
    assert documents_of(second) == 2


def test_a_node_that_saw_everything_that_was_forgotten_goes_on(app, second, cast):
    write(second, cast.alice, cast.midvale, "Marmalade mornings")
    age(app)
    trim(app)
    write(app, cast.alice, cast.midvale, "Marmalade evenings")
    before = in_use(second)
    with second.app_context():
        assert services.catch_up()
    assert (in_use(second), found_by(second)) == (before, 2)


# A database that was put back


def test_a_database_put_back_to_an_older_state_is_followed(app, second, cast, sign_in):
    write(second, cast.alice, cast.midvale, "Marmalade mornings")
    write(second, cast.alice, cast.midvale, "Marmalade evenings")
    with app.app_context():
        services.catch_up()
        evenings = select(Practice).where(Practice.slug == "marmalade-evenings")
        practice = db.session.scalars(evenings).one()
        practice.status, practice.published_id = Status.DRAFT, None
        newest = select(func.max(SearchChange.id)).scalar_subquery()
        db.session.execute(delete(SearchChange).where(SearchChange.id == newest))
        db.session.commit()
    for node in (app, second):
        browser = reader(node, sign_in, cast.charlie)
        assert titles(browser.get("/search?q=marmalade")) == ["Marmalade mornings"]
        wait_for_repair()
        assert titles(browser.get("/search?q=marmalade")) == ["Marmalade mornings"]
        assert found_by(node) == 1


# Workers of one node share the folder


@contextmanager
def worker(app: Flask, work: Callable[[Flask], object]) -> Iterator[Any]:
    """Run a second worker of the node in a process of its own; it has to succeed."""

    def run() -> None:
        node = create_app(app.config["SETTINGS"])
        with node.app_context():
            work(node)

    with another_process(run) as child:
        yield child
        child.join()
        assert child.exitcode == 0


def test_two_workers_that_save_at_once_leave_everything_there_once(app, cast):
    numbers = range(6)

    def save(node: Flask) -> None:
        for number in numbers:
            write(node, cast.charlie, cast.westholme, f"Marmalade of theirs {number}")

    with worker(app, save):
        for number in numbers:
            write(app, cast.alice, cast.midvale, f"Marmalade of ours {number}")
    with app.app_context():
        assert services.catch_up()
        assert services.status() == services.Status(True, 12, 12, 0, "")
    assert found_by(app) == 12


def test_readers_never_meet_half_an_index_while_another_worker_rebuilds(app, cast, sign_in):
    expected = {f"Marmalade {number}" for number in range(3)}
    for title in expected:
        write(app, cast.alice, cast.midvale, title)
    done = FORK.Event()

    def rebuild(_node: Flask) -> None:
        for _ in range(10):
            services.rebuild()
        done.set()

    browser = reader(app, sign_in, cast.charlie)
    with worker(app, rebuild):
        asked = 0
        while not done.is_set():
            page = browser.get("/search?q=marmalade")
            assert NOTICE not in page_text(page)
            assert set(titles(page)) == expected
            asked += 1
    assert asked > 2


def test_two_workers_that_rebuild_at_once_leave_one_whole_index(app, cast):
    write(app, cast.alice, cast.midvale, "Marmalade mornings")

    def rebuild(_node: Flask) -> None:
        for _ in range(4):
            assert services.rebuild() == 1

    with worker(app, rebuild), app.app_context():
        rebuild(app)
    assert found_by(app) == 1
    assert len([path for path in folder_of(app).iterdir() if path.is_dir()]) == 1


@pytest.mark.parametrize("wait", [0.0, 0.017, 0.041])
def test_a_worker_that_is_killed_while_it_writes_does_no_harm(wait, app, cast, sign_in):
    write(app, cast.alice, cast.midvale, "Marmalade mornings")
    begun = FORK.Event()

    def write_for_ever() -> None:
        index = engine(app.config["SETTINGS"].search_engine, folder_of(app))
        body = " ".join(f"orange{number}" for number in range(5_000))
        while True:
            document = SearchDocument("practice:1", "Marmalade mornings", body=body)
            index.apply(upserts=[document], deletes=[], applied=0, timeout=5)
            begun.set()

    with another_process(write_for_ever) as child:
        assert begun.wait(30)
        time.sleep(wait)
        os.kill(child.pid, signal.SIGKILL)
    browser = reader(app, sign_in, cast.charlie)
    write(app, cast.alice, cast.midvale, "Marmalade evenings")
    page = browser.get("/search?q=marmalade")
    assert sorted(titles(page)) == ["Marmalade evenings", "Marmalade mornings"]
    assert documents_of(app) == 2


def test_a_worker_that_stands_still_while_it_writes_holds_nobody_up(app, cast, sign_in):
    write(app, cast.alice, cast.midvale, "Marmalade mornings")
    gone = write(app, cast.alice, cast.midvale, "Marmalade nights")
    browser = reader(app, sign_in, cast.charlie)
    with stopped_while_writing(app):
        started = time.monotonic()
        write(app, cast.alice, cast.midvale, "Marmalade evenings")
        archive(app, cast.alice, gone)
        assert titles(browser.get("/search?q=marmalade")) == ["Marmalade mornings"]
        assert time.monotonic() - started < 20
        with app.app_context():
            assert services.rebuild() == 2  # does not wait for whoever holds the old index
        both = sorted(titles(browser.get("/search?q=marmalade")))
        assert both == ["Marmalade evenings", "Marmalade mornings"]
    assert sorted(titles(browser.get("/search?q=marmalade"))) == both  # once it had gone on
    assert documents_of(app) == 2


@contextmanager
def stopped_while_writing(app: Flask) -> Iterator[None]:
    """Stop another process while it holds the writer; it goes on afterwards, with old news."""
    holds = FORK.Event()

    def documents() -> Iterator[SearchDocument]:
        yield SearchDocument("practice:1", "Marmalade that nobody wrote")
        holds.set()
        time.sleep(0.2)

    def work() -> None:
        index = engine(app.config["SETTINGS"].search_engine, folder_of(app))
        index.apply(upserts=documents(), deletes=[], applied=0, timeout=5)

    with another_process(work) as child:
        assert holds.wait(30)
        os.kill(child.pid, signal.SIGSTOP)
        yield
        os.kill(child.pid, signal.SIGCONT)
        child.join(30)


# Between two starts


def test_after_the_engine_was_changed_the_index_is_built_anew(
    app, start_node, search_engine, cast, sign_in
):
    write(app, cast.alice, cast.midvale, "Marmalade mornings")
    other = "tantivy" if search_engine == "whoosh" else "whoosh"
    for name in (other, search_engine):
        node = start_node(search_engine=name, search_index=folder_of(app))
        browser = reader(node, sign_in, cast.charlie)
        assert NOTICE in page_text(browser.get("/search?q=marmalade"))
        write(node, cast.alice, cast.midvale, f"Marmalade of {name}")
        wait_for_repair()
        assert "Marmalade mornings" in titles(browser.get("/search?q=marmalade"))
        with node.app_context():
            status = services.status()
            assert (status.healthy, status.behind) == (True, 0)
            assert status.documents == status.expected
