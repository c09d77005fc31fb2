"""What people did not find: counting it, the leads' page, and what is asked for."""

import threading
from datetime import date, timedelta

import pytest
from flask import Flask, render_template
from sqlalchemy import func, select, update

from portal import chores, clock
from portal.audit import AuditEvent
from portal.db import db
from portal.errors import Forbidden, Invalid, NotFound
from portal.search import query_string
from portal.search.cli import search_cli
from portal.search.needs import counting, noting, queries, services
from portal.search.needs.counting import Counts
from portal.search.needs.models import PracticeRequest, SearchCount
from tests.integration.search.conftest import archive, page_text, write

NEEDS = "/search/needs"
ASKED_FOR = "/search/asked-for"


@pytest.fixture
def as_(app, cast, sign_in):
    """Open a browser of its own for somebody."""

    def open_browser(name: str):
        browser = app.test_client()
        sign_in(browser, getattr(cast, name))
        return browser

    return open_browser


@pytest.fixture
def counted(app):
    """Write what was counted and give it as (asked, empty, partly, opened) by question."""

    def read() -> dict[str, tuple[int, int, int, int]]:
        with app.app_context():
            noting.write_counts()
            rows = db.session.scalars(select(SearchCount))
            return {row.question: (row.asked, row.empty, row.partly, row.opened) for row in rows}

    return read


def have_asked(app: Flask, question: str, day: date | None = None, **counts: int) -> None:
    """Put counts of a question in the database."""
    with app.app_context():
        services.write({(question, day or clock.today()): Counts(**counts)})


def lists(app: Flask, *, days: int = 90, part: str = "", page: int = 1) -> dict[str, list[str]]:
    """Give the questions of each part of the page of needs."""
    with app.app_context():
        found = queries.needs(days=days, part=part, page=page)
        return {key: [need.question for need in each.items] for key, each in found.items()}


def shown(app: Flask, **asked: int) -> list[str]:
    return [question for each in lists(app, **asked).values() for question in each]


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


# The page of needs


def test_needs_come_in_three_parts(app, as_):
    have_asked(app, "asked once", asked=1, empty=1)
    have_asked(app, "never found", asked=2, empty=2)
    have_asked(app, "mostly empty", asked=5, empty=3, opened=1)
    have_asked(app, "seldom empty", asked=9, empty=2, opened=1)
    have_asked(app, "unopened four times", asked=4)
    have_asked(app, "unopened five times", asked=5, empty=1)
    have_asked(app, "well answered", asked=9, empty=1, opened=4)
    have_asked(app, "told and found", asked=9, opened=4)
    as_("bob").post(f"{NEEDS}/tell", data={"q": "told and found"})
    assert lists(app) == {
        "told": ["told and found"],
        "nothing": ["mostly empty", "never found"],
        "unopened": ["unopened five times"],
    }


def test_the_parts_stand_under_headings_and_what_was_found_is_folded_away(app, as_):
    dana = as_("dana")
    bare = page_text(dana.get(NEEDS))
    assert "Nobody told you of anything" in bare
    assert "nobody opened it" not in bare
    have_asked(app, "chess", asked=5)
    have_asked(app, "zeppelins", asked=2, empty=2)
    text = page_text(dana.get(NEEDS))
    headings = ("People told you they need this", "Nothing was found", "Found, but nobody opened")
    places = [text.index(f">{each}") for each in headings]
    assert places == sorted(places)
    assert text.index("zeppelins") < text.index("<details") < text.index("chess")


def test_what_leads_were_told_most_often_comes_first(app, as_):
    have_asked(app, "drums", asked=9, empty=9)
    for name, words in (("bob", "drums"), ("bob", "chess"), ("charlie", "chess")):
        as_(name).post(f"{NEEDS}/tell", data={"q": words})
    assert lists(app)["told"] == ["chess", "drums"]


def test_counts_of_days_and_forms_come_together(app):
    yesterday = clock.today() - timedelta(days=1)
    have_asked(app, "reading mentors", yesterday, asked=1, empty=1)
    have_asked(app, "mentors reading", asked=2, empty=2)
    have_asked(app, "the mentor reads", asked=1, partly=1)
    with app.app_context():
        (need,) = queries.needs(days=90)["nothing"].items
    assert need.question == "mentors reading"
    assert set(need.others) == {"reading mentors", "the mentor reads"}
    assert (need.asked, need.empty, need.partly, need.opened) == (4, 3, 1, 0)


@pytest.mark.parametrize(("days", "found"), [(30, ["new"]), (90, ["new", "older"])])
def test_only_the_chosen_days_count(app, days, found):
    have_asked(app, "new", clock.today() - timedelta(days=29), asked=9, empty=9)
    have_asked(app, "older", clock.today() - timedelta(days=30), asked=8, empty=8)
    have_asked(app, "oldest", clock.today() - timedelta(days=90), asked=7, empty=7)
    assert shown(app, days=days) == found


def test_leads_see_counts_and_what_they_can_do(app, as_):
    have_asked(app, "xylophone lessons", asked=3, empty=2, partly=1)
    for name, may_write in (("dana", False), ("erin", True)):
        text = page_text(as_(name).get(NEEDS))
        assert "Searched for 3 times. Nothing found 2 times. Only some words found 1 time." in text
        assert "/search?q=xylophone+lessons" in text
        assert "/search/needs/ask?q=xylophone+lessons" in text
        assert ("/practices/new/practice_note?title=xylophone+lessons" in text) is may_write
        assert ("/practices/new?title=xylophone+lessons" in text) is may_write


@pytest.mark.parametrize("name", ["alice", "bob", "charlie"])
def test_only_leads_and_administrators_see_what_was_not_found(as_, name):
    assert as_(name).get(NEEDS).status_code == 403


def test_empty_lists_say_so_and_strange_addresses_still_answer(app, as_):
    dana = as_("dana")
    assert "2 times or more and not found in the last 90 days" in page_text(dana.get(NEEDS))
    for strange in ("days=7", "days=x", "days=30&page=-1", "page=999999999999", "part=x&page=9"):
        assert dana.get(f"{NEEDS}?{strange}").status_code == 200
    have_asked(app, "xylophone", asked=2, empty=2)
    assert "xylophone" in page_text(dana.get(f"{NEEDS}?part=x&page=9"))
    assert "There are no more" in page_text(dana.get(f"{NEEDS}?part=nothing&page=2"))


def test_many_needs_come_in_pages_with_few_queries(app, as_, count_queries):
    for number in range(queries.PER_PAGE + 1):
        have_asked(app, f"question{number}", asked=2 + number, empty=2 + number)
        have_asked(app, f"unopened{number}", asked=5 + number)
    dana = as_("dana")
    dana.get(NEEDS)
    with count_queries(at_most=8):
        text = page_text(dana.get(NEEDS))
    assert text.count("See all 21") == 2
    assert "question0" not in text
    text = page_text(dana.get(f"{NEEDS}?part=nothing&page=2"))
    assert "question0" in text
    assert "Page 2 of 2" in text
    assert "unopened" not in text
    assert lists(app, part="nothing", page=2) == {"nothing": ["question0"]}
    assert lists(app, part="unopened", page=2) == {"unopened": ["unopened0"]}


def test_words_of_others_are_never_html(app, as_):
    have_asked(app, "<script>alert(1)</script> club", asked=2, empty=2)
    text = page_text(as_("dana").get(NEEDS))
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_what_is_not_a_need_goes_with_all_its_forms_and_comes_back(app, as_):
    have_asked(app, "reading mentors", asked=2, empty=2)
    have_asked(app, "mentors reading", clock.today() - timedelta(days=200), asked=1, empty=1)
    dana = as_("dana")
    assert dana.post(f"{NEEDS}/hide", data={"q": "Mentors reading"}).status_code == 302
    assert shown(app) == []
    have_asked(app, "mentor reads", asked=5, empty=5)
    assert shown(app) == []
    assert "Taken off the list (1)" in page_text(dana.get(NEEDS))
    dana.post(f"{NEEDS}/hide", data={"q": "reading mentors", "do": "show"})
    assert shown(app, days=365) == ["mentor reads"]
    assert _deeds(app) == ["need.hidden", "need.shown"]


def _deeds(app: Flask) -> list[str]:
    with app.app_context():
        return list(
            db.session.scalars(
                select(AuditEvent.action)
                .where(AuditEvent.action.like("need.%") | AuditEvent.action.like("request.%"))
                .order_by(AuditEvent.id)
            )
        )


# Telling the leads


def test_telling_the_leads_makes_a_question_a_need_at_once(app, as_):
    response = as_("bob").post(
        f"{NEEDS}/tell", data={"q": "Xylophone lessons"}, follow_redirects=True
    )
    assert "Thank you" in page_text(response)
    assert shown(app) == ["xylophone lessons"]
    text = page_text(as_("dana").get(NEEDS))
    assert "Leads were told 1 time" in text
    assert "Searched for 0" not in text


def test_telling_twice_counts_once_and_another_person_counts_again(app, as_):
    bob = as_("bob")
    for browser in (bob, bob, as_("charlie")):
        assert browser.post(f"{NEEDS}/tell", data={"q": "xylophone"}).status_code == 302
    with app.app_context():
        assert db.session.scalar(select(func.sum(SearchCount.wanted))) == 2


def test_one_person_cannot_fill_the_list_and_is_told_so(app, as_, monkeypatch):
    monkeypatch.setattr(counting, "TOLD_MAX", 3)
    bob = as_("bob")
    for number in range(3):
        assert bob.post(f"{NEEDS}/tell", data={"q": f"question{number}"}).status_code == 302
    refused = bob.post(f"{NEEDS}/tell", data={"q": "question4"})
    assert refused.status_code == 429
    assert "that is the most for one day" in page_text(refused)
    assert bob.post(f"{NEEDS}/tell", data={"q": "question0"}).status_code == 302
    assert as_("charlie").post(f"{NEEDS}/tell", data={"q": "question4"}).status_code == 302
    with app.app_context():
        assert db.session.scalar(select(func.sum(SearchCount.wanted))) == 4


def test_leads_are_told_by_somebody_who_searched_very_much(app, as_, monkeypatch):
    monkeypatch.setattr(counting, "OF_ONE_MAX", 2)
    bob = as_("bob")
    for number in range(5):
        bob.get(f"/search?q=zeppelin{number}")
    bob.post(f"{NEEDS}/tell", data={"q": "zeppelin4"})
    assert lists(app)["told"] == ["zeppelin4"]


def test_what_could_not_be_told_can_be_told_again(app, as_, monkeypatch):
    def fail(_text):
        raise RuntimeError("the disk is full")

    bob = as_("bob")
    with monkeypatch.context() as broken:
        broken.setattr(services, "tell_leads", fail)
        with pytest.raises(RuntimeError):
            bob.post(f"{NEEDS}/tell", data={"q": "xylophone"})
    bob.post(f"{NEEDS}/tell", data={"q": "xylophone"})
    assert lists(app)["told"] == ["xylophone"]


# Double quotes


def test_words_in_quotes_keep_them_and_are_a_need_of_their_own(app, as_, counted):
    bob, dana = as_("bob"), as_("dana")
    for words in ("“Xylophone  lessons”?", "Xylophone lessons"):
        bob.get("/search", query_string={"q": words})
        bob.post(f"{NEEDS}/tell", data={"q": words})
    assert counted() == {
        '"xylophone lessons"': (1, 1, 0, 0),
        "xylophone lessons": (1, 1, 0, 0),
    }
    assert set(lists(app)["told"]) == {'"xylophone lessons"', "xylophone lessons"}
    text = page_text(dana.get(NEEDS))
    assert "/search?q=%22xylophone+lessons%22" in text
    assert "title=%22" not in text
    dana.post(f"{NEEDS}/hide", data={"q": '"xylophone lessons"'})
    assert lists(app)["told"] == ["xylophone lessons"]


def test_what_answers_a_request_in_quotes_is_looked_for_without_them(app, as_, cast):
    write(app, cast.alice, cast.midvale, "Lessons with a xylophone")
    with app.app_context():
        number = services.ask_for('"Xylophone lessons"', "", actor=cast.dana).id
    assert "Lessons with a xylophone" in page_text(as_("dana").get(f"{ASKED_FOR}/{number}/there"))


@pytest.mark.parametrize(
    ("words", "leads_to"),
    [('"xylophone lessons" wing', "/x?q=xylophone lessons wing"), ("xylophone", ""), ('"x"', "")],
)
def test_the_way_to_a_search_without_quotes_is_there_where_they_matter(app, words, leads_to):
    with app.test_request_context():
        text = render_template(
            "search/_without_quotes.html",
            asked=query_string.Asked(text=words),
            address=lambda q: f"/x?q={q}",
        )
    assert (f'href="{leads_to}"' in text) is bool(leads_to)
    assert ("Search without the quotes" in text) is bool(leads_to)


@pytest.mark.parametrize("words", ["", "?!", "A1234BC", "John Smith with depression"])
def test_leads_are_not_told_of_people_or_of_nothing(app, as_, words):
    assert as_("bob").post(f"{NEEDS}/tell", data={"q": words}).status_code == 422
    with app.app_context():
        assert db.session.scalar(select(func.count(SearchCount.id))) == 0


# Asking for a practice


def test_a_lead_asks_and_everybody_sees_it_with_the_region_and_no_name(app, as_):
    have_asked(app, "xylophone lessons", asked=2, empty=2)
    dana = as_("dana")
    assert 'value="xylophone lessons"' in page_text(dana.get(f"{NEEDS}/ask?q=xylophone lessons"))
    sent = {"words": "Xylophone lessons", "why": "Three prisons asked me."}
    assert dana.post(f"{NEEDS}/ask", data=sent).location == ASKED_FOR
    text = page_text(as_("bob").get(ASKED_FOR))
    for words in ("Xylophone lessons", "a lead for West Midlands", "Three prisons asked me."):
        assert words in text
    assert "Dana" not in text
    assert "/practices/new/practice_note?title=Xylophone+lessons" in text
    assert "Somebody wrote about it" not in text
    assert "Asked for</strong>" in page_text(dana.get(NEEDS))
    assert "ask?q=" not in page_text(dana.get(NEEDS))


def test_an_administrator_asks_as_one(app, as_, cast):
    with app.app_context():
        services.ask_for("Chess", "", actor=cast.erin)
    assert "Asked for by an administrator" in page_text(as_("bob").get(ASKED_FOR))


@pytest.mark.parametrize(
    ("words", "why", "said"),
    [
        ("", "", "Write what you ask for"),
        ("?!", "", "Write what you ask for"),
        ("x" * 121, "", "must be 120 characters or fewer"),
        ("Chess", "y" * 301, "must be 300 characters or fewer"),
        ("Work for A1234BC", "", "looks like a prison number"),
        ("Chess", "For John Smith, who has depression.", "a person’s name beside"),
    ],
)
def test_a_request_with_a_mistake_comes_back_with_what_was_typed(app, as_, words, why, said):
    response = as_("dana").post(f"{NEEDS}/ask", data={"words": words, "why": why})
    text = page_text(response)
    assert response.status_code == 422
    assert text.count(said) == 2
    assert f'value="{words}"' in text
    assert f">{why}</textarea>" in text
    with app.app_context():
        assert queries.count_open() == 0


def test_the_same_is_asked_for_once(app, cast):
    with app.app_context():
        services.ask_for("Reading mentors", "", actor=cast.dana)
        with pytest.raises(Invalid, match="already"):
            services.ask_for("mentor reads", "", actor=cast.erin)
        assert queries.count_open() == 1


def test_there_are_only_so_many_open_requests(app, cast, monkeypatch):
    monkeypatch.setattr(services, "OPEN_MAX", 1)
    with app.app_context():
        services.ask_for("Chess", "", actor=cast.dana)
        with pytest.raises(Invalid, match="Remove one first"):
            services.ask_for("Go", "", actor=cast.dana)


@pytest.mark.parametrize("name", ["alice", "bob"])
def test_members_and_prison_leads_ask_for_nothing(as_, name):
    browser = as_(name)
    assert browser.get(f"{NEEDS}/ask").status_code == 403
    assert browser.post(f"{NEEDS}/ask", data={"words": "Chess"}).status_code == 403
    assert browser.post(f"{NEEDS}/hide", data={"q": "chess"}).status_code == 403


@pytest.fixture
def asked(app, cast) -> int:
    """Give the number of a request of Dana's."""
    with app.app_context():
        return services.ask_for("Xylophone lessons", "Why not?", actor=cast.dana).id


def test_a_request_is_closed_with_a_practice_that_is_there(app, as_, cast, asked):
    write(app, cast.alice, cast.midvale, "Xylophone lessons on the wing")
    with app.app_context():
        (offered,) = queries.offered("xylophone", cast.dana)
    dana = as_("dana")
    assert f'value="{offered.key}"' in page_text(dana.get(f"{ASKED_FOR}/{asked}/there"))
    response = dana.post(f"{ASKED_FOR}/{asked}/there", data={"key": offered.key})
    assert response.location == ASKED_FOR
    text = page_text(as_("bob").get(ASKED_FOR))
    assert "Answered</h2>" in text
    assert "Xylophone lessons on the wing" in text
    assert "Nothing is asked for just now" in text
    assert dana.get(f"{ASKED_FOR}/{asked}/there").status_code == 404
    assert _deeds(app) == ["request.made", "request.answered"]


@pytest.mark.parametrize(
    "key", ["", "practice:", "practice:99999", "practice:9999999999999", "practice:²", "x:1", "1"]
)
def test_a_request_is_not_closed_with_what_is_not_there(app, as_, cast, asked, key):
    write(app, cast.alice, cast.midvale, "Xylophone lessons on the wing")
    response = as_("dana").post(f"{ASKED_FOR}/{asked}/there", data={"key": key})
    assert response.status_code == 422
    assert page_text(response).count("Choose the practice that answers this request") == 2
    with app.app_context():
        assert queries.count_open() == 1


def test_a_draft_answers_nothing(app, cast, asked):
    write(app, cast.alice, cast.midvale, "Xylophone plan", published=False)
    with app.app_context(), pytest.raises(Invalid):
        services.answer(asked, "practice:1", actor=cast.dana)


def test_other_words_find_other_practices_to_close_with(app, as_, cast, asked):
    write(app, cast.alice, cast.midvale, "Drum circle")
    dana = as_("dana")
    assert "No published practice has these words" in page_text(
        dana.get(f"{ASKED_FOR}/{asked}/there")
    )
    assert "Drum circle" in page_text(dana.get(f"{ASKED_FOR}/{asked}/there?q=drum"))


def test_only_who_asked_and_administrators_close_or_remove(app, as_, cast):
    with app.app_context():
        number = services.ask_for("Chess", "", actor=cast.erin).id
        for act in (
            services.remove,
            lambda n, actor: services.answer(n, "practice:1", actor=actor),
        ):
            with pytest.raises(Forbidden):
                act(number, actor=cast.dana)
            with pytest.raises(NotFound):
                act(number + 1, actor=cast.erin)
    assert as_("dana").get(f"{ASKED_FOR}/{number}/there").status_code == 403
    assert "Somebody wrote about it" not in page_text(as_("dana").get(ASKED_FOR))
    assert "Somebody wrote about it" in page_text(as_("erin").get(ASKED_FOR))


def test_a_request_is_removed_only_when_that_is_confirmed(app, as_, asked):
    dana = as_("dana")
    page = f"{ASKED_FOR}/{asked}/remove"
    assert f'href="{page}"' in page_text(dana.get(ASKED_FOR))
    assert f'action="{page}"' not in page_text(dana.get(ASKED_FOR))
    text = page_text(dana.get(page))
    assert "Xylophone lessons" in text
    assert f'action="{page}"' in text
    with app.app_context():
        assert queries.count_open() == 1
    assert dana.post(page).location == ASKED_FOR
    assert dana.get(page).status_code == 404


def test_an_administrator_removes_a_leads_request(app, as_, asked):
    assert as_("erin").post(f"{ASKED_FOR}/{asked}/remove").location == ASKED_FOR
    with app.app_context():
        assert queries.count_open() == 0
    assert _deeds(app) == ["request.made", "request.removed"]


def test_a_request_whose_answer_is_gone_is_no_longer_shown_as_there(app, as_, cast, asked):
    slug = write(app, cast.alice, cast.midvale, "Xylophone lessons")
    with app.app_context():
        (offered,) = queries.offered("xylophone", cast.dana)
        services.answer(asked, offered.key, actor=cast.dana)
    assert slug in page_text(as_("bob").get(ASKED_FOR))
    archive(app, cast.alice, slug)
    assert "Answered</h2>" not in page_text(as_("bob").get(ASKED_FOR))


def test_many_requests_come_in_pages_newest_first(app, as_, cast, monkeypatch, later):
    monkeypatch.setattr(queries, "PER_PAGE", 2)
    for number in range(3):
        with app.app_context():
            services.ask_for(f"Request{number}", "", actor=cast.dana)
        later(days=1)
    bob = as_("bob")
    first = page_text(bob.get(ASKED_FOR))
    assert first.index("Request2") < first.index("Request1")
    assert "Request0" in page_text(bob.get(f"{ASKED_FOR}?page=2"))
    assert "There are no more requests" in page_text(bob.get(f"{ASKED_FOR}?page=9"))


def test_the_newest_three_requests_are_one_query(app, cast, count_queries):
    for number in range(4):
        with app.app_context():
            services.ask_for(f"Request{number}", "", actor=cast.dana)
    with app.app_context(), count_queries(at_most=1):
        assert [each.words for each in queries.newest_requests()] == [
            "Request3", "Request2", "Request1",
        ]  # fmt: skip


# Coming back


def test_the_front_page_leads_back_to_what_is_saved_and_asked_for(as_, app, cast):
    bob = as_("bob")
    text = page_text(bob.get("/"))
    assert "Your saved searches" in text
    assert "can you help?" not in text
    for words in ("Chess", "Drums"):
        with app.app_context():
            services.ask_for(words, "", actor=cast.dana)
    assert "Asked for (2): can you help?" in page_text(bob.get("/"))


# From a request to a practice


def test_writing_what_is_asked_for_begins_with_its_words_as_the_title(as_):
    bob = as_("bob")
    text = page_text(bob.get("/practices/new?title=Xylophone+%3Clessons%3E"))
    assert "/practices/new/scheme?title=Xylophone+%3Clessons%3E" in text
    text = page_text(bob.get("/practices/new/scheme?title=Xylophone+%3Clessons%3E"))
    assert 'value="Xylophone &lt;lessons&gt;"' in text


def test_a_title_from_an_address_is_cut_to_what_fits(as_):
    text = page_text(as_("bob").get(f"/practices/new/scheme?title={'x' * 5000}"))
    assert f'"{"x" * 300}"' in text
