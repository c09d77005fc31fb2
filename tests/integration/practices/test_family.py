"""The family tree: who adapted what, seen by whoever may see it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.db import db
from portal.practices import services
from portal.practices.adapting import family
from portal.practices.adapting.family import Member, changed_most, family_tree
from portal.practices.content import Content
from portal.practices.models import Practice
from portal.practices.queries import latest_revision
from tests.people import Cast
from tests.saving import save_revision

pytestmark = pytest.mark.usefixtures("app_context")

SOURCE = Content(
    "Reading one to one",
    summary="Mentors read with learners.",
    body="## Meetings\n\nTwice a week.\n\n## Rooms\n\nIn the library.\n",
)


def write(cast: Cast, content: Content = SOURCE) -> Practice:
    practice = services.create_practice("scheme", content, actor=cast.alice, prison=cast.midvale)
    return services.publish(practice, actor=cast.alice)


def copy(source: Practice, cast: Cast, title: str, *, by: User | None = None) -> Practice:
    actor = by or cast.charlie
    into = cast.midvale if actor.prison_id == cast.midvale.id else cast.westholme
    return services.copy_practice(source, actor=actor, into=into, title=title)


def save(practice: Practice, actor: User, **changes: str) -> Practice:
    latest = latest_revision(practice)
    content = replace(Content.from_json(latest.content), **changes)  # type: ignore[arg-type]
    save_revision(practice, content, actor=actor, based_on=latest.number)
    return services.publish(practice, actor=actor)


def titles(member: Member) -> Any:
    return [member.title, *(titles(each) for each in member.copies)]


def test_it_names_copies_of_copies_with_the_version_they_came_from(cast: Cast) -> None:
    source = write(cast)
    first = services.publish(copy(source, cast, "First"), actor=cast.charlie)
    save(source, cast.alice, summary="Another one.")
    copy(source, cast, "Second", by=cast.bob)
    third = services.publish(copy(first, cast, "Third", by=cast.bob), actor=cast.alice)
    for practice in (source, first, third):
        top, is_cut = family_tree(practice, viewer=cast.alice)
        assert titles(top) == ["Reading one to one", ["First", ["Third"]], ["Second"]]
        assert not is_cut
    assert [(each.from_version, each.status) for each in top.copies] == [
        (1, "published"),
        (2, "draft"),
    ]


def test_drafts_of_others_are_counted_and_not_named(
    cast: Cast, client: FlaskClient, sign_in: Callable[..., None]
) -> None:
    source = write(cast)
    copy(source, cast, "A secret plan")
    top, _ = family_tree(source, viewer=cast.alice)
    assert (top.copies, top.hidden) == ((), 1)
    sign_in(client, cast.alice)
    page = client.get("/practices/reading-one-to-one/family").text
    assert "1 version of other prisons, not published yet" in page
    assert "secret" not in page
    assert "Westholme" not in page
    assert "All copies of this" in client.get("/practices/reading-one-to-one").text
    assert family_tree(source, viewer=cast.charlie)[0].copies[0].title == "A secret plan"


def test_an_archived_one_keeps_its_place_without_a_name_where_it_has_copies(cast: Cast) -> None:
    source = write(cast)
    first = services.publish(copy(source, cast, "First"), actor=cast.charlie)
    services.publish(copy(first, cast, "Third", by=cast.bob), actor=cast.alice)
    services.archive(first, actor=cast.charlie)
    top, _ = family_tree(source, viewer=cast.alice)
    assert titles(top) == ["Reading one to one", ["", ["Third"]]]
    assert (top.copies[0].status, top.copies[0].prison_name, top.hidden) == ("archived", None, 0)


def test_a_source_that_one_may_not_see_stands_on_top_without_a_name(
    cast: Cast, client: FlaskClient, sign_in: Callable[..., None]
) -> None:
    source = write(cast)
    services.publish(copy(source, cast, "First"), actor=cast.charlie)
    services.archive(source, actor=cast.alice)
    sign_in(client, cast.charlie)
    page = client.get("/practices/first/family").text
    assert "One that is not shared any more" in page
    assert "Reading one to one" not in page


def test_what_was_changed_most_is_named_first(cast: Cast) -> None:
    source = write(cast)
    body = SOURCE.body.replace("In the library.", "In the chapel, on the wing and in the gym.")
    ours = save(copy(source, cast, "Ours"), cast.charlie, summary="Mentors read aloud.", body=body)
    top, _ = family_tree(source, viewer=cast.alice)
    assert top.copies[0].changed == ("Text: Rooms", "Summary")
    save(source, cast.alice, body="## Other\n\nAll of it is new.\n")
    assert family_tree(ours, viewer=cast.alice)[0].copies[0].changed == ("Text: Rooms", "Summary")


def test_what_changed_most_is_explained_only_where_something_says_it(
    cast: Cast, client: FlaskClient, sign_in: Callable[..., None]
) -> None:
    ours = save(copy(write(cast), cast, "Ours"), cast.charlie)
    sign_in(client, cast.charlie)
    page = client.get("/practices/reading-one-to-one/family").text
    assert "Copies are listed under the practice they came from." in page
    assert page.count("You are here") == 1
    assert "Changed most" not in page
    assert "compares what is published" not in page
    save(ours, cast.charlie, summary="Mentors read aloud.")
    page = client.get("/practices/reading-one-to-one/family").text
    assert "Changed most: Summary" in page
    assert "compares what is published" in page


def test_a_copy_that_changed_only_its_title_changed_nothing() -> None:
    assert changed_most("scheme", SOURCE, SOURCE, replace(SOURCE, title="Ours")) == ()


def test_what_was_brought_in_from_the_source_is_no_change_of_the_copy() -> None:
    newer = replace(SOURCE, summary="Mentors read aloud.", body="## Meetings\n\nEvery day.\n")
    ours = replace(SOURCE, summary=newer.summary, details={"setting": ("library",)})
    assert changed_most("scheme", SOURCE, newer, ours) == ("Setting",)


def test_the_words_of_a_draft_are_never_compared(cast: Cast) -> None:
    source = write(cast)
    ours = services.publish(copy(source, cast, "Ours"), actor=cast.charlie)
    latest = latest_revision(ours)
    content = replace(Content.from_json(latest.content), summary="Not for others yet.")
    save_revision(ours, content, actor=cast.charlie, based_on=latest.number)
    assert family_tree(source, viewer=cast.alice)[0].copies[0].changed == ()


def test_long_chains_of_copies_stay_flat_and_large_families_are_cut(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = write(cast)
    for number in range(12):
        newest = services.publish(copy(newest, cast, f"Number {number}"), actor=cast.charlie)
    top, is_cut = family_tree(newest, viewer=cast.alice)

    def depth(member: Member) -> int:
        return 1 + max(map(depth, member.copies), default=0)

    def count(member: Member) -> int:
        return 1 + sum(map(count, member.copies))

    assert (depth(top), count(top), is_cut) == (family.GENERATIONS_MOST + 1, 13, False)
    monkeypatch.setattr(family, "MEMBERS_MOST", 5)
    top, is_cut = family_tree(newest, viewer=cast.alice)
    assert (count(top), is_cut) == (5, True)


def test_the_page_of_twenty_copies_takes_few_queries(
    app: Flask,
    cast: Cast,
    client: FlaskClient,
    sign_in: Callable[..., None],
    count_queries: Callable[..., Any],
) -> None:
    source = write(cast)
    for number in range(20):
        services.publish(copy(source, cast, f"Number {number}"), actor=cast.charlie)
    db.session.commit()
    sign_in(client, cast.alice)
    with count_queries(at_most=6):
        page = client.get("/practices/reading-one-to-one/family").text
    assert page.count("adapted from version 1") == 20
