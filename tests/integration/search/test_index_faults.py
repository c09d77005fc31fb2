"""A broken, busy or outdated index: the portal says so, goes on, and mends it by itself."""

import itertools
import multiprocessing
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import delete

from portal import clock
from portal.db import db
from portal.practices.models import Practice, Status
from portal.search import services, thesaurus
from portal.search.engines import engine
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
    files_of,
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
REAL_TIME, REAL_NOW, REBUILD = time.time, clock.now, services.rebuild
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
        wait_for_repair()
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


HURT = {
    "cut": lambda whole, at: whole[: at % (len(whole) + 1)],
    "emptied": lambda whole, at: b"",
    "garbage": lambda whole, at: os.urandom(max(len(whole), 1)),
    "one byte": lambda whole, at: bytes(
        byte ^ (0xFF * (place == at % len(whole))) for place, byte in enumerate(whole)
    ),
}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # as above
def test_whichever_file_is_broken_everything_is_there_once_afterwards(
    app, cast, client, sign_in, tmp_path, monkeypatch
):
    monkeypatch.setattr(services, "PAUSE", 0)
    expected = {f"Marmalade {number}" for number in range(3)}
    for title in sorted(expected):
        write(app, cast.alice, cast.midvale, title)
    archive(app, cast.alice, write(app, cast.alice, cast.midvale, "Marmalade withdrawn"))
    sign_in(client, cast.charlie)
    whole = tmp_path / "whole"
    shutil.copytree(folder_of(app), whole)
    names = [path.relative_to(whole) for path in whole.rglob("*") if path.is_file()]

    @hypothesis_settings(max_examples=30, deadline=None, derandomize=True, database=None)
    @given(st.sampled_from(sorted(names)), st.sampled_from(sorted(HURT)), st.integers(0, 100_000))
    def harm_one(name: Path, how: str, at: int) -> None:
        app.extensions["search_index"].close()  # as after a restart
        shutil.rmtree(folder_of(app))
        shutil.copytree(whole, folder_of(app))
        (folder_of(app) / name).write_bytes(HURT[how]((whole / name).read_bytes(), at))
        page = client.get("/search?q=marmalade")
        assert set(titles(page)) == expected or NOTICE in page_text(page)
        wait_for_repair()
        found = titles(client.get("/search?q=marmalade"))
        assert sorted(found) == sorted(expected)
        with app.app_context():
            assert services.catch_up()
            assert services.status() == services.Status(True, 3, 3, 0, "")

    harm_one()


def test_a_clock_that_jumps_hides_no_commit(app, cast, client, sign_in, monkeypatch):
    expected = []
    for number, days in enumerate((0, 1, -1, 365, -365, 0)):
        jump = days * 86_400
        with monkeypatch.context() as clocks:
            clocks.setattr(time, "time", lambda jump=jump: REAL_TIME() + jump)
            clocks.setattr(clock, "now", lambda days=days: REAL_NOW() + timedelta(days=days))
            sign_in(client, cast.charlie)
            write(app, cast.alice, cast.midvale, f"Marmalade {number}")
            expected.append(f"Marmalade {number}")
            for path in [*files_of(folder_of(app)), folder_of(app) / POINTER]:
                then = path.stat().st_mtime_ns + jump * 10**9
                os.utime(path, ns=(then, then))
            assert sorted(titles(client.get("/search?q=marmalade"))) == expected, days


def test_commits_whose_files_have_one_and_the_same_time_are_all_seen(app, cast, client, sign_in):
    sign_in(client, cast.charlie)
    for number in range(6):
        write(app, cast.alice, cast.midvale, f"Marmalade {number}")
        for path in files_of(folder_of(app)):
            os.utime(path, ns=(10**18, 10**18))
        assert len(titles(client.get("/search?q=marmalade"))) == number + 1


def test_a_save_waits_no_longer_for_a_busy_writer_where_the_clock_goes_back(app, cast, monkeypatch):
    write(app, cast.alice, cast.midvale, "Marmalade mornings")
    back = itertools.count()
    with held_by_another_process(app):
        monkeypatch.setattr(time, "time", lambda: REAL_TIME() - 86_400 * next(back))
        started = time.monotonic()
        write(app, cast.alice, cast.midvale, "Marmalade evenings")
        assert time.monotonic() - started < 10


@pytest.fixture
def field_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a thesaurus to change; each portal reads it when it starts."""
    file = tmp_path / "thesaurus.txt"
    file.write_text("marmalade, jam\n")
    monkeypatch.setattr(thesaurus, "path", lambda: file)
    thesaurus.thesaurus.cache_clear()
    yield file
    thesaurus.thesaurus.cache_clear()


def test_after_the_thesaurus_was_changed_the_index_is_built_anew(
    field_words, app, cast, client, sign_in
):
    with app.app_context():
        services.rebuild()
    write(app, cast.alice, cast.midvale, "Marmalade mornings")
    sign_in(client, cast.charlie)
    assert titles(client.get("/search?q=jam")) == ["Marmalade mornings"]
    field_words.write_text("marmalade, chutney\n")
    thesaurus.thesaurus.cache_clear()  # as a restart does
    app.extensions["search_index"].close()
    assert NOTICE in page_text(client.get("/search?q=chutney"))
    write(app, cast.alice, cast.midvale, "Marmalade evenings")
    wait_for_repair()
    both = {"Marmalade mornings", "Marmalade evenings"}
    assert set(titles(client.get("/search?q=chutney"))) == both
    assert titles(client.get("/search?q=jam&exactly=1")) == []


def test_several_that_ask_for_a_repair_at_once_get_one(app, cast, monkeypatch):
    write(app, cast.alice, cast.midvale, "Marmalade mornings")
    rebuilt: list[int] = []

    def slowly() -> int:
        time.sleep(0.05)
        rebuilt.append(REBUILD())
        return rebuilt[-1]

    monkeypatch.setattr(services, "rebuild", slowly)
    go = threading.Event()
    monkeypatch.setattr(services, "_only_one", in_turn(go))
    with app.app_context():
        for _ in range(5):
            services.heal()
        go.set()
        wait_for_repair()
    assert rebuilt == [1]


def in_turn(go: threading.Event) -> Callable[[Path], AbstractContextManager[bool]]:
    """Let each repair wait for the one before, as where they come one just after another."""
    turn = threading.Lock()

    @contextmanager
    def held(_folder: Path) -> Iterator[bool]:
        go.wait(30)
        with turn:
            yield True

    return held
