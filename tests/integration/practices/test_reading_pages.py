"""Browsing and reading practices in the browser's place."""

import pytest

from portal.accounts.models import User
from portal.db import db
from portal.practices import services
from portal.practices.content import Content
from portal.practices.queries import practice_by_slug
from portal.prisons.models import Prison
from tests.saving import save_revision

BODY = "## What we did\n\nMentors sat with learners twice a week.\n"


def write(app, actor: User, prison: Prison | None, title: str, **more) -> str:
    """Publish a scheme and give its part of the address."""
    content = Content(title=title, summary=f"{title} in short.", body=BODY, **more)
    with app.app_context():
        practice = services.create_practice("scheme", content, actor=actor, prison=prison)
        services.publish(practice, actor=actor)
        return practice.slug


def text(response) -> str:
    return response.get_data(as_text=True)


def test_a_list_narrows_by_theme_barrier_prison_and_kind(app, cast, client, sign_in):
    write(app, cast.alice, cast.midvale, "Reading pairs", themes=("reading",))
    write(app, cast.charlie, cast.westholme, "Gate passes", details={"barriers": ("movement",)})
    sign_in(client, cast.dana)
    for query, shown, hidden in (
        ("theme=reading", "Reading pairs", "Gate passes"),
        ("barrier=movement", "Gate passes", "Reading pairs"),
        ("prison=example-westholme", "Gate passes", "Reading pairs"),
        ("kind=scheme&theme=reading", "Reading pairs", "Gate passes"),
    ):
        page = text(client.get(f"/practices/?{query}"))
        assert shown in page, query
        assert hidden not in page, query
    assert "Nothing fits these choices yet" in text(client.get("/practices/?kind=job_description"))


def test_values_that_do_not_exist_narrow_nothing(app, cast, client, sign_in):
    write(app, cast.alice, cast.midvale, "Reading pairs")
    sign_in(client, cast.bob)
    for query in ("kind=x", "theme='", "sort=x", "page=-1", "page=x"):
        assert "Reading pairs" in text(client.get(f"/practices/?{query}")), query
    assert client.get("/practices/?prison=nowhere").status_code == 404


def test_a_page_past_the_end_says_so(app, cast, client, sign_in):
    write(app, cast.alice, cast.midvale, "Reading pairs")
    sign_in(client, cast.bob)
    assert "not that many pages" in text(client.get("/practices/?page=7"))


def test_the_most_copied_come_first_when_asked(app, cast, client, sign_in):
    first = write(app, cast.alice, cast.midvale, "Copied often")
    write(app, cast.alice, cast.midvale, "Brand new")
    with app.app_context():
        source = practice_by_slug(first, viewer=cast.charlie)
        services.copy_practice(source, actor=cast.charlie, into=cast.westholme, title="Ours")
    sign_in(client, cast.bob)
    newest, copied = text(client.get("/practices/")), text(client.get("/practices/?sort=copied"))
    assert newest.index("Brand new") < newest.index("Copied often")
    assert copied.index("Copied often") < copied.index("Brand new")


def test_a_draft_is_for_its_own_prison_only(samples, client, sign_in):
    for who, status in ((samples.bob, 200), (samples.erin, 200), (samples.charlie, 404)):
        sign_in(client, who)
        assert client.get("/practices/a-draft").status_code == status


def test_a_page_marks_examples_and_shows_its_fields_in_words(app, cast, client, sign_in):
    slug = write(
        app,
        cast.alice,
        cast.midvale,
        "Reading pairs",
        details={"structure": "structured", "benefits": "People read.\nStaff noticed."},
    )
    sign_in(client, cast.charlie)
    page = text(client.get(f"/practices/{slug}"))
    assert "This is an invented example" in page
    assert "Structured: a clear end goal" in page
    assert "People read.\nStaff noticed." in page
    assert "Copy and adapt" in page
    assert f"/practices/{slug}/edit" not in page


def test_hostile_markdown_never_reaches_the_page(app, cast, client, sign_in):
    slug = write(app, cast.alice, cast.midvale, "Reading <script>alert(1)</script> pairs")
    with app.app_context():
        practice = practice_by_slug(slug, viewer=cast.alice)
        content = Content(
            title="Hostile",
            summary="<img src=x onerror=alert(1)>",
            body="<script>alert(1)</script>\n\n[x](javascript:alert(1)) <b onclick=y>b</b>",
        )
        save_revision(practice, content, actor=cast.alice, based_on=1)
        services.publish(practice, actor=cast.alice)
    sign_in(client, cast.charlie)
    page = text(client.get(f"/practices/{slug}"))
    for bad in ("<script>alert", "<img src=x", "javascript:", "<b onclick"):
        assert bad not in page


def test_readers_keep_seeing_what_was_published(app, cast, client, sign_in):
    slug = write(app, cast.alice, cast.midvale, "Reading pairs")
    with app.app_context():
        practice = practice_by_slug(slug, viewer=cast.alice)
        save_revision(practice, Content(title="Half done", body="x"), actor=cast.alice, based_on=1)
    sign_in(client, cast.charlie)
    assert "Half done" not in text(client.get(f"/practices/{slug}"))
    assert client.get(f"/practices/{slug}/history").status_code == 403
    assert client.get(f"/practices/{slug}/versions/2").status_code == 403
    sign_in(client, cast.bob)
    page = text(client.get(f"/practices/{slug}"))
    assert "Check and send for review" in page
    assert "Half done" in text(client.get(f"/practices/{slug}/versions/2"))
    assert client.get(f"/practices/{slug}/versions/3").status_code == 404


def test_a_copy_and_its_source_point_to_each_other(app, cast, client, sign_in):
    slug = write(app, cast.alice, cast.midvale, "Reading pairs")
    sign_in(client, cast.charlie)
    answer = client.post(f"/practices/{slug}/copy", data={"title": "Our reading pairs"})
    assert answer.location == "/practices/our-reading-pairs/check"
    draft = text(client.get("/practices/our-reading-pairs"))
    assert "Adapted from" in draft
    assert "version 1" in draft
    source = text(client.get(f"/practices/{slug}"))
    assert "Adapted by 1 prison<" in source
    sign_in(client, cast.dana)
    hidden = text(client.get(f"/practices/{slug}"))
    assert "Our reading pairs" not in hidden
    assert "Their versions are not published yet" in hidden


def test_our_prison_lists_drafts_published_and_archived(samples, client, sign_in):
    sign_in(client, samples.bob)
    page = text(client.get("/my-prison"))
    assert page.index("A draft") < page.index("A published scheme")
    assert page.index("A published scheme") < page.index("An archived scheme")
    sign_in(client, samples.dana)
    assert client.get("/my-prison").status_code == 404


def test_templates_are_listed_to_everyone(samples, client, sign_in):
    sign_in(client, samples.charlie)
    page = text(client.get("/templates"))
    assert "A template" in page
    assert "A published scheme" not in page


@pytest.mark.parametrize("slug", ["..", "%2e%2e", "a" * 5000, "x'--", "%F0%9F%92%A9"])
def test_addresses_of_nothing_are_not_found(slug, cast, client, sign_in):
    sign_in(client, cast.alice)
    assert client.get(f"/practices/{slug}").status_code in (404, 308)


def test_lists_ask_the_database_a_fixed_number_of_times(app, cast, client, sign_in, count_queries):
    for number in range(12):
        write(app, cast.alice, cast.midvale, f"Scheme {number}", themes=("reading",))
    sign_in(client, cast.charlie)
    # Who is asking, the total, the page, and the counts of themes, of barriers and of prisons.
    with count_queries(at_most=6):
        client.get("/practices/")
    # Who is asking, and every template.
    with count_queries(at_most=2):
        client.get("/templates")
    # Who is asking, the prison's practices, what nobody looks after, what is not saved, what was
    # sent back, what has a newer source, and the job descriptions to make role cards from.
    with count_queries(at_most=7):
        client.get("/my-prison")
    # Who is asking, the practice with its prison and both revisions, when it was checked, and
    # whether it is in their wing pack.
    with count_queries(at_most=4):
        client.get("/practices/scheme-3")


def test_the_api_gives_what_is_published(app, samples, client, sign_in):
    sign_in(client, samples.charlie)
    found = client.get("/api/v1/practices/a-published-scheme")
    assert found.json["title"] == "A published scheme"
    assert found.json["prison"] == "Example Midvale"
    assert found.json["body"] == BODY.strip()
    assert "<h2>" in found.json["body_html"]
    assert client.get("/api/v1/practices/a-draft").status_code == 404
    sign_in(client, samples.bob)
    assert client.get("/api/v1/practices/a-draft").json["error"]["status"] == 404


def test_a_title_that_is_a_page_of_its_own_gets_another_address(app, cast):
    with app.app_context():
        practice = services.create_practice(
            "scheme", Content(title="New"), actor=cast.alice, prison=cast.midvale
        )
        assert practice.slug == "new-2"
        db.session.rollback()
