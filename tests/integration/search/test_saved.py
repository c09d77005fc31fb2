"""Saved searches: saving, looking after them, what is new, and being told once."""

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from html import unescape

import pytest
from flask import Flask, render_template
from flask_login import login_user
from sqlalchemy import select

from portal import chores, mail
from portal.accounts.models import User
from portal.accounts.services import deactivate
from portal.db import db
from portal.practices import queries as practices
from portal.practices.services import publish
from portal.search import services as search
from portal.search.cli import search_cli
from portal.search.saved import services
from portal.search.saved.models import SavedSearch
from portal.search.saved.news import LOOKED_AT
from portal.search.saved.queries import new_for
from portal.search.saved.telling import tell
from tests.integration.search.conftest import archive, page_text, write

SUMMARY = re.compile(r'govuk-error-summary__list">(.*?)</ul>', re.DOTALL)
CARD = re.compile(r'<article class="app-card">(.*?)</article>', re.DOTALL)


def rows(app: Flask) -> list[SavedSearch]:
    with app.app_context():
        return list(db.session.scalars(select(SavedSearch).order_by(SavedSearch.id)))


def save(app: Flask, person: User, words: str, *, mails: bool = True) -> int:
    """Save a search by its words, which are its name too, and give its number."""
    with app.app_context():
        return services.save(person, {"q": [words]}, name=words, mails=mails)[0].id


def tell_now(app: Flask) -> int:
    with app.app_context():
        return tell()


def counts(app: Flask, person: User) -> dict[str, int]:
    with app.app_context():
        return {each.name: each.count for each in new_for(person)}


def told(page: str) -> str:
    found = SUMMARY.search(page)
    return unescape(re.sub(r"<[^>]*>", "", found[1])).strip() if found else ""


def cards(page: str) -> list[str]:
    """Give the searches of the list as somebody reads them, in lines."""
    return [
        " ".join(unescape(re.sub(r"<[^>]*>", " ", each)).split()) for each in CARD.findall(page)
    ]


class TestSaving:
    def test_a_saved_search_stands_in_the_list_with_its_words_and_filters(
        self, app, cast, client, sign_in
    ):
        sign_in(client, cast.bob)
        asked = {"q": "  reading   mentors ", "kind": "scheme", "sort": "newest"}
        answer = client.post("/search/saved", data={**asked, "name": "Reading", "page": "3"})
        assert (answer.status_code, answer.location) == (302, "/search/saved")
        page = page_text(client.get("/search/saved"))
        (card,) = cards(page)
        for part in ("Reading", "“reading mentors”", "Kind: Scheme", "Newest first", "Nothing new"):
            assert part in card
        (row,) = rows(app)
        assert row.args == {"q": ["reading mentors"], "kind": ["scheme"], "sort": ["newest"]}
        assert not row.mails

    def test_parameters_in_the_address_count_as_well(self, app, cast, client, sign_in):
        sign_in(client, cast.bob)
        client.post("/search/saved?q=mentors&csrf=1&page=2&foo=bar", data={"name": "Mentors"})
        assert [row.args for row in rows(app)] == [{"q": ["mentors"]}]

    def test_the_same_search_is_one_row_however_it_is_written(self, app, cast, client, sign_in):
        sign_in(client, cast.bob)
        for words, name in (("reading mentors", "First"), (" Reading  mentors", "Second")):
            client.post("/search/saved", data={"q": words, "name": name, "kind": "scheme"})
        client.post("/search/saved", data={"q": "reading mentors", "name": "Third", "mails": "yes"})
        assert [row.name for row in rows(app)] == ["First", "Third"]
        assert "You had saved this search before" in page_text(client.get("/search/saved"))
        again = {"q": "reading mentors", "kind": "scheme", "name": "x", "mails": "yes"}
        client.post("/search/saved", data=again)
        assert [row.mails for row in rows(app)] == [True, True]

    def test_two_people_may_save_the_same(self, app, cast):
        assert save(app, cast.bob, "mentors") != save(app, cast.alice, "mentors")

    @pytest.mark.parametrize("asked", [{}, {"q": " "}, {"sort": "newest"}, {"foo": "bar"}])
    def test_without_words_or_filters_nothing_is_saved(self, asked, app, cast, client, sign_in):
        sign_in(client, cast.bob)
        answer = client.post("/search/saved", data={"name": "All", **asked})
        assert answer.status_code == 422
        assert told(page_text(answer)).startswith("Search for something first.")
        assert rows(app) == []

    @pytest.mark.parametrize(
        ("words", "what"),
        [
            ("mentor A1234BC", "a prison number"),
            ("AB123456C", "a National Insurance number"),
            ("John Smith was convicted of burglary", "a person’s name"),
        ],
    )
    def test_what_names_somebody_is_refused_in_words_and_name(
        self, words, what, app, cast, client, sign_in
    ):
        sign_in(client, cast.bob)
        answer = client.post("/search/saved", data={"q": words, "name": "Mine"})
        assert answer.status_code == 422
        assert f"looks as if it has {what}" in told(page_text(answer))
        number = save(app, cast.bob, "mentors")
        for address in ("/search/saved", f"/search/saved/{number}/rename"):
            answer = client.post(address, data={"q": "anything", "name": words})
            assert answer.status_code == 422
            assert f"This name looks as if it has {what}" in told(page_text(answer))
        assert [row.name for row in rows(app)] == ["mentors"]

    @pytest.mark.parametrize(
        ("name", "message"),
        [("  ", "Enter a name for this search"), ("x" * 81, "The name must be 80 characters")],
    )
    def test_a_name_with_a_mistake_comes_back_with_everything_typed(
        self, name, message, app, cast, client, sign_in
    ):
        sign_in(client, cast.bob)
        answer = client.post(
            "/search/saved", data={"q": "mentors", "kind": "scheme", "name": name, "mails": "yes"}
        )
        page = page_text(answer)
        assert answer.status_code == 422
        assert message in told(page)
        assert f'value="{name}" maxlength="80"' in page
        assert '<input type="hidden" name="kind" value="scheme">' in page
        assert 'value="yes" checked>' in page
        assert rows(app) == []

    def test_a_search_that_is_too_long_is_refused(self, app, cast, client, sign_in):
        sign_in(client, cast.bob)
        kinds = [f"{number:02}" + "x" * 78 for number in range(20)]
        asked = {"q": "long " * 100, "kind": kinds, "name": "Long"}
        answer = client.post("/search/saved", data=asked)
        assert answer.status_code == 422
        assert "too long to save" in told(page_text(answer))
        assert rows(app) == []

    def test_nobody_saves_more_than_thirty(self, app, cast, client, sign_in):
        sign_in(client, cast.bob)
        for number in range(services.MOST):
            save(app, cast.bob, f"words {number}")
        answer = client.post("/search/saved", data={"q": "one more", "name": "One more"})
        assert answer.status_code == 422
        assert told(page_text(answer)).startswith("You have 30 saved searches")
        same = client.post("/search/saved", data={"q": "words 3", "name": "Again"})
        assert same.status_code == 302
        assert len(rows(app)) == services.MOST
        save(app, cast.alice, "one more")

    def test_many_at_once_never_save_one_too_many(self, app, cast):
        for number in range(services.MOST - 1):
            save(app, cast.bob, f"words {number}")

        def one(number):
            try:
                save(app, cast.bob, f"more {number}")
            except services.Invalid:
                return 0
            return 1

        with ThreadPoolExecutor(4) as pool:
            saved = [pool.submit(Context().run, one, number) for number in range(4)]
            assert sum(each.result() for each in saved) == 1

    def test_no_token_no_change(self, app, cast, client, sign_in):
        sign_in(client, cast.bob)
        number = save(app, cast.bob, "mentors")
        for address in ("", "/stop-mails", *(f"/{number}/{do}" for do in DOINGS)):
            form = {"q": "other", "name": "Other"}
            assert client.post(f"/search/saved{address}", data=form, csrf=False).status_code == 400
        (row,) = rows(app)
        assert (row.name, row.mails) == ("mentors", True)


DOINGS = ("rename", "mails", "remove")


class TestTheForm:
    """The part of the search page that saves the search it shows."""

    def form(self, app: Flask, person: User, address: str) -> str:
        with app.test_request_context(address):
            login_user(person)
            return render_template("search/_save.html")

    def test_it_sends_the_search_under_a_suggested_name(self, app, cast):
        form = self.form(app, cast.bob, "/search?q=reading&kind=scheme&kind=<b>&page=2&_anchor=x")
        fields = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
        assert [each for each in fields if each[0] != "csrf_token"] == [
            ("kind", "scheme"),
            ("kind", "&lt;b&gt;"),
            ("q", "reading"),
        ]
        assert 'name="name" type="text" value="reading"' in form

    @pytest.mark.parametrize(
        ("address", "name"),
        [
            ("/search?kind=scheme&theme=maths", "Scheme write-up, Maths"),
            (f"/search?q={'word ' * 30}", ("word " * 16)[:79] + "…"),
        ],
    )
    def test_the_name_comes_from_filters_without_words_and_is_never_too_long(
        self, address, name, app, cast
    ):
        assert f'value="{name}" maxlength="80"' in self.form(app, cast.bob, address)

    @pytest.mark.parametrize("address", ["/search", "/search?sort=newest", "/search?endpoint=x"])
    def test_with_nothing_to_save_it_only_leads_to_the_list(self, address, app, cast):
        form = self.form(app, cast.bob, address)
        assert "<form" not in form
        assert 'href="/search/saved">See your saved searches</a>' in form


class TestLookingAfter:
    def test_an_empty_list_says_how_to_save_one(self, cast, client, sign_in):
        sign_in(client, cast.bob)
        page = page_text(client.get("/search/saved"))
        assert "You have not saved a search yet" in page
        assert "choose “Save this search”" in page

    def test_rename_turn_emails_off_and_on_and_remove(self, app, cast, client, sign_in):
        sign_in(client, cast.bob)
        number = save(app, cast.bob, "mentors")
        client.post(f"/search/saved/{number}/rename", data={"name": " Peer  mentors "})
        client.post(f"/search/saved/{number}/mails", data={"mails": "off"})
        (row,) = rows(app)
        assert (row.name, row.mails) == ("Peer mentors", False)
        client.post(f"/search/saved/{number}/mails", data={"mails": "on"})
        assert rows(app)[0].mails
        client.post(f"/search/saved/{number}/remove")
        assert rows(app) == []

    def test_all_emails_are_stopped_at_once_and_only_ones_own(self, app, cast, client, sign_in):
        for person, words in ((cast.bob, "a1"), (cast.bob, "a2"), (cast.alice, "a3")):
            save(app, person, words)
        sign_in(client, cast.bob)
        assert "Stop all emails" in page_text(client.get("/search/saved"))
        client.post("/search/saved/stop-mails")
        assert [row.mails for row in rows(app)] == [False, False, True]
        assert "Stop all emails" not in page_text(client.get("/search/saved"))

    def test_a_name_that_is_wrong_is_shown_beside_its_own_field(self, app, cast, client, sign_in):
        sign_in(client, cast.bob)
        save(app, cast.bob, "first")
        number = save(app, cast.bob, "second")
        answer = client.post(f"/search/saved/{number}/rename", data={"name": "y" * 90})
        page = page_text(answer)
        assert answer.status_code == 422
        assert f'<a href="#name-{number}">The name must be 80 characters or fewer</a>' in page
        assert page.count('govuk-input--error"') == 1
        assert f'value="{"y" * 90}"' in page

    def test_what_others_saved_is_not_there(self, app, cast, client, sign_in):
        number = save(app, cast.alice, "words of Alice")
        before = rows(app)[0]
        for person in (cast.bob, cast.charlie, cast.dana, cast.erin):
            sign_in(client, person)
            assert "words of Alice" not in page_text(client.get("/search/saved"))
            assert client.get(f"/search/saved/{number}").status_code == 404
            for do in DOINGS:
                answer = client.post(f"/search/saved/{number}/{do}", data={"name": "Mine"})
                assert answer.status_code == 404
        (row,) = rows(app)
        assert (row.name, row.mails, row.seen_at) == (before.name, True, before.seen_at)

    def test_who_leaves_is_forgotten_and_nobody_else(self, app, cast):
        save(app, cast.bob, "mentors")
        save(app, cast.alice, "mentors")
        with app.app_context():
            deactivate(cast.bob.id, actor=db.session.get_one(User, cast.alice.id))
        assert [row.user_id for row in rows(app)] == [cast.alice.id]

    def test_words_are_escaped(self, app, cast, client, sign_in):
        sign_in(client, cast.bob)
        save(app, cast.bob, "<b onclick=x>&'")
        page = page_text(client.get("/search/saved"))
        assert "&lt;b onclick=x&gt;&amp;&#39;" in page
        assert "<b onclick" not in page


class TestWhatIsNew:
    def test_what_was_published_since_is_new_until_the_search_is_opened(
        self, app, cast, client, sign_in
    ):
        write(app, cast.charlie, cast.westholme, "Old mentors")
        number = save(app, cast.bob, "mentors")
        save(app, cast.bob, "allotments")
        write(app, cast.charlie, cast.westholme, "Young mentors")
        sign_in(client, cast.bob)
        page = page_text(client.get("/search/saved"))
        card, _ = cards(page)
        assert "1 new since" in card
        assert 'href="/practices/young-mentors">Young mentors</a>' in page
        assert "Old mentors" not in page
        opened = client.get(f"/search/saved/{number}")
        assert (opened.status_code, opened.location) == (302, "/search?q=mentors")
        newest_first = client.get(f"/search/saved/{number}?order=newest")
        assert newest_first.location == "/search?q=mentors&sort=newest"
        assert "Nothing new since" in cards(page_text(client.get("/search/saved")))[0]

    def test_filters_hold_for_what_is_new(self, app, cast, client, sign_in):
        sign_in(client, cast.bob)
        client.post("/search/saved", data={"theme": "maths", "name": "Maths"})
        write(app, cast.charlie, cast.westholme, "Sums", themes=("maths",))
        write(app, cast.charlie, cast.westholme, "Books", themes=("reading",))
        page = page_text(client.get("/search/saved"))
        assert "Sums" in page
        assert "Books" not in page

    def test_drafts_and_what_was_archived_are_not_told_of(self, app, cast, client, sign_in):
        save(app, cast.bob, "mentors")
        write(app, cast.charlie, cast.westholme, "Draft mentors", published=False)
        gone = write(app, cast.charlie, cast.westholme, "Gone mentors")
        assert tell_now(app) == 1
        assert counts(app, cast.bob) == {"mentors": 1}
        archive(app, cast.charlie, gone)
        sign_in(client, cast.bob)
        page = page_text(client.get("/search/saved"))
        assert "Nothing new since" in cards(page)[0]
        assert counts(app, cast.bob) == {}  # the list mends what the front page says

    def test_a_new_version_of_something_old_is_not_new(self, app, cast):
        slug = write(app, cast.charlie, cast.westholme, "Old mentors")
        save(app, cast.bob, "mentors")
        with app.app_context():
            practice = practices.practice_by_slug(slug, viewer=cast.charlie)
            publish(practice, actor=cast.charlie)
        assert tell_now(app) == 0
        assert counts(app, cast.bob) == {}

    def test_of_very_many_it_says_so(self, app, cast, client, sign_in):
        save(app, cast.bob, "mentors")
        for number in range(LOOKED_AT + 1):
            write(app, cast.charlie, cast.westholme, f"Mentors {number}")
        sign_in(client, cast.bob)
        page = page_text(client.get("/search/saved"))
        assert "20 or more new since" in cards(page)[0]
        assert page.count('href="/practices/mentors-') == 3

    def test_the_front_page_shows_what_is_new_and_nothing_else(self, app, cast, client, sign_in):
        number = save(app, cast.bob, "mentors", mails=False)
        save(app, cast.bob, "allotments")
        sign_in(client, cast.bob)
        assert "New for your saved searches" not in page_text(client.get("/"))
        write(app, cast.charlie, cast.westholme, "Young mentors")
        assert tell_now(app) == 0
        page = page_text(client.get("/"))
        assert "New for your saved searches" in page
        assert f'href="/search/saved/{number}?order=newest">mentors</a>: 1 new' in page
        assert "allotments" not in page
        sign_in(client, cast.alice)
        assert "New for your saved searches" not in page_text(client.get("/"))
        sign_in(client, cast.bob)
        client.get(f"/search/saved/{number}")
        assert "New for your saved searches" not in page_text(client.get("/"))


class TestLetters:
    def test_one_letter_tells_of_everything_new_and_how_to_stop(self, app, cast, messages):
        for words in ("mentors", "gardens", "nothing of the kind"):
            save(app, cast.bob, words)
        write(app, cast.charlie, cast.westholme, "Young mentors")
        write(app, cast.charlie, cast.westholme, "Wing gardens", "Beds and seeds.")
        assert tell_now(app) == 1
        (letter,) = messages(1)
        words = letter.get_content().replace("\r\n", "\n")
        assert letter["To"] == "bob@example.org"
        assert letter["Subject"] == "New for your saved searches"
        for part in (
            "mentors: 1 new",
            "gardens: 1 new",
            "Young mentors\n  Example Westholme (example)\n"
            "  http://127.0.0.1:8000/practices/young-mentors",
            "turn the emails off:\nhttp://127.0.0.1:8000/search/saved\n",
        ):
            assert part in words
        assert "nothing of the kind" not in words

    def test_nobody_is_told_twice_and_at_most_once_a_day(self, app, cast, messages, later):
        save(app, cast.bob, "mentors")
        write(app, cast.charlie, cast.westholme, "First mentors")
        assert (tell_now(app), tell_now(app)) == (1, 0)
        write(app, cast.charlie, cast.westholme, "Second mentors")
        later(hours=22)
        assert tell_now(app) == 0
        later(hours=2)
        assert tell_now(app) == 1
        later(days=2)
        assert tell_now(app) == 0
        first, second = messages(2)
        assert "First mentors" in first.get_content()
        assert "First mentors" not in second.get_content()
        assert "Second mentors" in second.get_content()
        assert counts(app, cast.bob) == {"mentors": 2}  # pages count until it is opened

    def test_a_search_saved_after_todays_round_waits_for_the_next(self, app, cast, messages, later):
        save(app, cast.bob, "mentors")
        write(app, cast.charlie, cast.westholme, "Young mentors")
        assert tell_now(app) == 1
        save(app, cast.bob, "gardens")
        write(app, cast.charlie, cast.westholme, "Wing gardens", "Beds and seeds.")
        assert tell_now(app) == 0
        later(days=1)
        assert tell_now(app) == 1
        messages(2)

    def test_what_was_seen_already_is_not_written_of(self, app, cast, client, sign_in):
        number = save(app, cast.bob, "mentors")
        write(app, cast.charlie, cast.westholme, "Young mentors")
        sign_in(client, cast.bob)
        client.get(f"/search/saved/{number}")
        assert tell_now(app) == 0

    def test_who_wants_no_letters_gets_none_nor_later_of_what_was_then(
        self, app, cast, client, sign_in, later, messages
    ):
        number = save(app, cast.bob, "mentors", mails=False)
        write(app, cast.charlie, cast.westholme, "Young mentors")
        assert tell_now(app) == 0
        assert counts(app, cast.bob) == {"mentors": 1}
        sign_in(client, cast.bob)
        client.post(f"/search/saved/{number}/mails", data={"mails": "on"})
        later(days=1)
        assert tell_now(app) == 0
        messages(0)

    def test_who_may_not_sign_in_gets_none(self, app, cast, messages):
        save(app, cast.bob, "mentors")
        with app.app_context():
            db.session.get_one(User, cast.bob.id).active = False
            db.session.commit()
        write(app, cast.charlie, cast.westholme, "Young mentors")
        assert tell_now(app) == 0
        messages(0)

    def test_a_letter_that_could_not_be_sent_is_sent_the_next_time(
        self, app, cast, messages, monkeypatch
    ):
        save(app, cast.bob, "mentors")
        write(app, cast.charlie, cast.westholme, "Young mentors")
        with monkeypatch.context() as patched:
            patched.setattr(mail, "send", lambda *_: False)
            assert tell_now(app) == 0
        assert tell_now(app) == 1
        messages(1)

    def test_while_the_index_is_broken_nothing_is_told_and_nothing_lost(
        self, app, cast, client, sign_in, messages, repair_elsewhere
    ):
        save(app, cast.bob, "mentors")
        write(app, cast.charlie, cast.westholme, "Young mentors")
        sign_in(client, cast.bob)
        with repair_elsewhere():
            shutil.rmtree(app.config["SETTINGS"].search_index)
            assert tell_now(app) == 0
            page = page_text(client.get("/search/saved"))
        assert "Search is being repaired" in page
        assert "Nothing new" not in page
        with app.app_context():
            search.rebuild()
        assert tell_now(app) == 1
        messages(1)

    def test_of_many_who_go_round_at_once_one_writes(self, app, cast, messages):
        for words in ("mentors", "young mentors"):
            save(app, cast.bob, words)
            save(app, cast.alice, words)
        write(app, cast.charlie, cast.westholme, "Young mentors")
        with ThreadPoolExecutor(4) as pool:
            sent = [pool.submit(Context().run, tell_now, app) for _ in range(4)]
            assert sum(each.result() for each in sent) == 2
        assert {each["To"] for each in messages(2)} == {"bob@example.org", "alice@example.org"}

    def test_the_running_portal_tells_by_itself_and_so_does_the_command(
        self, app, cast, messages, later
    ):
        save(app, cast.bob, "mentors")
        write(app, cast.charlie, cast.westholme, "First mentors")
        chores.do_what_is_due(app, 0)
        messages(1)
        later(days=1)
        write(app, cast.charlie, cast.westholme, "Second mentors")
        said = app.test_cli_runner().invoke(search_cli, ["tell"])
        assert said.output == "1 letter sent.\n"
        messages(2)
