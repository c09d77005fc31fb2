"""What people did not find: the leads' page, and telling the leads."""

from datetime import timedelta

import pytest
from flask import render_template
from sqlalchemy import func, select

from portal import clock
from portal.db import db
from portal.search import query_string
from portal.search.needs import counting, queries, services
from portal.search.needs.models import SearchCount
from tests.integration.search.conftest import page_text, write
from tests.integration.search.needs import ASKED_FOR, NEEDS, deeds, have_asked, lists, shown

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
    assert deeds(app) == ["need.hidden", "need.shown"]


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
