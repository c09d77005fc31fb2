"""Before something new is written: what the network and one's own prison have already."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, insert, select

from portal import clock
from portal.accounts.models import User
from portal.config import bundled
from portal.db import db
from portal.practices import services
from portal.practices.adapting.duplication import duplicates_at
from portal.practices.adapting.likes import Similar, similar_in_network
from portal.practices.content import Content
from portal.practices.library.intake import Incoming, take_in
from portal.practices.library.loading import FOLDERS, read_file, remove_practices
from portal.practices.likeness.fingerprints import alike, fill_missing, keep_sketches, sketch_of
from portal.practices.likeness.sketches import SIZE
from portal.practices.models import Fingerprint, Practice, Status
from portal.practices.queries import latest_revision, practice_by_slug
from tests.people import Cast
from tests.saving import save_revision

pytestmark = pytest.mark.usefixtures("app_context")

TEXTS = [
    read_file(path, "x", {}).content
    for name in FOLDERS
    for path in sorted((bundled("content") / name).glob("*.md"))
]
SOURCE = next(each for each in TEXTS if len(each.body) > 2_000)
AIMS = {"purpose": ("reading",), "mentee_criteria": ("cannot_read",)}


def write(content: Content, actor: User, *, publish: bool = True) -> Practice:
    content = replace(content, summary=content.summary or "In short.")
    practice = services.create_practice("scheme", content, actor=actor, prison=actor.prison)
    return services.publish(practice, actor=actor) if publish else practice


def plain(content: Content, title: str) -> Content:
    """Take the words of a content, whole and without gaps, under a title of their own."""
    return Content(title, content.summary, content.body.replace("[", "").replace("]", ""))


def similar(content: Content, viewer: User, practice: Practice | None = None) -> Similar:
    return similar_in_network("scheme", content, viewer=viewer, practice=practice)


def kept() -> dict[int, bytes]:
    rows = db.session.execute(select(Fingerprint.practice_id, Fingerprint.sketch))
    return {number: bytes(sketch) for number, sketch in rows}


def test_what_is_published_has_a_sketch_until_it_is_archived(cast: Cast) -> None:
    ours = plain(SOURCE, "Ours")
    practice = write(ours, cast.alice, publish=False)
    assert kept() == {}
    services.publish(practice, actor=cast.alice)
    assert kept() == {practice.id: sketch_of(ours)}
    newer = replace(ours, body="## New\n\nAll of this is new.")
    save_revision(practice, newer, actor=cast.alice, based_on=1)
    assert kept() == {practice.id: sketch_of(ours)}
    services.publish(practice, actor=cast.alice)
    assert kept() == {practice.id: sketch_of(newer)}
    services.archive(practice, actor=cast.alice)
    assert kept() == {}


def test_what_comes_in_has_a_sketch_and_what_changes_a_new_one(cast: Cast) -> None:
    first = Incoming("a:1", "scheme", plain(SOURCE, "First"))
    take_in([first], note="Import")
    assert list(kept().values()) == [sketch_of(first.content)]
    changed = replace(first, content=plain(TEXTS[0], "Other words"))
    take_in([changed], note="Import")
    assert list(kept().values()) == [sketch_of(changed.content)]


def test_missing_sketches_are_made_once(cast: Cast) -> None:
    practice = write(plain(SOURCE, "Ours"), cast.alice)
    write(plain(SOURCE, "A draft"), cast.alice, publish=False)
    before = kept()
    db.session.execute(delete(Fingerprint))
    db.session.commit()
    assert (fill_missing(), fill_missing()) == (1, 0)
    assert kept() == before
    assert list(before) == [practice.id]


def adapted(source: Content, rng: random.Random) -> Content:
    """Adapt a practice as a prison does: a title of its own, and a third rewritten."""
    paragraphs = source.body.split("\n\n")
    for number in rng.sample(range(len(paragraphs)), len(paragraphs) // 3):
        paragraphs[number] = f"Here we do it in way {rng.random()} and no other, {rng.random()}."
    return replace(source, title="Our own way", body="\n\n".join(paragraphs))


def test_an_adaptation_is_found_among_hundreds(cast: Cast) -> None:
    rng = random.Random(7)
    pool = [part for text in TEXTS for part in text.body.split("\n\n") if len(part) > 60]
    made = [
        Content(f"Number {n}", f"About {rng.random()}", "\n\n".join(rng.sample(pool, 12)))
        for n in range(400)
    ]
    take_in([Incoming(f"n:{n}", "scheme", each) for n, each in enumerate(made)], note="Import")
    for number in rng.sample(range(len(made)), 20):
        found = similar(adapted(made[number], rng), cast.alice)
        assert found.likes
        assert found.likes[0].card.title == f"Number {number}"


def test_prisons_are_counted_and_likeness_said_in_words(cast: Cast) -> None:
    words = " ".join(f"word{number}" for number in range(300))
    half = " ".join(f"word{number}" for number in range(200))
    write(Content("Same", body=words), cast.charlie)
    write(Content("Our own", body=f"{words} and our own end"), cast.alice)
    write(Content("Half", body=half), cast.charlie)
    found = similar(Content("New", body=words), cast.alice)
    assert [(like.card.title, like.words) for like in found.likes] == [
        ("Same", "nearly the same text"),
        ("Our own", "nearly the same text"),
        ("Half", "much the same"),
    ]
    assert (found.total, found.prisons) == (3, 1)


def test_drafts_and_archived_ones_of_others_are_not_there(cast: Cast) -> None:
    write(plain(SOURCE, "A draft"), cast.charlie, publish=False)
    services.archive(write(plain(SOURCE, "Gone"), cast.charlie), actor=cast.charlie)
    found = similar(plain(SOURCE, "New"), cast.alice)
    assert (found.likes, found.total, found.prisons) == ((), 0, 0)


def test_a_copy_is_not_told_of_its_source_and_its_siblings(cast: Cast) -> None:
    source = write(plain(SOURCE, "Source"), cast.alice)
    sibling = services.copy_practice(source, actor=cast.bob, into=cast.midvale, title="Sibling")
    services.publish(sibling, actor=cast.alice)
    stranger = write(plain(SOURCE, "Written from scratch"), cast.alice)
    ours = services.copy_practice(source, actor=cast.charlie, into=cast.westholme, title="Ours")
    content = Content.from_json(latest_revision(ours).content)
    found = similar(content, cast.charlie, ours)
    assert [like.card.id for like in found.likes] == [stranger.id]
    assert found.relatives == 1  # the source itself is named anyway
    services.publish(ours, actor=cast.charlie)
    again = similar(content, cast.charlie, ours)
    assert (len(again.likes), again.relatives) == (1, 1)


def test_a_title_alone_asks_the_search(cast: Cast) -> None:
    about = write(Content("Reading on the night shift", body="We read at night."), cast.charlie)
    found = similar(Content("Night reading"), cast.alice)
    assert (found.likes, [card.id for card in found.about]) == ((), [about.id])
    assert similar(Content("Night reading"), cast.charlie, about).about == ()


def test_the_page_after_the_title_and_the_check_show_it(
    cast: Cast,
    client: FlaskClient,
    sign_in: Callable[..., None],
    count_queries: Callable[..., Any],
) -> None:
    write(plain(SOURCE, "At Westholme"), cast.charlie)
    sign_in(client, cast.alice)
    sent = {"title": "Ours", "summary": SOURCE.summary, "action": "continue"}
    after = client.post("/practices/new/scheme", data=sent)
    page = client.get(after.headers["Location"]).text
    assert "something like this" not in page
    db.session.rollback()  # see what the request wrote
    draft = practice_by_slug("ours", viewer=cast.alice)
    save_revision(draft, plain(SOURCE, "Ours"), actor=cast.alice, based_on=1)
    for address in (after.headers["Location"], "/practices/ours/check"):
        page = client.get(address).text
        assert "1 other prison has something like this. Adapt one?" in page
        assert "nearly the same text" in page
        assert 'href="/practices/at-westholme/copy"' in page
        assert "You can go on all the same" in page
    with count_queries(at_most=16):
        client.get("/practices/ours/check")


def test_schemes_of_one_prison_with_the_same_aims_are_told(
    cast: Cast, client: FlaskClient, sign_in: Callable[..., None]
) -> None:
    write(Content("Early readers", body="We read.", details=AIMS), cast.bob, publish=False)
    write(Content("First words", body="Spelling.", details=AIMS), cast.alice)
    write(Content("Maths", body="Sums.", details={**AIMS, "purpose": ("maths",)}), cast.alice)
    write(Content("Elsewhere", body="Reading.", details=AIMS), cast.charlie)
    sign_in(client, cast.alice)
    page = client.get("/practices/first-words/check").text
    assert "Your prison already runs or plans" in page
    assert "Early readers" in page
    assert "Same purpose: Learning to read." in page
    for other in ("Maths", "Elsewhere"):
        assert f">{other}</a>" not in page
    page = client.get("/my-prison").text
    assert "Schemes with the same purpose and mentees" in page
    assert "section 1.3" in page
    pairs = duplicates_at(cast.midvale.id, viewer=cast.alice)
    assert [(pair.one.title, pair.other.title) for pair in pairs] == [
        ("First words", "Early readers")
    ]


def test_a_prison_without_duplicates_is_told_nothing(
    cast: Cast, client: FlaskClient, sign_in: Callable[..., None]
) -> None:
    only = write(Content("First words", body="Spelling.", details=AIMS), cast.alice)
    services.archive(
        write(Content("Early readers", body="We read.", details=AIMS), cast.alice),
        actor=cast.alice,
    )
    sign_in(client, cast.alice)
    assert "already runs" not in client.get(f"/practices/{only.slug}/check").text
    assert "same purpose and mentees" not in client.get("/my-prison").text


def test_removing_a_practice_removes_its_sketch(app: Flask, cast: Cast) -> None:
    practice = write(plain(SOURCE, "Ours"), cast.alice)
    db.session.execute(delete(Fingerprint).where(Fingerprint.practice_id != practice.id))
    remove_practices([practice.id])
    assert db.session.scalar(select(func.count()).select_from(Fingerprint)) == 0


def test_one_is_found_among_ten_thousand_in_one_query(cast: Cast, count_queries) -> None:
    many, now = 10_000, clock.now()
    same = {"kind": "scheme", "status": Status.PUBLISHED, "is_template": False, "copies": 0}
    same |= {"created_at": now, "updated_at": now, "version": 1}
    db.session.execute(
        insert(Practice), [{**same, "id": n, "slug": f"number-{n}"} for n in range(1, many + 1)]
    )
    rng = random.Random(3)
    keep_sketches({n: rng.randbytes(SIZE) for n in range(1, many + 1)})
    ours = sketch_of(plain(SOURCE, "Ours"))
    keep_sketches({many: ours})
    db.session.commit()
    with count_queries(at_most=1):
        assert alike(ours) == [(many, 1.0)]
