from dataclasses import replace

import pytest
from flask import Flask

from portal.audit import AuditEvent
from portal.db import db
from portal.errors import EditConflict, Forbidden, Invalid, NotFound
from portal.practices import queries, services
from portal.practices.content import Content
from portal.practices.models import Label, Practice, Revision, Status
from portal.search.models import SearchChange
from tests.people import Cast
from tests.saving import revisions_of, save_revision

pytestmark = pytest.mark.usefixtures("app_context")

NOTE = Content(
    "Role cards at the gate",
    summary="Mentors show a card.",
    body="## What we did\n\nWe printed **cards**.",
    themes=("movement",),
    tags=("cards",),
    details={"barriers": ("movement",), "evidence": "views"},
)


def write(cast: Cast, content: Content = NOTE, *, publish: bool = True) -> Practice:
    practice = services.create_practice(
        "practice_note", content, actor=cast.alice, prison=cast.midvale
    )
    return services.publish(practice, actor=cast.alice) if publish else practice


def latest(practice: Practice) -> Revision:
    return db.session.get_one(Revision, practice.latest_id)


def test_a_draft_is_kept_and_then_published(cast: Cast) -> None:
    practice = write(cast, publish=False)
    assert (practice.status, practice.slug) == (Status.DRAFT, "role-cards-at-the-gate")
    assert (
        latest(practice).body_html
        == "<h2>What we did</h2>\n<p>We printed <strong>cards</strong>.</p>"
    )
    assert db.session.query(SearchChange).count() == 0
    services.publish(practice, actor=cast.alice)
    assert practice.status == Status.PUBLISHED
    assert {(label.vocabulary, label.value) for label in db.session.query(Label)} == {
        ("theme", "movement"),
        ("barrier", "movement"),
        ("tag", "cards"),
    }
    assert db.session.query(SearchChange).count() == 1
    assert [event.action for event in db.session.query(AuditEvent).order_by(AuditEvent.id)] == [
        "practice.created",
        "practice.published",
    ]


def test_readers_see_the_published_version_while_it_is_edited(cast: Cast) -> None:
    practice = write(cast)
    changed = replace(NOTE, title="Role cards, second go")
    save_revision(practice, changed, actor=cast.bob, based_on=1, note="Better title")
    seen = queries.practice_by_slug(practice.slug, viewer=cast.charlie)
    assert queries.shown_revision(seen).title == "Role cards at the gate"
    services.publish(practice, actor=cast.alice)
    db.session.expire_all()
    seen = queries.practice_by_slug(practice.slug, viewer=cast.charlie)
    assert queries.shown_revision(seen).title == "Role cards, second go"
    assert [revision.number for revision in revisions_of(practice)] == [2, 1]


def test_saving_without_a_change_adds_no_revision(cast: Cast) -> None:
    practice = write(cast)
    assert save_revision(practice, NOTE, actor=cast.alice, based_on=1).number == 1


def test_the_second_of_two_editors_is_told_and_nothing_is_overwritten(cast: Cast) -> None:
    practice = write(cast)
    save_revision(practice, replace(NOTE, body="Bob"), actor=cast.bob, based_on=1)
    with pytest.raises(EditConflict):
        save_revision(practice, replace(NOTE, body="Alice"), actor=cast.alice, based_on=1)
    db.session.expire_all()
    assert Content.from_json(latest(practice).content).body == "Bob"


@pytest.mark.parametrize("person", ["charlie", "dana"])
def test_others_can_neither_see_a_draft_nor_change_it(cast: Cast, person: str) -> None:
    other = getattr(cast, person)
    practice = write(cast, publish=False)
    with pytest.raises(NotFound):
        queries.practice_by_slug(practice.slug, viewer=other)
    for forbidden in (
        lambda: services.publish(practice, actor=other),
        lambda: services.archive(practice, actor=other),
        lambda: save_revision(practice, NOTE, actor=other, based_on=1),
        lambda: services.mark_template(practice, actor=other, is_template=True),
        lambda: services.create_practice("scheme", NOTE, actor=other, prison=cast.midvale),
        lambda: services.create_practice("scheme", NOTE, actor=other, prison=None),
        lambda: services.copy_practice(practice, actor=other, into=cast.westholme, title="x"),
    ):
        with pytest.raises(Forbidden):
            forbidden()


def test_an_unfinished_practice_is_not_published(cast: Cast) -> None:
    practice = write(cast, Content("Only a title"), publish=False)
    with pytest.raises(Invalid) as caught:
        services.publish(practice, actor=cast.alice)
    assert caught.value.problems.keys() == {"summary", "body"}
    db.session.expire_all()
    assert practice.status == Status.DRAFT


def test_archiving_takes_it_away_from_readers_only(cast: Cast) -> None:
    practice = write(cast)
    with pytest.raises(Forbidden):  # others read it, and members' work is reviewed there
        services.archive(practice, actor=cast.bob)
    services.archive(practice, actor=cast.alice)
    with pytest.raises(NotFound):
        queries.practice_by_slug(practice.slug, viewer=cast.charlie)
    assert queries.practice_by_slug(practice.slug, viewer=cast.alice)
    assert db.session.query(Label).count() == 0


def test_a_copy_has_every_word_and_knows_its_source(cast: Cast) -> None:
    source = write(cast)
    copy = services.copy_practice(
        source, actor=cast.charlie, into=cast.westholme, title="Our cards"
    )
    content = Content.from_json(latest(copy).content)
    # All but the strength of the evidence, which is the source's own.
    details = {key: value for key, value in NOTE.details.items() if key != "evidence"}
    assert content == replace(NOTE, title="Our cards", details=details)
    assert (copy.status, copy.prison_id) == (Status.DRAFT, cast.westholme.id)
    origin = queries.source_of(copy, viewer=cast.charlie)
    assert origin is not None
    assert (origin.slug, origin.revision) == (source.slug, 1)
    assert queries.prisons_adapting(source) == 1
    assert queries.copies_of(source, viewer=cast.alice) == []  # still Westholme's draft
    services.publish(copy, actor=cast.charlie)
    assert [each.title for each in queries.copies_of(source, viewer=cast.alice)] == ["Our cards"]


def test_a_failed_service_leaves_nothing_behind(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("portal.practices.services.audit.record", fail)
    with pytest.raises(RuntimeError):
        write(cast)
    assert db.session.query(Practice).count() == 0
    assert db.session.query(Revision).count() == 0


def test_equal_titles_get_addresses_of_their_own(cast: Cast) -> None:
    slugs = [
        write(cast, replace(NOTE, title=title)).slug for title in ("Cards", "Cards", "卡片", "卡片")
    ]
    assert len(set(slugs)) == 4
    assert slugs[:2] == ["cards", "cards-2"]


def test_a_broken_index_never_fails_a_save(
    cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> int:
        raise OSError("the disk went away")

    monkeypatch.setattr(app.extensions["search_index"], "applied", broken)
    assert write(cast).status == Status.PUBLISHED
