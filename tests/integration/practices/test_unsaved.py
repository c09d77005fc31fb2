"""What somebody types is kept on the server before they save it, for them alone."""

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.accounts.models import Role
from portal.accounts.services import deactivate
from portal.db import db
from portal.practices import services, unsaved
from portal.practices.content import Content
from portal.practices.models import Unsaved
from portal.practices.queries import latest_revision, practice_by_slug
from tests.saving import save_revision

TOKEN = "abcdefghijklmnopqrst"
NEW = {"unsaved_key": f"new:{TOKEN}", "kind": "practice_note"}
HOSTILE = "One\r\n <b>two</b> \x00\x07 \u202e “three” \ufffe 😀 {{ 1 }}"


def text(response) -> str:
    return response.get_data(as_text=True)


def area(page: str, name: str) -> str:
    found = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    return html.unescape(found[1]) if found else ""


def count(app) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(Unsaved.id)))


@pytest.fixture
def slug(app, cast) -> str:
    with app.app_context():
        content = Content(title="Our scheme", summary="In short.", body="What we did.")
        return services.create_practice(
            "scheme", content, actor=cast.alice, prison=cast.midvale
        ).slug


@pytest.fixture
def key(app, cast, slug):
    with app.app_context():
        practice = practice_by_slug(slug, viewer=cast.alice)
        return lambda step: unsaved.key_of(practice, step)


def test_words_of_a_new_form_are_there_after_another_sign_in(app, cast, client, sign_in):
    sign_in(client, cast.bob)
    typed = {"title": "Gate passes", "did": HOSTILE, "happened": "", "themes": ["reading", "maths"]}
    assert client.post("/practices/unsaved", data=NEW | typed).status_code == 204
    later = app.test_client()
    sign_in(later, cast.bob)
    for address in ("/", "/my-prison"):
        listed = text(later.get(address))
        assert "Unfinished writing" in listed
        assert f'href="/practices/new/practice_note?unsaved={TOKEN}"' in listed
        assert "Gate passes" in listed
    page = text(later.get(f"/practices/new/practice_note?unsaved={TOKEN}"))
    assert "These are words you typed on" in page
    assert area(page, "did") == HOSTILE
    assert 'value="Gate passes"' in page
    assert f'name="unsaved_key" value="new:{TOKEN}"' in page
    assert page.count(" checked") == 2


def test_an_empty_form_points_to_words_of_its_kind(cast, client, sign_in):
    sign_in(client, cast.bob)
    client.post("/practices/unsaved", data=NEW | {"title": "Gate passes"})
    page = text(client.get("/practices/new/practice_note"))
    assert "continue with “Gate passes”" in page
    assert f"new:{TOKEN}" not in page
    assert "Gate passes" not in text(client.get("/practices/new/scheme"))


def test_a_later_copy_takes_the_place_of_the_one_before(app, cast, client, sign_in):
    sign_in(client, cast.bob)
    for words in ("One", "One two", "One two three"):
        client.post("/practices/unsaved", data=NEW | {"title": words})
    assert count(app) == 1
    assert "One two three" in text(client.get("/"))


def test_saving_forgets_the_copy_and_the_list_is_gone(app, cast, client, sign_in):
    sign_in(client, cast.bob)
    client.post("/practices/unsaved", data=NEW | {"title": "Gate passes"})
    client.post("/practices/new/practice_note", data=NEW | {"title": "Gate passes"})
    assert count(app) == 0
    assert "Unfinished writing" not in text(client.get("/my-prison"))


@pytest.mark.parametrize("action", ["save", "preview"])
def test_without_scripts_a_form_that_comes_back_is_kept(action, app, cast, client, sign_in):
    sign_in(client, cast.bob)
    form = NEW | {"title": "", "did": "We tried.", "action": action}
    assert client.post("/practices/new/practice_note", data=form).status_code == 422
    page = text(client.get(f"/practices/new/practice_note?unsaved={TOKEN}"))
    assert area(page, "did") == "We tried."
    assert "No title yet" in text(client.get("/"))


@pytest.mark.parametrize("step", ["all", "text"])
def test_words_typed_into_a_practice_are_shown_before_the_saved_ones(
    step, app, cast, slug, key, client, sign_in
):
    path = f"/practices/{slug}/edit" + ("" if step == "all" else f"/{step}")
    sign_in(client, cast.bob)
    typed = {"title": "Our scheme", "body": "Half a thou", "based_on": "1"}
    kept = client.post("/practices/unsaved", data=typed | {"unsaved_key": key(step)})
    assert kept.status_code == 204
    page = text(client.get(path))
    assert "These are words you typed on" in page
    assert "Start from the saved version instead" in page
    assert area(page, "body") == "Half a thou"
    assert 'name="based_on" value="1"' in page
    other = "edit/text" if step == "all" else "edit"
    assert area(text(client.get(f"/practices/{slug}/{other}")), "body") == "What we did."
    client.post(path, data=typed | {"unsaved_key": key(step)})
    assert count(app) == 0
    assert "These are words" not in text(client.get(path))


def test_two_windows_neither_overwrite_nor_forget_what_the_other_holds(
    app, slug, key, client, sign_in, cast
):
    sign_in(client, cast.bob)
    path = f"/practices/{slug}/edit/text"
    windows = [re.search(r'name="unsaved_key" value="([^"]+)"', text(client.get(path)))[1]
               for _ in range(2)]  # fmt: skip
    assert windows[0] != windows[1]
    for window, words in zip(windows, ("Half of the first", "Half of the second"), strict=True):
        typed = {"body": words, "based_on": "1", "unsaved_key": window}
        assert client.post("/practices/unsaved", data=typed).status_code == 204
    client.post(path, data={"body": "All of it", "based_on": "1", "unsaved_key": windows[1]})
    assert count(app) == 1
    page = text(client.get(path))
    assert area(page, "body") == "Half of the first"
    assert f'name="unsaved_key" value="{windows[0]}"' in page


def test_each_of_two_kept_forms_can_be_gone_on_with(app, slug, key, client, sign_in, cast):
    sign_in(client, cast.bob)
    for token in ("abcdefgh1", "abcdefgh2"):
        typed = {"body": f"Words {token}", "based_on": "1", "unsaved_key": f"{key('text')}:{token}"}
        client.post("/practices/unsaved", data=typed)
    listed = re.findall(
        rf'href="(/practices/{slug}/edit/text\?unsaved=[0-9]+)"', text(client.get("/"))
    )
    found = {area(text(client.get(address)), "body") for address in listed}
    assert found == {"Words abcdefgh1", "Words abcdefgh2"}


def test_a_copy_behind_a_newer_version_says_so_and_overwrites_nothing(
    app, cast, slug, key, client, sign_in
):
    sign_in(client, cast.bob)
    typed = {"body": "Bob's half", "based_on": "1", "unsaved_key": key("text")}
    client.post("/practices/unsaved", data=typed)
    with app.app_context():
        practice = practice_by_slug(slug, viewer=cast.alice)
        content = Content(title="Our scheme", summary="In short.", body="Alice's.")
        save_revision(practice, content, actor=cast.alice, based_on=1)
    path = f"/practices/{slug}/edit/text"
    page = text(client.get(path))
    assert area(page, "body") == "Bob's half"
    assert "Alice saved a newer version" in page
    assert 'name="based_on" value="1"' in page
    assert client.post(path, data=typed).status_code == 409
    with app.app_context():
        practice = practice_by_slug(slug, viewer=cast.bob)
        assert latest_revision(practice).content["body"] == "Alice's."
    assert count(app) == 1  # neither is dropped


def test_a_copy_that_says_what_is_saved_is_not_offered(app, cast, slug, key, client, sign_in):
    sign_in(client, cast.bob)
    typed = {"body": " What we did.\r\n", "based_on": "1", "unsaved_key": key("text")}
    client.post("/practices/unsaved", data=typed)
    assert "These are words" not in text(client.get(f"/practices/{slug}/edit/text"))
    assert count(app) == 0


def test_throwing_away_asks_first_and_leads_back_to_what_is_saved(
    app, cast, slug, key, client, sign_in
):
    sign_in(client, cast.bob)
    typed = {"body": "Half", "based_on": "1", "unsaved_key": key("text")}
    client.post("/practices/unsaved", data=typed)
    page = text(client.get(f"/practices/{slug}/edit/text"))
    address = re.search(r'href="(/practices/unsaved/\d+/throw-away)"', page)[1]
    assert "Throw away what you typed?" in text(client.get(address))
    assert count(app) == 1
    answer = client.post(address)
    assert answer.location == f"/practices/{slug}/edit/text"
    assert area(text(client.get(answer.location)), "body") == "What we did."
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_nobody_else_sees_or_throws_away_a_copy(app, samples, client, sign_in):
    sign_in(client, samples.bob)
    client.post("/practices/unsaved", data=NEW | {"title": "Bob's own"})
    with app.app_context():
        mine = [each.id for each in unsaved.unsaved_of(samples.bob)]
    for person in (samples.alice, samples.charlie, samples.erin):
        other = app.test_client()
        sign_in(other, person)
        assert "Bob&#39;s own" not in text(other.get("/"))
        assert "Bob&#39;s own" not in text(
            other.get(f"/practices/new/practice_note?unsaved={TOKEN}")
        )
        assert other.get(f"/practices/unsaved/{mine[0]}/throw-away").status_code == 404
        assert other.post(f"/practices/unsaved/{mine[0]}/throw-away").status_code == 404
        assert other.post("/practices/unsaved", data=NEW | {"title": "Theirs"}).status_code == 204
    assert "Bob&#39;s own" in text(client.get("/"))


def test_the_key_of_a_practice_is_only_for_who_may_change_it(app, cast, key, client, sign_in):
    for person, status in ((cast.charlie, 404), (cast.dana, 404), (cast.erin, 204)):
        sign_in(client, person)
        answer = client.post("/practices/unsaved", data={"unsaved_key": key("text"), "body": "x"})
        assert answer.status_code == status


@pytest.mark.parametrize(
    "wrong",
    ["", "x", "new:", "new:short", "new:" + "x" * 41, "new:<script>alert(1)</script>", "practice:1",
     "practice:1:nonsense", "practice:1:ALL", "practice:999999999:all", "practice:x:all",
     "practice:1:all:all", "new:abcdefghijklmnop\n"],
)  # fmt: skip
def test_a_key_that_no_form_has_keeps_nothing(wrong, app, cast, slug, client, sign_in):
    sign_in(client, cast.bob)
    form = NEW | {"unsaved_key": wrong, "title": "x"}
    assert client.post("/practices/unsaved", data=form).status_code == 404
    assert count(app) == 0


def test_a_kind_that_does_not_exist_keeps_nothing(app, cast, client, sign_in):
    sign_in(client, cast.bob)
    assert client.post("/practices/unsaved", data=NEW | {"kind": "poem"}).status_code == 404
    assert client.post("/practices/unsaved", data={}).status_code == 404
    assert count(app) == 0


def test_more_than_a_megabyte_is_refused(app, cast, client, sign_in):
    sign_in(client, cast.bob)
    fits = client.post("/practices/unsaved", data=NEW | {"did": "x" * 1_000_000})
    assert fits.status_code == 204
    over = client.post("/practices/unsaved", data=NEW | {"did": "y" * 1_100_000})
    assert over.status_code == 413
    page = text(client.get(f"/practices/new/practice_note?unsaved={TOKEN}"))
    assert area(page, "did") == "x" * 1_000_000


def test_the_oldest_of_too_many_goes(app, cast, monkeypatch):
    start = clock.now()
    with app.app_context():
        for number in range(unsaved.MOST + 3):
            monkeypatch.setattr(clock, "now", lambda n=number: start + timedelta(seconds=n))
            unsaved.keep_unsaved(
                cast.bob, f"new:{number:016}", kind="scheme", based_on=0, typed={"title": ["T"]}
            )
        unsaved.keep_unsaved(cast.alice, f"new:{TOKEN}", kind="scheme", based_on=0, typed={})
        kept = unsaved.unsaved_of(cast.bob)
        assert len(kept) == unsaved.MOST
        assert kept[-1].token == f"{3:016}"
        assert len(unsaved.unsaved_of(cast.alice)) == 1


def test_after_ninety_days_a_copy_is_gone(app, cast, monkeypatch):
    with app.app_context():
        unsaved.keep_unsaved(cast.bob, f"new:{TOKEN}", kind="scheme", based_on=0, typed={})
        late = clock.now() + timedelta(days=unsaved.DAYS, seconds=1)
        monkeypatch.setattr(clock, "now", lambda: late)
        assert unsaved.unsaved_of(cast.bob) == []
        assert unsaved.kept_of(cast.bob, f"new:{TOKEN}") is None
        unsaved.keep_unsaved(cast.alice, f"new:{TOKEN}", kind="scheme", based_on=0, typed={})
    assert count(app) == 1  # the row itself went when somebody else kept something


def test_who_is_deactivated_leaves_no_copy(app, cast):
    with app.app_context():
        for person in (cast.bob, cast.alice):
            unsaved.keep_unsaved(person, f"new:{TOKEN}", kind="scheme", based_on=0, typed={})
        deactivate(cast.bob.id, actor=cast.erin)
        assert list(db.session.scalars(select(Unsaved.user_id))) == [cast.alice.id]


def test_who_may_not_change_a_practice_any_more_is_not_offered_its_copy(
    app, cast, slug, key, client, sign_in
):
    sign_in(client, cast.bob)
    client.post("/practices/unsaved", data={"unsaved_key": key("all"), "body": "Half"})
    with app.app_context():
        bob = db.session.get_one(type(cast.bob), cast.bob.id)
        bob.prison_id = cast.westholme.id
        db.session.commit()
    assert "Unfinished writing" not in text(client.get("/my-prison"))
    assert client.get(f"/practices/{slug}/edit").status_code == 404
    again = client.post("/practices/unsaved", data={"unsaved_key": key("all"), "body": "More"})
    assert again.status_code == 404


def test_what_says_the_same_as_what_is_saved_is_not_unfinished(
    app, cast, slug, key, client, sign_in
):
    sign_in(client, cast.bob)
    typed = {"body": "Half", "unsaved_key": key("text"), "based_on": "1"}
    client.post("/practices/unsaved", data=typed)
    assert "Unfinished writing" in text(client.get("/"))
    client.post(f"/practices/{slug}/edit/text", data={"body": "Half", "based_on": "1"})
    for address in ("/", "/my-prison"):
        assert "Unfinished writing" not in text(client.get(address))
    client.post("/practices/unsaved", data=typed | {"body": "More"})
    assert "Unfinished writing" in text(client.get("/"))
    assert client.post("/practices/unsaved", data=typed | {"body": " Half\r\n"}).status_code == 204
    assert count(app) == 0
    client.post("/practices/unsaved", data=typed | {"body": "Half", "note": "Why"})
    assert count(app) == 1


def test_who_belongs_to_no_prison_keeps_nothing(app, cast, client, sign_in):
    assert cast.dana.role == Role.REGIONAL_LEAD
    sign_in(client, cast.dana)
    assert client.post("/practices/unsaved", data=NEW | {"title": "x"}).status_code == 403
    assert count(app) == 0


def test_a_session_that_ended_keeps_the_last_copy_and_says_401(app, cast, client, sign_in):
    sign_in(client, cast.bob)
    client.post("/practices/unsaved", data=NEW | {"did": "First half"})
    client.delete_cookie("session")
    lost = client.post("/practices/unsaved", data=NEW | {"did": "First half and more"})
    assert lost.status_code == 401
    sign_in(client, cast.bob)
    page = text(client.get(f"/practices/new/practice_note?unsaved={TOKEN}"))
    assert area(page, "did") == "First half"


def test_words_that_start_at_a_forged_key_get_a_key_of_their_own(app, cast, slug, client, sign_in):
    sign_in(client, cast.bob)
    form = {"title": "", "unsaved_key": "practice:1:all", "did": "Mine"}
    client.post("/practices/new/practice_note", data=form)
    with app.app_context():
        assert [each.slug for each in unsaved.unsaved_of(cast.bob)] == [""]


def test_a_practice_may_not_take_the_address_of_kept_words(app, cast, client, sign_in):
    sign_in(client, cast.bob)
    answer = client.post("/practices/new/scheme", data={"title": "Unsaved"})
    assert answer.location == "/practices/unsaved-2"


def test_keeping_takes_few_queries_and_the_list_takes_one(
    app, cast, client, sign_in, count_queries
):
    sign_in(client, cast.bob)
    client.post("/practices/unsaved", data=NEW | {"title": "One"})
    with count_queries(at_most=5):
        client.post("/practices/unsaved", data=NEW | {"title": "Two"})
    with app.app_context(), count_queries(at_most=1):
        assert len(unsaved.unsaved_of(cast.bob)) == 1
