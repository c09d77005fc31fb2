"""What leads ask for, and what becomes of it."""

import pytest

from portal.errors import Forbidden, Invalid, NotFound
from portal.search.needs import queries, services
from tests.integration.search.conftest import archive, page_text, write
from tests.integration.search.needs import ASKED_FOR, NEEDS, deeds, have_asked

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
    assert deeds(app) == ["request.made", "request.answered"]


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
    assert deeds(app) == ["request.made", "request.removed"]


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
