"""What must not be published is found wherever it stands, and no door lets it through."""

import io
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from flask import Flask
from sqlalchemy import select, update

from portal import clock
from portal.audit import AuditEvent
from portal.db import db
from portal.errors import EditConflict, Invalid
from portal.markdown import render
from portal.personal_data import find
from portal.practices import queries, services
from portal.practices.content import Content
from portal.practices.guard import inspecting as guard
from portal.practices.guard.acceptance import digest_of
from portal.practices.library.importing import import_file
from portal.practices.library.loading import load_library
from portal.practices.models import Accepted, Practice, Revision, Status
from portal.practices.review import reviewing
from portal.prisons.services import set_reviews
from portal.storage.models import StoredFile
from portal.storage.queries import files_by_sha256
from tests.carrying import attach, pdf, wait_for_reader
from tests.integration.practices.test_at_the_same_moment import together
from tests.saving import save_revision
from tests.unit.storage import making

LABELLED = Path(__file__).parents[2] / "unit" / "personal_data" / "labelled.yaml"
SLUG = "garden-club"
PHONE = "07700 900123"
BLOCKING = {
    "prison_number": "A1234BC",
    "national_insurance": "AB 12 34 56 C",
    "pnc": "PNC 2012/0123456K",
}
ASKING = {
    "date_of_birth": "born on 3 May 1987",
    "telephone": f"Ring {PHONE} first",
    "private_email": "jane.smith@gmail.com",
    "named_person": "John Smith was convicted of burglary",
}
WHY = "It is the number of a charity's helpline"


@pytest.fixture(autouse=True)
def nothing_left_running(app: Flask) -> Iterator[None]:
    yield
    wait_for_reader(app)


def write(app, cast, **values):
    """Write a draft of Example Midvale and give its address."""
    title = values.pop("title", "Garden club")
    content = Content(title, **{"summary": "In short.", "body": "We met.", **values})
    with app.app_context():
        return services.create_practice(
            "scheme", content, actor=cast.alice, prison=cast.midvale
        ).slug


def found(app, cast, slug=SLUG):
    with app.app_context():
        practice = queries.practice_by_slug(slug, viewer=cast.alice)
        return list(guard.inspect(practice, queries.latest_revision(practice)).concerns)


def publish(app, actor, slug=SLUG, **more):
    with app.app_context():
        services.publish(queries.practice_by_slug(slug, viewer=actor), actor=actor, **more)


def save(app, cast, body, based_on=1):
    with app.app_context():
        practice = queries.practice_by_slug(SLUG, viewer=cast.alice)
        content = Content("Garden club", summary="In short.", body=body)
        save_revision(practice, content, actor=cast.alice, based_on=based_on)


def status(app, slug=SLUG):
    with app.app_context():
        return db.session.scalars(select(Practice.status).where(Practice.slug == slug)).one()


def accepted_events(app):
    with app.app_context():
        query = select(AuditEvent).where(AuditEvent.action == "practice.personal_data_accepted")
        return list(db.session.scalars(query))


def jpeg_with_place():
    return making.picture_with_place()


# Every kind in every place


@pytest.mark.parametrize(("kind", "words"), (BLOCKING | ASKING).items())
@pytest.mark.parametrize("place", ["title", "summary", "body", "tags", "details"])
def test_each_kind_is_found_in_each_place(app, cast, kind, words, place):
    value = {"tags": (words,), "details": {"study_sections": (words,)}}.get(place, words)
    slug = write(app, cast, **{place: value})
    (concern,) = found(app, cast, slug)
    assert concern.kind == kind
    assert concern.spots[0].name == {"details": "study_sections"}.get(place, place)
    assert concern.spots[0].words.casefold() in words.casefold()
    assert concern.weight == ("blocks" if kind in BLOCKING else "asks")


@pytest.mark.parametrize(("kind", "words"), (BLOCKING | ASKING).items())
def test_each_kind_is_found_in_files_and_their_properties(app, cast, kind, words):
    write(app, cast)
    typst = words.replace("@", "\\@")
    files = {
        "plan.docx": making.docx_file("A plan.", words, author=words),
        "timetable.pdf": pdf("Mondays", f"Page two. {typst}"),
    }
    attach(app, cast.alice, SLUG, files)
    (concern,) = [each for each in found(app, cast) if each.kind == kind]
    assert {spot.where for spot in concern.spots} == {
        "plan.docx",
        "page 2 of timetable.pdf",
        "properties of plan.docx: author",
    }
    assert {spot.name for spot in concern.spots} == {"files"}


def test_the_name_of_a_file_is_looked_at_too(app, cast):
    write(app, cast)
    attach(app, cast.alice, SLUG, {"Certificate A1234BC.docx": making.docx_file("Well done.")})
    (concern,) = [each for each in found(app, cast) if each.weight == "blocks"]
    assert concern.spots[0].where == "name of the file Certificate A1234BC.docx"
    assert concern.place == "name of a file"


@pytest.mark.parametrize("name", ["reportA1234BC.docx", "Report2A1234BC.docx", "A1234BC5.docx"])
def test_a_number_that_touches_other_words_in_a_name_is_never_published(app, cast, name):
    write(app, cast)
    attach(app, cast.alice, SLUG, {name: making.docx_file("Well done.")})
    (concern,) = [each for each in found(app, cast) if each.weight == "blocks"]
    assert concern.spots[0].words == "A1234BC"


BROKEN = [
    "A12[34BC](https://example.org)",
    "A12[34BC][1]\n\n[1]: https://example.org",
    "[A1234](https://example.org)BC",
    "A1234![BC](https://example.org/a.png)",
    "A1234        BC",
    "- his number is A1234\n      BC and",
    "A1234\\\nBC",
    "|a|b|\n|-|-|\n|A1234|BC|",
    "A1234,BC",
    "A1234(BC)",
    "А1234ВС",
    "A12O4BC",
]


@pytest.mark.parametrize("words", BROKEN)
def test_a_number_that_readers_see_whole_is_never_published(app, cast, words):
    write(app, cast, body=f"Ask {words} there." if words[0] not in "|-" else words)
    with pytest.raises(Invalid):
        publish(app, cast.alice)
    assert status(app) == Status.DRAFT


def test_what_only_rendering_joins_is_found_and_said_so(app, cast, monkeypatch):
    monkeypatch.setattr("portal.personal_data.folding._LINK", re.compile("(?!)"))
    body = "Ask [A1234](https://example.org)BC there, in the club of 2031."
    write(app, cast, body=body)
    (concern,) = found(app, cast)
    assert concern.weight == "blocks"
    (spot,) = concern.spots
    assert (spot.name, spot.where) == ("body", "The text, as readers see it")
    assert spot.words == "A1234BC"
    with app.app_context():
        content = Content("Garden club", summary="In short.", body=body)
        shown = render(body).text
        assert guard.blocking_words("scheme", content, shown) == [
            "“A1234BC” in the text, as readers see it"
        ]
        with pytest.raises(Invalid) as raised:
            guard.count_or_refuse("scheme", content, shown, first_line=4)
    assert "“A1234BC” in the text, as readers see it" in str(raised.value)


@pytest.mark.parametrize("words", ["A**1234**BC", "A1234&#66;C", "<b>A1234</b>BC", PHONE])
def test_what_is_found_in_the_source_is_not_shown_once_more(app, cast, words):
    write(app, cast, body=f"Ask {words} there.")
    (concern,) = found(app, cast)
    assert (len(concern.spots), concern.more) == (1, 0)
    assert concern.spots[0].where == "The text, line 1"


def test_rendering_adds_no_finding_to_innocent_texts():
    cases = yaml.safe_load(LABELLED.read_text(encoding="utf-8"))
    innocent = [case["text"] for case in cases if not set(case) - {"text", "held_out"}]
    assert len(innocent) > 100
    added = [text for text in innocent if find(render(text).text) and not find(text)]
    assert added == []


def test_the_same_words_in_many_places_are_one_concern(app, cast):
    write(app, cast, body="\n\n".join([f"Ring {PHONE}."] * 5), summary=f"Call {PHONE} now")
    (concern,) = found(app, cast)
    assert (len(concern.spots), concern.more) == (3, 3)


def test_an_author_is_named_and_needs_no_reason(app, cast):
    write(app, cast)
    attach(app, cast.alice, SLUG, {"plan.docx": making.docx_file("A plan.", author="Jo Marsh")})
    (concern,) = found(app, cast)
    assert (concern.kind, concern.weight) == ("author", "tells")
    assert "Jo Marsh" in concern.why
    publish(app, cast.alice)
    assert status(app) == Status.PUBLISHED


def test_a_picture_that_says_where_it_was_taken_needs_a_reason(app, cast):
    write(app, cast)
    attach(app, cast.alice, SLUG, {"garden.jpg": jpeg_with_place()})
    (concern,) = [each for each in found(app, cast) if each.weight == "asks"]
    assert concern.kind == "place_taken"
    with pytest.raises(Invalid):
        publish(app, cast.alice)
    publish(app, cast.alice, reasons={concern.digest: "Taken in the public gardens of the town"})
    assert status(app) == Status.PUBLISHED


def test_a_file_that_hides_comments_or_cannot_be_read_needs_a_reason(app, cast):
    write(app, cast)
    commented = making.changed(
        making.docx_file("A plan.", author=""), add={"word/comments.xml": b"<w/>"}
    )
    attach(app, cast.alice, SLUG, {"plan.docx": commented})
    (concern,) = [each for each in found(app, cast) if each.weight == "asks"]
    assert concern.kind == "unchecked"
    assert "comments" in concern.why


def test_pictures_in_a_file_need_one_reason_together_with_all_else_unseen(app, cast):
    write(app, cast)
    added = {
        "word/media/logo.png": b"x",
        "word/comments.xml": b"<w/>",
        "word/embeddings/a.bin": b"x",
    }
    plan = making.changed(making.docx_file("A plan.", author=""), add=added)
    attach(app, cast.alice, SLUG, {"plan.docx": plan})
    (concern,) = [each for each in found(app, cast) if each.weight == "asks"]
    assert concern.why == (
        "This file holds pictures, comments and other files or objects. "
        "The portal cannot see all that is in them. Look through it, and say who did."
    )
    publish(app, cast.alice, reasons={concern.digest: "Our office manager looked through it"})
    assert status(app) == Status.PUBLISHED


def test_what_word_does_not_show_is_never_published(app, cast):
    write(app, cast)
    body = (
        b"<w:document xmlns:w='w'><w:p><w:t>Plan.</w:t></w:p><w:p><w:del><w:r>"
        b"<w:delText>A1234BC</w:delText></w:r></w:del></w:p></w:document>"
    )
    plan = making.changed(making.docx_file(author=""), add={"word/document.xml": body})
    attach(app, cast.alice, SLUG, {"plan.docx": plan})
    (concern,) = [each for each in found(app, cast) if each.weight == "blocks"]
    assert concern.spots[0].where == "deleted text, descriptions and fields in plan.docx"
    with pytest.raises(Invalid):
        publish(app, cast.alice)


# Files that are not read yet


def test_a_file_that_is_being_read_holds_publication_up_for_ten_minutes_only(app, cast):
    write(app, cast)
    (sha256,) = attach(app, cast.alice, SLUG, {"plan.docx": making.docx_file("Plan.", author="")})
    change_file(app, sha256, reading_state="waiting")
    with pytest.raises(Invalid) as raised:
        publish(app, cast.alice)
    assert list(raised.value.problems.values()) == [
        "plan.docx is still being read. Try again in a minute"
    ]
    change_file(app, sha256, adopted_at=clock.now() - timedelta(minutes=11))
    (concern,) = found(app, cast)
    assert concern.weight == "asks"
    publish(app, cast.alice, reasons={concern.digest: "Our office manager looked through it"})
    assert status(app) == Status.PUBLISHED


def test_a_file_that_is_read_after_it_was_looked_at_is_looked_at_again(app, cast):
    write(app, cast)
    (sha256,) = attach(app, cast.alice, SLUG, {"plan.docx": making.docx_file("A1234BC")})
    change_file(app, sha256, reading_state="unreadable")
    with app.app_context():
        practice = queries.practice_by_slug(SLUG, viewer=cast.alice)
        before = guard.inspect_number(practice, None)
    change_file(app, sha256, reading_state="read")
    with pytest.raises(EditConflict):
        publish(app, cast.alice, inspection=before)
    assert status(app) == Status.DRAFT


def test_a_reading_that_ends_behind_the_back_of_the_session_is_noticed(app, cast):
    write(app, cast)
    (sha256,) = attach(app, cast.alice, SLUG, {"plan.docx": making.docx_file("A1234BC")})
    change_file(app, sha256, reading_state="unreadable")
    with app.app_context():
        practice = queries.practice_by_slug(SLUG, viewer=cast.alice)
        before = guard.inspect_number(practice, None)
        held = files_by_sha256([sha256])[sha256]
        with db.engine.begin() as another:
            another.execute(update(StoredFile).values(reading_state="read"))
        with pytest.raises(EditConflict):
            services.publish(practice, actor=cast.alice, inspection=before)
        assert held.sha256 == sha256
    assert status(app) == Status.DRAFT


def change_file(app, sha256, **values):
    with app.app_context():
        stored = db.session.get_one(StoredFile, sha256)
        for name, value in values.items():
            setattr(stored, name, value)
        db.session.commit()


# No door lets it through


@pytest.mark.parametrize("words", BLOCKING.values(), ids=list(BLOCKING))
def test_no_role_and_no_reason_publishes_what_is_blocked(app, client, cast, sign_in, words):
    write(app, cast, body=f"Ask {words} about it.")
    concerns = found(app, cast)
    reasons = {each.digest: WHY for each in concerns}
    for actor in (cast.alice, cast.erin):
        with pytest.raises(Invalid):
            publish(app, actor, reasons=reasons)
        sign_in(client, actor)
        form = {"based_on": "1"} | {f"reason-{digest}": WHY for digest in reasons}
        response = client.post(f"/practices/{SLUG}/publish", data=form)
        assert response.status_code == 422
        assert "Take these out" in response.get_data(as_text=True)
    assert (status(app), accepted_events(app)) == (Status.DRAFT, [])


def test_a_review_neither_begins_nor_ends_with_what_is_blocked(app, cast):
    review_on(app, cast)
    write(app, cast, body="Ask A1234BC about it.")
    with app.app_context():
        practice = queries.practice_by_slug(SLUG, viewer=cast.bob)
        with pytest.raises(Invalid):
            reviewing.submit(practice, actor=cast.bob, based_on=1)
    with app.app_context():  # as if it had been submitted before there was a guard
        practice = db.session.scalars(select(Practice).where(Practice.slug == SLUG)).one()
        practice.submitted_id = practice.latest_id
        db.session.commit()
    with app.app_context():
        practice = queries.practice_by_slug(SLUG, viewer=cast.alice)
        with pytest.raises(Invalid):
            reviewing.publish(practice, actor=cast.alice, number=1, newest=1)
    assert status(app) == Status.DRAFT


def test_the_api_has_no_door_at_all(app):
    rules = [each for each in app.url_map.iter_rules() if each.endpoint.startswith("practices_api")]
    assert rules
    assert {method for each in rules for method in each.methods} == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("words", BLOCKING.values(), ids=list(BLOCKING))
def test_an_import_refuses_the_file_with_the_line(app, cast, tmp_path, words):
    rows = [
        {"external_id": str(n), "kind": "scheme", "title": f"T {n}", "body": "We met."}
        for n in range(3)
    ]
    rows[1]["body"] = f"Ask {words} about it."
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    with app.app_context(), pytest.raises(Invalid) as raised:
        import_file(path)
    (problem,) = raised.value.problems.values()
    assert problem.startswith("Line 2: ")
    assert words.removeprefix("PNC ") in problem
    with app.app_context():
        assert db.session.scalars(select(Practice)).all() == []


def test_an_import_counts_what_needs_a_reason_and_loads_it(app, cast, tmp_path):
    row = {"external_id": "1", "kind": "scheme", "title": "T", "body": f"Ring {PHONE}."}
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(row))
    with app.app_context():
        outcome = import_file(path)
    assert (outcome.created, outcome.concerns) == (1, 1)


def test_a_library_file_is_refused_with_its_line(app, cast, tmp_path):
    for name in ("schemes", "job-descriptions", "training", "notes"):
        (tmp_path / name).mkdir()
    text = "---\nkind: scheme\ntitle: T\n---\n\nWe met.\n\nAsk A1234BC about it.\n"
    (tmp_path / "schemes" / "bad.md").write_text(text)
    with app.app_context(), pytest.raises(Invalid) as raised:
        load_library(folder=tmp_path)
    assert "bad.md: “A1234BC” in line 8" in str(raised.value)


# Reasons


def test_what_may_stay_needs_a_reason_that_is_kept_and_not_asked_again(app, cast):
    write(app, cast, body=f"Ring {PHONE} first.")
    (concern,) = found(app, cast)
    with pytest.raises(Invalid) as raised:
        publish(app, cast.alice)
    assert list(raised.value.problems) == [f"reason-{concern.digest}"]
    publish(app, cast.alice, reasons={concern.digest: f"  {WHY} "})
    (event,) = accepted_events(app)
    assert event.actor_name == "Alice"
    assert event.detail == {"kind": "telephone", "place": "The text", "reason": WHY}
    (concern,) = found(app, cast)
    assert (concern.given.words, concern.given.by, concern.is_open) == (WHY, "Alice", False)
    save(app, cast, body=f"Better: ring {PHONE}\nfirst.")
    publish(app, cast.alice)
    assert len(accepted_events(app)) == 1


def test_nothing_that_is_kept_holds_the_words_or_can_be_guessed_without_the_secret(app, cast):
    write(app, cast, body=f"Ring {PHONE} first.")
    (concern,) = found(app, cast)
    publish(app, cast.alice, reasons={concern.digest: WHY})
    with app.app_context():
        (row,) = db.session.scalars(select(Accepted))
        (event,) = accepted_events(app)
        assert PHONE not in str((vars(row), event.detail))
        app.config["SECRET_KEY"] = "another secret of this portal 0123456789"
        assert digest_of(row.practice_id, "telephone", PHONE) != row.digest


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("", "Say why"),
        ("ok fine", "10 characters"),
        ("........... .....", "10 characters"),
        ("x " * 200, "10 characters"),
        ("It is public " * 30, "300 characters"),
        ("Jane answers at 07700 900456 too", "itself holds personal data"),
        ("It is about A1234BC and no other", "itself holds personal data"),
    ],
)
def test_a_reason_has_to_be_one(app, client, cast, sign_in, reason, words):
    write(app, cast, body=f"Ring {PHONE} first.")
    (concern,) = found(app, cast)
    sign_in(client, cast.alice)
    form = {"based_on": "1", f"reason-{concern.digest}": reason}
    response = client.post(f"/practices/{SLUG}/publish", data=form)
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert words in page
    assert reason in page
    assert f'href="#reason-{concern.digest}"' in page
    assert (status(app), accepted_events(app)) == (Status.DRAFT, [])


def test_other_words_need_a_reason_of_their_own(app, cast):
    write(app, cast, body=f"Ring {PHONE} first.")
    publish(app, cast.alice, reasons={found(app, cast)[0].digest: WHY})
    save(app, cast, body="Ring 07700 900456 first.")
    with pytest.raises(Invalid):
        publish(app, cast.alice)


def test_the_reason_of_another_practice_does_not_count(app, cast):
    write(app, cast, body=f"Ring {PHONE} first.")
    (concern,) = found(app, cast)
    publish(app, cast.alice, reasons={concern.digest: WHY})
    slug = write(app, cast, title="Another club", body=f"Ring {PHONE} first.")
    with pytest.raises(Invalid):
        publish(app, cast.alice, slug, reasons={concern.digest: WHY})
    assert status(app, slug) == Status.DRAFT


def test_a_reason_is_kept_only_where_everything_else_is_right(app, cast):
    write(app, cast, body=f"Ring {PHONE} or ask A1234BC.")
    reasons = {each.digest: WHY for each in found(app, cast)}
    with pytest.raises(Invalid):
        publish(app, cast.alice, reasons=reasons)
    with app.app_context():
        assert db.session.scalars(select(Accepted)).all() == []


def test_a_reason_can_be_given_better_and_both_stay_in_the_trail(app, cast):
    write(app, cast, body=f"Ring {PHONE} first.")
    (concern,) = found(app, cast)
    publish(app, cast.alice, reasons={concern.digest: WHY})
    save(app, cast, body=f"Do ring {PHONE} first.")
    publish(app, cast.alice, reasons={concern.digest: "The charity prints it on its posters"})
    assert [each.detail["reason"] for each in accepted_events(app)] == [
        WHY,
        "The charity prints it on its posters",
    ]


def test_so_many_findings_that_nobody_would_read_them_are_refused(app, cast):
    numbers = "\n".join(f"Ring 07700 {n:06}." for n in range(900000, 900060))
    write(app, cast, body=numbers)
    reasons = {each.digest: WHY for each in found(app, cast)}
    assert len(reasons) == guard.CONCERNS_MAX
    with pytest.raises(Invalid) as raised:
        publish(app, cast.alice, reasons=reasons)
    assert list(raised.value.problems) == ["findings"]


def test_a_prison_number_behind_hundreds_of_others_is_not_missed(app, cast):
    write(app, cast, body=f"Ring {PHONE}.\n" * 700 + "Ask A1234BC.")
    with pytest.raises(Invalid) as raised:
        publish(app, cast.alice, reasons={each.digest: WHY for each in found(app, cast)})
    assert any("A1234BC" in words for words in raised.value.problems.values())


# At the same moment, and in review


def test_of_many_who_publish_with_a_reason_one_reason_is_kept(app, cast):
    write(app, cast, body=f"Ring {PHONE} first.")
    (concern,) = found(app, cast)

    def press(number):
        practice = queries.practice_by_slug(SLUG, viewer=cast.alice)
        reasons = {concern.digest: f"{WHY}, says helper {'abcdefgh'[number]}"}
        return services.publish(practice, actor=cast.alice, reasons=reasons).status

    assert set(together(app, press)) == {Status.PUBLISHED}
    assert len(accepted_events(app)) == 1


def test_what_was_saved_after_the_look_is_not_published_by_it(app, cast):
    write(app, cast)
    with app.app_context():
        before = guard.inspect_number(queries.practice_by_slug(SLUG, viewer=cast.alice), None)
    save(app, cast, body="Ask A1234BC.")
    with pytest.raises(EditConflict):
        publish(app, cast.alice, inspection=before)
    assert status(app) == Status.DRAFT


def review_on(app, cast):
    with app.app_context():
        set_reviews(actor=cast.alice, prison=cast.midvale, on=True)


def test_a_reviewer_sees_the_reasons_and_publishes_with_them(app, client, cast, sign_in):
    review_on(app, cast)
    write(app, cast, body=f"Ring {PHONE} first.")
    (concern,) = found(app, cast)
    sign_in(client, cast.bob)
    form = {"based_on": "1", f"reason-{concern.digest}": WHY}
    assert client.post(f"/practices/{SLUG}/submit", data=form).status_code == 302
    sign_in(client, cast.alice)
    page = client.get(f"/practices/{SLUG}/review").get_data(as_text=True)
    assert f"<mark>{PHONE}</mark>" in page
    assert WHY.replace("'", "&#39;") in page
    response = client.post(f"/practices/{SLUG}/review/publish", data={"number": "1", "newest": "1"})
    assert response.status_code == 302
    assert status(app) == Status.PUBLISHED
    assert [each.actor_name for each in accepted_events(app)] == ["Bob"]


# Pages


def test_the_check_shows_each_finding_in_place(app, client, cast, sign_in):
    write(app, cast, body=f"## Whom to ask\n\nRing {PHONE} or ask A1234BC about <b>it</b>.")
    sign_in(client, cast.bob)
    page = client.get(f"/practices/{SLUG}/check").get_data(as_text=True)
    assert page.index("Take these out") < page.index("Say why these may stay")
    assert "Ring 07700 900123 or ask <mark>A1234BC</mark> about &lt;b&gt;it&lt;/b&gt;." in page
    assert "The text, under “Whom to ask”" in page
    assert f"/practices/{SLUG}/edit/text#body" in page


def test_a_draft_is_saved_with_plain_words_about_what_is_in_it(app, client, cast, sign_in):
    write(app, cast)
    sign_in(client, cast.bob)
    form = {"based_on": "1", "body": "Ask A1234BC.", "action": "save"}
    response = client.post(f"/practices/{SLUG}/edit/text", data=form, follow_redirects=True)
    page = response.get_data(as_text=True)
    assert "Take this out before you send it for review: “A1234BC” in the text" in page
    with app.app_context():
        assert len(db.session.scalars(select(Revision)).all()) == 2


def test_upload_is_not_needed_for_a_file_to_be_checked_on_the_page(app, client, cast, sign_in):
    write(app, cast)
    sign_in(client, cast.bob)
    data = {"file": [(io.BytesIO(making.docx_file("A1234BC")), "plan.docx")]}
    client.post(f"/practices/{SLUG}/files", data=data, content_type="multipart/form-data")
    wait_for_reader(app)
    page = client.get(f"/practices/{SLUG}/check").get_data(as_text=True)
    assert "<mark>A1234BC</mark>" in page
    assert f'href="/practices/{SLUG}/files"' in page
