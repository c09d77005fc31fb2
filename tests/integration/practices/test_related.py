"""Which other practices are about the same."""

import pytest

from portal.practices import queries, related, services
from portal.practices.content import Content
from portal.practices.related import related_to
from portal.search.folder import POINTER

pytestmark = pytest.mark.usefixtures("app_context")


def publish(cast, title, **more):
    content = Content(title=title, summary="In short.", body="Some words.", **more)
    practice = services.create_practice("scheme", content, actor=cast.alice, prison=cast.midvale)
    services.publish(practice, actor=cast.alice)
    return practice


def titles(practice, viewer):
    shown = queries.practice_by_slug(practice.slug, viewer=viewer)
    content = Content.from_json(queries.shown_revision(shown).content)
    return [card.title for card in related_to(shown, content)]


def test_what_shares_words_of_title_and_tags_is_related_and_copies_are_not(cast):
    reading = publish(cast, "Reading mentors", tags=("phonics",))
    publish(cast, "Reading on the wing")
    publish(cast, "Letters and sounds", tags=("phonics",))
    publish(cast, "Gardening")
    services.copy_practice(reading, actor=cast.charlie, into=cast.westholme, title="Reading copies")
    assert set(titles(reading, cast.bob)) == {"Reading on the wing", "Letters and sounds"}


def test_what_was_withdrawn_is_not_related_any_more(cast):
    reading, other = publish(cast, "Reading mentors"), publish(cast, "Reading pairs")
    assert titles(reading, cast.bob) == ["Reading pairs"]
    services.archive(other, actor=cast.alice)
    assert titles(reading, cast.bob) == []


def test_it_is_asked_once_an_hour_and_again_for_a_new_version(cast, monkeypatch):
    asked = []
    found = related.keys_about
    monkeypatch.setattr(related, "keys_about", lambda *a, **k: asked.append(a) or found(*a, **k))
    reading = publish(cast, "Reading mentors")
    publish(cast, "Reading pairs")
    for _ in range(3):
        assert titles(reading, cast.bob) == ["Reading pairs"]
    assert len(asked) == 1
    services.publish(queries.practice_by_slug(reading.slug, viewer=cast.alice), actor=cast.alice)
    monkeypatch.setattr(related.time, "monotonic", lambda: 10_000_000.0)
    titles(reading, cast.bob)
    assert len(asked) == 2


def test_without_an_index_there_are_none_and_the_page_comes(app, cast, client, sign_in):
    reading = publish(cast, "Reading mentors")
    publish(cast, "Reading pairs")
    sign_in(client, cast.bob)
    (app.config["SETTINGS"].search_index / POINTER).write_text("nowhere")
    page = client.get(f"/practices/{reading.slug}")
    assert page.status_code == 200
    assert "Related practice" not in page.get_data(as_text=True)
