"""What is new for saved searches: pages tell of it, and a letter once."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context

from portal import chores, mail
from portal.accounts.models import User
from portal.db import db
from portal.practices import queries as practices
from portal.practices.services import publish
from portal.search import services as search
from portal.search.cli import search_cli
from portal.search.saved.news import LOOKED_AT
from tests.integration.search.conftest import archive, page_text, write
from tests.integration.search.saved_searches import cards, counts, save, tell_now


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
