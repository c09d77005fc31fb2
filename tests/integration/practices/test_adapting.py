"""A copy and its source: what changed there is seen, and brought in part by part."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.db import db
from portal.errors import EditConflict, Forbidden, Invalid
from portal.practices import services
from portal.practices.adapting import bringing_in as adapting
from portal.practices.adapting import sources
from portal.practices.adapting.sources import News
from portal.practices.content import Content
from portal.practices.library import loading as library
from portal.practices.models import Practice, Revision, RevisionFile
from portal.practices.queries import latest_revision, practice_by_slug
from portal.storage import places
from portal.storage.models import StoredFile
from tests.carrying import attach
from tests.people import Cast
from tests.saving import save_revision
from tests.unit.storage import making

SOURCE = Content(
    "Reading one to one",
    summary="Mentors read with learners.",
    body="## Meetings\n\nTwice a week.\n\n## Rooms\n\nIn the library.\n\n## Records\n\nA book.\n",
    details={"purpose": ("reading",), "evidence": "views"},
)
NEWER = replace(
    SOURCE,
    body="## Meetings\n\nThree times a week.\n\n## Rooms\n\nIn the library.\n\n"
    "## Records\n\nA card for each learner.\n",
)
MEETINGS, RECORDS = "section-0", "section-2"


@pytest.fixture
def copied(app: Flask, cast: Cast) -> Cast:
    """Set out `/practices/reading-one-to-one` of Midvale and Charlie's copy of it, `/ours`."""
    with app.app_context():
        source = services.create_practice("scheme", SOURCE, actor=cast.alice, prison=cast.midvale)
        services.publish(source, actor=cast.alice)
        services.copy_practice(source, actor=cast.charlie, into=cast.westholme, title="Ours")
    return cast


def found(slug: str, viewer: User) -> Practice:
    return practice_by_slug(slug, viewer=viewer)


def publish(slug: str, content: Content, actor: User) -> Practice:
    practice = found(slug, actor)
    number = latest_revision(practice).number
    save_revision(practice, content, actor=actor, based_on=number)
    return services.publish(practice, actor=actor)


def change_source(app: Flask, cast: Cast, content: Content = NEWER) -> None:
    with app.app_context():
        publish("reading-one-to-one", content, cast.alice)


def news(slug: str, viewer: User) -> News:
    practice = found(slug, viewer)
    return sources.require_copy(sources.news_of(practice, latest_revision(practice), viewer=viewer))


def body_of(app: Flask, slug: str, viewer: User) -> str:
    with app.app_context():
        return Content.from_json(latest_revision(found(slug, viewer)).content).body


def numbers(known: int = 1, original: int = 2, based_on: int = 1) -> dict[str, Any]:
    return {"known": known, "original": original, "based_on": based_on}


def test_the_owner_sees_what_changed_and_brings_in_one_section(
    app: Flask, copied: Cast, client: FlaskClient, sign_in: Callable[..., None]
) -> None:
    sign_in(client, copied.charlie)
    assert "original has changed" not in client.get("/practices/ours").text
    change_source(app, copied)
    page = client.get("/practices/ours").text
    assert "The original has changed since your copy: 2 parts." in page
    page = client.get("/practices/ours/source").text
    assert "Text: Meetings" in page
    assert "Text: Records" in page
    assert "Text: Rooms" not in page
    assert "checked" not in page
    sent = {**numbers(), f"take-{RECORDS}": "theirs", "do": "bring"}
    answer = client.post("/practices/ours/source", data=sent)
    assert answer.headers["Location"].endswith("/practices/ours/check")
    body = body_of(app, "ours", copied.charlie)
    assert "A card for each learner." in body
    assert "Twice a week." in body
    with app.app_context():
        copy = found("ours", copied.charlie)
        latest = latest_revision(copy)
        assert latest.note == "Brought in from the original, version 2"
        assert (latest.number, copy.published_id) == (2, None)
        first = db.session.get_one(Revision, copy.copied_from_id)
        assert (first.number, copy.source_seen_id) == (1, None)
    assert "original has changed since your copy: 1 part." in client.get("/practices/ours").text


def test_parts_that_were_not_brought_in_stay_on_offer_until_the_last_one_is_in(
    app: Flask, copied: Cast, client: FlaskClient, sign_in: Callable[..., None]
) -> None:
    change_source(app, copied)
    sign_in(client, copied.charlie)
    sent = {**numbers(), f"take-{RECORDS}": "theirs", "do": "bring"}
    answer = client.post("/practices/ours/source", data=sent, follow_redirects=True)
    assert "1 part is still on offer" in answer.text
    page = client.get("/practices/ours/source").text
    assert "Text: Meetings" in page
    assert "Text: Records" not in page
    sent = {**numbers(based_on=2), f"take-{MEETINGS}": "theirs", "do": "bring"}
    answer = client.post("/practices/ours/source", data=sent, follow_redirects=True)
    assert "still on offer" not in answer.text
    assert "There is nothing new in it" in client.get("/practices/ours/source").text
    with app.app_context():
        copy = found("ours", copied.charlie)
        assert db.session.get_one(Revision, copy.source_seen_id).number == 2


def test_ticked_parts_come_in_where_somebody_leaves_the_rest(
    app: Flask, copied: Cast, client: FlaskClient, sign_in: Callable[..., None]
) -> None:
    change_source(app, copied)
    sign_in(client, copied.charlie)
    sent = {**numbers(), f"take-{RECORDS}": "theirs", "do": "leave"}
    client.post("/practices/ours/source", data=sent)
    body = body_of(app, "ours", copied.charlie)
    assert "A card for each learner." in body
    assert "Twice a week." in body
    assert "Text: Meetings" not in client.get("/practices/ours/source").text


def test_what_was_left_is_not_offered_again_but_the_next_change_is(
    app: Flask, copied: Cast, client: FlaskClient, sign_in: Callable[..., None]
) -> None:
    change_source(app, copied)
    sign_in(client, copied.charlie)
    answer = client.post("/practices/ours/source", data={**numbers(), "do": "leave"})
    assert answer.headers["Location"].endswith("/practices/ours")
    assert "Text: Meetings" not in client.get("/practices/ours/source").text
    assert "Twice a week." in body_of(app, "ours", copied.charlie)
    change_source(app, copied, replace(NEWER, summary="Mentors read aloud with learners."))
    page = client.get("/practices/ours").text
    assert "The original has changed since you last looked: 1 part." in page
    page = client.get("/practices/ours/source").text
    assert "Summary" in page
    assert "Text: Meetings" not in page


def test_a_part_that_both_changed_shows_both_and_can_be_kept_both(
    app: Flask, copied: Cast, client: FlaskClient, sign_in: Callable[..., None]
) -> None:
    change_source(app, copied)
    with app.app_context():
        ours = replace(SOURCE, title="Ours", body=SOURCE.body.replace("Twice a week", "On Mondays"))
        save_revision(found("ours", copied.charlie), ours, actor=copied.charlie, based_on=1)
    sign_in(client, copied.charlie)
    page = client.get("/practices/ours/source").text
    assert "You changed this too" in page
    sent = {**numbers(based_on=2), f"take-{MEETINGS}": "both", "do": "bring"}
    client.post("/practices/ours/source", data=sent)
    body = body_of(app, "ours", copied.charlie)
    assert body.index("Three times a week.") < body.index("On Mondays.")
    assert "A card" not in body
    page = client.get("/practices/ours/source").text
    assert "Text: Meetings" not in page  # it has both by now
    assert "Text: Records" in page


def test_nothing_ticked_is_asked_for_again(
    app: Flask, copied: Cast, client: FlaskClient, sign_in: Callable[..., None]
) -> None:
    change_source(app, copied)
    sign_in(client, copied.charlie)
    for hostile in (
        {},
        {"take-section-1": "theirs"},  # the source did not change it
        {"take-section-99": "theirs", "take-": "theirs", "take-title": "theirs"},
        {f"take-{MEETINGS}": "ours", f"take-{RECORDS}": "<script>"},
        {"take-evidence": "theirs"},
    ):
        sent = {**numbers(), **hostile, "do": "bring"}
        answer = client.post("/practices/ours/source", data=sent)
        assert answer.status_code == 422
        assert "Tick what to bring in" in answer.text
    assert body_of(app, "ours", copied.charlie) == SOURCE.body.strip()
    with app.app_context():
        assert found("ours", copied.charlie).source_seen_id is None


def test_a_stale_page_comes_back_with_the_ticks_that_still_mean_the_same(
    app: Flask, copied: Cast, client: FlaskClient, sign_in: Callable[..., None]
) -> None:
    change_source(app, copied)
    newest = replace(
        NEWER, body="## First\n\nAsk.\n\n" + NEWER.body.replace("Three times", "Four times")
    )
    change_source(app, copied, newest)
    sign_in(client, copied.charlie)
    ticks = {f"take-{MEETINGS}": "theirs", f"take-{RECORDS}": "theirs"}
    answer = client.post("/practices/ours/source", data={**numbers(), **ticks, "do": "bring"})
    assert answer.status_code == 409
    assert "Nothing is saved yet" in answer.text
    # Meetings says something else by now, and Records stands in another place.
    assert answer.text.count(" checked") == 1
    ticked = answer.text.split(" checked")[0].rsplit('id="take-', 1)[1].split('"')[0]
    with app.app_context():
        labels = {part.key: part.label for part in news("ours", copied.charlie).parts}
        assert labels[ticked] == "Records"
    assert "Twice a week." in body_of(app, "ours", copied.charlie)


@pytest.mark.parametrize("number", ["", "x", "-1", "99", "9" * 40])
def test_made_up_versions_are_a_conflict_and_no_crash(
    number: str, app: Flask, copied: Cast, client: FlaskClient, sign_in: Callable[..., None]
) -> None:
    change_source(app, copied)
    sign_in(client, copied.charlie)
    sent = {**numbers(), "original": number, f"take-{MEETINGS}": "theirs", "do": "bring"}
    assert client.post("/practices/ours/source", data=sent).status_code == 409
    assert "Twice a week." in body_of(app, "ours", copied.charlie)


def test_of_two_at_once_one_brings_it_in_and_the_other_is_told(app: Flask, copied: Cast) -> None:
    change_source(app, copied)

    def bring(_number: int) -> str:
        with app.app_context():
            try:
                copy = found("ours", copied.charlie)
                read = news("ours", copied.charlie)
                adapting.bring_in(copy, read, {MEETINGS: "theirs"}, actor=copied.charlie)
            except (EditConflict, Invalid):
                return "told"
            return "brought"

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(Context().run, bring, number) for number in range(4)]
        results = [each.result() for each in running]
    assert sorted(results) == ["brought", "told", "told", "told"]
    with app.app_context():
        assert latest_revision(found("ours", copied.charlie)).number == 2


@pytest.mark.usefixtures("app_context")
def test_only_the_prison_of_the_copy_may_bring_in_and_leave(app: Flask, copied: Cast) -> None:
    publish("reading-one-to-one", NEWER, copied.alice)
    copy, read = found("ours", copied.charlie), news("ours", copied.charlie)
    for other in (copied.alice, copied.dana):
        with pytest.raises(Forbidden):
            adapting.bring_in(copy, read, {MEETINGS: "theirs"}, actor=other)
        with pytest.raises(Forbidden):
            adapting.leave(copy, read, actor=other)
    assert adapting.leave(copy, read, actor=copied.erin).source_seen_id


def test_a_source_that_is_archived_or_gone_is_said_in_plain_words(
    app: Flask, copied: Cast, client: FlaskClient, sign_in: Callable[..., None]
) -> None:
    change_source(app, copied)
    with app.app_context():
        source = found("reading-one-to-one", copied.alice)
        services.archive(source, actor=copied.alice)
    sign_in(client, copied.charlie)
    assert "not shared any more" in client.get("/practices/ours").text
    page = client.get("/practices/ours/source")
    assert (page.status_code, "not shared any more" in page.text) == (200, True)
    assert "Reading one to one" not in page.text
    sent = {**numbers(), f"take-{MEETINGS}": "theirs", "do": "bring"}
    assert client.post("/practices/ours/source", data=sent).status_code == 409
    sent = {**numbers(original=0), f"take-{MEETINGS}": "theirs", "do": "bring"}
    assert client.post("/practices/ours/source", data=sent).status_code == 404
    with app.app_context():
        library.remove_practices([found("reading-one-to-one", copied.alice).id])
        db.session.commit()
    assert client.get("/practices/ours").status_code == 200
    assert client.get("/practices/ours/source").status_code == 404
    assert client.get("/practices/ours/family").status_code == 200


def test_my_prison_and_a_mail_tell_of_a_new_version(
    app: Flask, copied: Cast, client: FlaskClient, sign_in: Callable[..., None], monkeypatch: Any
) -> None:
    sent: list[tuple[str, ...]] = []
    monkeypatch.setattr("portal.mail.send_in_background", lambda *mail: sent.append(mail))
    with app.app_context():
        source = found("reading-one-to-one", copied.charlie)
        services.copy_practice(source, actor=copied.charlie, into=copied.westholme, title="Two")
    sign_in(client, copied.charlie)
    assert "The original has changed" not in client.get("/my-prison").text
    change_source(app, copied)
    assert [(to, subject) for to, subject, _ in sent] == [
        ("charlie@example.org", "The original has changed")
    ]
    assert "/practices/ours/source" in sent[0][2]
    assert "/practices/two/source" in sent[0][2]
    page = client.get("/my-prison").text
    assert "The original has changed" in page
    assert "/practices/two/source" in page


def test_a_mail_that_fails_keeps_nobody_from_publishing(
    app: Flask, copied: Cast, monkeypatch: Any
) -> None:
    def broken(*_mail: str) -> None:
        raise OSError("no mail server")

    monkeypatch.setattr("portal.mail.send_in_background", broken)
    change_source(app, copied)
    with app.app_context():
        practice = found("reading-one-to-one", copied.alice)
        assert practice.published is not None
        assert practice.published.number == 2


def test_the_first_publication_and_what_was_published_already_tell_nobody(
    app: Flask, copied: Cast, monkeypatch: Any
) -> None:
    sent: list[tuple[str, ...]] = []
    monkeypatch.setattr("portal.mail.send_in_background", lambda *mail: sent.append(mail))
    with app.app_context():
        services.publish(found("ours", copied.charlie), actor=copied.charlie)
        services.publish(found("reading-one-to-one", copied.alice), actor=copied.alice)
    assert sent == []


def test_a_file_of_the_source_is_brought_in_without_its_bytes_being_kept_twice(
    app: Flask, copied: Cast
) -> None:
    plan = making.docx_file("The plan of the wing.")
    (sha256,) = attach(app, copied.alice, "reading-one-to-one", {"plan.docx": plan})
    with app.app_context():
        services.publish(found("reading-one-to-one", copied.alice), actor=copied.alice)
        copy, read = found("ours", copied.charlie), news("ours", copied.charlie)
        adapting.bring_in(copy, read, {"files": "theirs"}, actor=copied.charlie)
        latest = latest_revision(found("ours", copied.charlie))
        assert [each.name for each in Content.from_json(latest.content).files] == ["plan.docx"]
        carried = select(RevisionFile.sha256).where(RevisionFile.revision_id == latest.id)
        assert db.session.scalars(carried).all() == [sha256]
        assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 1
        assert len([each for each in places.root().rglob("*") if each.is_file()]) == 1


def test_the_interface_for_programs_names_the_version_copied(
    app: Flask, copied: Cast, client: FlaskClient, sign_in: Callable[..., None]
) -> None:
    change_source(app, copied)
    with app.app_context():
        services.publish(found("ours", copied.charlie), actor=copied.charlie)
    sign_in(client, copied.alice)
    told = client.get("/api/v1/practices/ours").json
    assert told is not None
    assert (told["copied_from"], told["copied_from_revision"]) == ("reading-one-to-one", 1)
