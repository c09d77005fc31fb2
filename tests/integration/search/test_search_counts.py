"""What people search for and open is counted: without who asked, and never in their way."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from portal import chores, clock
from portal.db import db
from portal.search.cli import search_cli
from portal.search.needs import counting, noting, services
from portal.search.needs.counting import Counts
from portal.search.needs.models import PracticeRequest, SearchCount
from tests.integration.search.conftest import write
from tests.integration.search.needs import have_asked

# Counting


def test_a_search_that_finds_nothing_is_counted_without_who_asked(as_, counted):
    as_("bob").get("/search?q=  Xylophone   LESSONS? ")
    assert counted() == {"xylophone lessons": (1, 1, 0, 0)}
    names = {column.name for column in SearchCount.__table__.columns}
    assert names == {
        "id", "question", "stems", "day", "asked", "empty", "partly", "opened", "wanted",
        "is_hidden",
    }  # fmt: skip


def test_reload_filters_and_paging_count_as_one_search(as_, counted):
    bob = as_("bob")
    for address in ("q=xylophone", "q=Xylophone", "q=xylophone&kind=scheme", "q=xylophone&page=2"):
        bob.get(f"/search?{address}")
    assert counted() == {"xylophone": (1, 1, 0, 0)}


def test_another_person_counts_again_and_so_does_the_same_one_later(as_, counted, monkeypatch):
    bob, charlie = as_("bob"), as_("charlie")
    bob.get("/search?q=xylophone")
    charlie.get("/search?q=xylophone")
    assert counted() == {"xylophone": (2, 2, 0, 0)}
    monkeypatch.setattr(counting, "AGAIN", 0)
    bob.get("/search?q=xylophone")
    assert counted() == {"xylophone": (3, 3, 0, 0)}


def test_nothing_found_under_a_filter_is_no_need(as_, counted, app, cast):
    write(app, cast.alice, cast.midvale, "Xylophone lessons")
    bob = as_("bob")
    bob.get("/search?q=xylophone&kind=job_description")
    assert counted() == {"xylophone": (1, 0, 0, 0)}
    bob.get("/search?q=xylophone")
    assert counted() == {"xylophone": (1, 0, 0, 0)}


def test_only_some_words_found_is_counted(as_, counted, app, cast):
    write(app, cast.alice, cast.midvale, "Xylophone lessons")
    as_("bob").get("/search?q=xylophone+zeppelin")
    assert counted() == {"xylophone zeppelin": (1, 0, 1, 0)}


@pytest.mark.parametrize(
    "address", ["/search", "/search?q=", "/search?q=%3F%21", "/search?kind=scheme"]
)
def test_a_search_without_words_is_not_counted(as_, counted, address):
    as_("bob").get(address)
    assert counted() == {}


def test_later_pages_and_programs_are_not_counted(as_, counted):
    bob = as_("bob")
    bob.get("/search?q=xylophone&page=2")
    bob.get("/api/v1/search?q=xylophone")
    assert counted() == {}


@pytest.mark.parametrize(
    "words", ["reports+on+A1234BC", "John+Smith+with+depression", "call+07700+900123"]
)
def test_words_that_may_tell_who_a_person_is_are_counted_nowhere(as_, counted, app, cast, words):
    slug = write(app, cast.alice, cast.midvale, "Xylophone lessons")
    bob = as_("bob")
    assert bob.get(f"/search?q={words}").status_code == 200
    assert bob.get(f"/practices/{slug}?q={words}").status_code == 200
    with app.app_context():
        assert noting.tally().take() == {}
    assert counted() == {}


def test_a_result_that_is_opened_is_counted_once(as_, counted, app, cast):
    slug = write(app, cast.alice, cast.midvale, "Xylophone lessons")
    other = write(app, cast.alice, cast.midvale, "Xylophone orchestra")
    bob = as_("bob")
    bob.get("/search?q=xylophone")
    for address in (slug, slug, other):
        assert bob.get(f"/practices/{address}?q=Xylophone").status_code == 200
    assert counted() == {"xylophone": (1, 0, 0, 2)}


def test_what_is_not_there_or_opened_by_a_stranger_is_not_counted(app, as_, counted, cast):
    draft = write(app, cast.alice, cast.midvale, "Xylophone plan", published=False)
    slug = write(app, cast.alice, cast.midvale, "Xylophone lessons")
    as_("charlie").get(f"/practices/{draft}?q=xylophone")
    as_("bob").get(f"/practices/{slug}")
    app.test_client().get(f"/practices/{slug}?q=xylophone")
    assert counted() == {}


@pytest.mark.parametrize(
    "words",
    ["%07%E2%80%AE", "%ED%A0%80", "%F0%9F%90%8E" * 200, "'; DROP TABLE search_count; --", "%"],
)
def test_hostile_words_break_no_search_and_no_write(as_, counted, words):
    assert as_("bob").get(f"/search?q=zz{words}zz").status_code == 200
    assert all(len(question) <= 120 for question in counted())


def test_a_count_that_fails_breaks_no_page(as_, app, cast, monkeypatch, caplog):
    slug = write(app, cast.alice, cast.midvale, "Xylophone lessons")

    def fail(*_args, **_more):
        raise RuntimeError("no counting today")

    monkeypatch.setattr(noting, "countable", fail)
    assert as_("bob").get("/search?q=xylophone").status_code == 200
    assert as_("bob").get(f"/practices/{slug}?q=xylophone").status_code == 200
    assert caplog.text.count("a search could not be counted") == 2


def test_a_search_asks_the_database_nothing_more_for_its_count(as_, count_queries, monkeypatch):
    bob = as_("bob")
    bob.get("/search?q=warm")
    with count_queries() as with_count:
        bob.get("/search?q=xylophone")
    monkeypatch.setattr(noting, "countable", lambda text: "")
    with count_queries() as without:
        bob.get("/search?q=zeppelin")
    assert len(with_count) == len(without)


# Writing


def test_the_chores_write_the_counts_and_then_add_to_them(app, as_):
    for name in ("bob", "charlie"):
        as_(name).get("/search?q=xylophone")
        chores.do_what_is_due(app, 1e9 if name == "bob" else 2e9)
    with app.app_context():
        row = db.session.scalars(select(SearchCount)).one()
        assert (row.asked, row.empty, row.stems) == (2, 2, "xylophon")
        assert row.day == clock.today()


def test_several_workers_that_write_at_once_lose_nothing(app):
    questions = [f"question {number}" for number in range(700)]
    start = threading.Barrier(4)
    failed: list[BaseException] = []

    def work(backwards: bool) -> None:
        order = questions[::-1] if backwards else questions
        taken = {(each, date(2026, 11, 23)): Counts(asked=1, opened=2) for each in order}
        start.wait()
        try:
            with app.app_context():
                for _ in range(3):
                    services.write(taken)
        except BaseException as error:  # the test tells of it, a thread would not
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number % 2 == 0,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    with app.app_context():
        rows = db.session.execute(select(SearchCount.asked, SearchCount.opened)).all()
    assert [tuple(row) for row in rows] == [(12, 24)] * 700


def test_what_could_not_be_written_is_written_the_next_time(app, as_, counted, monkeypatch):
    as_("bob").get("/search?q=xylophone")

    def fail(_taken):
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as broken, app.app_context():
        broken.setattr(services, "write", fail)
        with pytest.raises(RuntimeError):
            noting.write_counts()
    assert counted() == {"xylophone": (1, 1, 0, 0)}


def test_old_counts_and_answered_requests_are_forgotten(app, cast, settings):
    assert settings.search_retention_days == 365
    today = clock.today()
    have_asked(app, "old", today - timedelta(days=366), asked=5)
    have_asked(app, "young", today - timedelta(days=365), asked=5)
    with app.app_context():
        for words in ("Old and open", "Old and answered"):
            services.ask_for(words, "", actor=cast.dana)
        long_ago = clock.now() - timedelta(days=366)
        db.session.execute(update(PracticeRequest).values(asked_at=long_ago))
        answered = update(PracticeRequest).where(PracticeRequest.words == "Old and answered")
        db.session.execute(answered.values(answered_by="practice:1", answered_at=long_ago))
        db.session.commit()
    chores.do_what_is_due(app, 1e9)
    with app.app_context():
        assert db.session.scalars(select(SearchCount.question)).all() == ["young"]
        assert db.session.scalars(select(PracticeRequest.words)).all() == ["Old and open"]


def test_a_command_forgets_old_counts_too(app):
    have_asked(app, "old", clock.today() - timedelta(days=366), asked=5)
    result = app.test_cli_runner().invoke(args=["forget-counts"], cli=search_cli)
    assert result.exit_code == 0, result.output
    assert "1 counts" in result.output
