"""Saved searches: saving one, and looking after what one has."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context

import pytest
from flask import Flask, render_template
from flask_login import login_user

from portal.accounts.models import User
from portal.accounts.services import deactivate
from portal.db import db
from portal.search.saved import services
from tests.integration.search.conftest import page_text
from tests.integration.search.saved_searches import cards, rows, save, told


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
        answer = client.post("/search/saved", data={"q": "x", "theme": words, "name": "Mine"})
        assert answer.status_code == 422
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
