"""The front page and the menu, signed out and for each role."""

import re

import pytest

from portal.practices.content import Content
from portal.practices.queries import practice_by_slug
from portal.practices.review.reviewing import submit
from portal.practices.services import archive, copy_practice, create_practice, publish
from tests.saving import save_revision

MENU = re.compile(r'<ul [^>]*id="navigation">(.*?)</ul>', re.DOTALL)
FOOTER = re.compile(r"<footer.*?</footer>", re.DOTALL)
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
HREF = re.compile(r'<a [^>]*href="([^"]*)"')

EVERYBODY = ["/search", "/barriers/", "/prisons/", "/templates"]
STANDING = [f"/pages/{name}" for name in ("help", "accessibility", "privacy", "cookies")]


def links(part: re.Pattern[str], html: str) -> list[str]:
    found = part.search(html)
    assert found
    return HREF.findall(found.group())


def text(response) -> str:
    assert response.status_code == 200
    return response.get_data(as_text=True)


def write(app, actor, prison, title, **more) -> str:
    """Publish a scheme and give its part of the address."""
    content = Content(title=title, summary="In short.", body="What we did.", **more)
    with app.app_context():
        practice = create_practice("scheme", content, actor=actor, prison=prison)
        publish(practice, actor=actor)
        return practice.slug


def test_strangers_learn_what_this_is_and_how_to_get_in(samples, client):
    html = text(client.get("/"))
    assert "Share and find peer mentoring practice" in html
    assert "You need an invitation to use it" in html
    assert "Nothing about individual prisoners is kept here" in html
    assert links(MENU, html) == ["/account/sign-in"]
    assert links(MAIN, html) == ["/account/sign-in"]
    assert links(FOOTER, html) == STANDING
    assert "A published scheme" not in html


@pytest.mark.parametrize(
    ("who", "entries"),
    [
        ("alice", ["/my-prison", "/account/"]),
        ("bob", ["/my-prison", "/account/"]),
        ("charlie", ["/my-prison", "/account/"]),
        ("dana", ["/search/needs", "/matching/rounds", "/account/"]),
        ("erin", ["/search/needs", "/matching/rounds", "/account/"]),
    ],
)
def test_the_menu_and_every_link_of_the_front_page_can_be_followed(
    who, entries, samples, client, sign_in
):
    sign_in(client, getattr(samples, who))
    html = text(client.get("/"))
    assert links(MENU, html) == [*EVERYBODY, *entries]
    assert links(FOOTER, html) == STANDING
    for address in {*links(MENU, html), *links(MAIN, html)}:
        answer = client.get(address.replace("&amp;", "&"), follow_redirects=True)
        assert answer.status_code == 200, address


@pytest.mark.parametrize(
    ("who", "offered", "kept_back"),
    [
        ("bob", ["/practices/new/practice_note", "/prisons/example-midvale/similar"],
         ["/matching/rounds"]),
        ("charlie", ["/practices/new/practice_note", "/prisons/example-westholme/similar"],
         ["/matching/rounds"]),
        ("dana", ["/prisons/", "/matching/rounds"], ["/practices/new/practice_note"]),
        ("erin", ["/practices/new/practice_note", "/matching/rounds"], ["/prisons/"]),
    ],
)  # fmt: skip
def test_everybody_is_offered_what_they_may_do(who, offered, kept_back, cast, client, sign_in):
    sign_in(client, getattr(cast, who))
    shown = links(MAIN, text(client.get("/")))
    for address in ("/templates", *offered):
        assert address in shown
    for address in kept_back:
        assert address not in shown


def test_an_empty_portal_says_so_and_asks_for_the_first_note(cast, client, sign_in):
    for who, may_write in ((cast.bob, True), (cast.erin, True), (cast.dana, False)):
        sign_in(client, who)
        html = text(client.get("/"))
        assert "Nothing is published yet." in html
        assert ("Write the first practice note" in html) is may_write
        for absent in ("Browse all", "What is in your way?</h2>", "Themes</h2>"):
            assert absent not in html


def test_themes_are_counted_as_published(app, cast, client, sign_in):
    movement = {"barriers": ("movement", "space")}
    gone = write(app, cast.alice, cast.midvale, "First", themes=("reading",), details=movement)
    write(app, cast.alice, cast.midvale, "Second", themes=("reading", "maths"))
    write(app, cast.charlie, cast.westholme, "Third", details={"barriers": ("space",)})
    with app.app_context():
        hidden = Content("Draft", summary="x", body="x", themes=("esol", "reading"))
        create_practice("scheme", hidden, actor=cast.alice, prison=cast.midvale)
    sign_in(client, cast.charlie)
    html = text(client.get("/"))
    assert '<a class="govuk-link" href="/practices/?theme=reading">Reading</a> (2)' in html
    assert '<a class="govuk-link" href="/practices/?theme=maths">Maths</a> (1)' in html
    assert "/practices/?theme=esol" not in html
    assert "Browse all 3" in html
    with app.app_context():
        archive(practice_by_slug(gone, viewer=cast.alice), actor=cast.alice)
    html = text(client.get("/"))
    assert 'theme=reading">Reading</a> (1)' in html
    assert "Browse all 2" in html


def test_the_five_newest_are_shown_newest_first(app, cast, client, sign_in):
    for number in range(7):
        write(app, cast.alice, cast.midvale, f"Scheme {number}")
    with app.app_context():
        create_practice("scheme", Content("Draft"), actor=cast.bob, prison=cast.midvale)
    sign_in(client, cast.bob)
    shown = re.findall(r'<a [^>]*href="/practices/(scheme-\d|draft)"', text(client.get("/")))
    assert shown == [f"scheme-{number}" for number in (6, 5, 4, 3, 2)]


def test_words_on_the_front_page_are_escaped(app, cast, client, sign_in):
    write(app, cast.alice, cast.midvale, "<b onclick=x>Bold</b> & 'more'")
    sign_in(client, cast.charlie)
    html = text(client.get("/"))
    assert "&lt;b onclick=x&gt;Bold&lt;/b&gt; &amp; &#39;more&#39;" in html
    assert "<b onclick" not in html


def test_drafts_wait_for_the_people_of_their_prison_only(samples, client, sign_in):
    for who, waiting in ((samples.bob, True), (samples.charlie, False), (samples.dana, False)):
        sign_in(client, who)
        html = text(client.get("/"))
        assert ('href="/practices/a-draft/carry-on">“A draft”</a>' in html) is waiting
        assert "your prison’s 1 draft" not in html


def test_own_drafts_come_first_and_what_is_in_review_is_no_draft_to_carry_on_with(
    app, cast, client, sign_in
):
    with app.app_context():
        content = [Content(title, "S.", "B.") for title in ("Bobs", "Alices", "Sent")]
        for each, actor in zip(content, (cast.bob, cast.alice, cast.bob), strict=True):
            sent = create_practice("scheme", each, actor=actor, prison=cast.midvale)
        submit(sent, actor=cast.bob, based_on=1)
    sign_in(client, cast.bob)
    html = text(client.get("/"))
    assert 'href="/practices/bobs/carry-on">“Bobs”</a>' in html
    assert "your prison’s 2 drafts" in html
    assert "“Sent”" not in html


def test_the_front_page_says_that_the_original_of_a_copy_has_changed(app, cast, client, sign_in):
    slug = write(app, cast.alice, cast.midvale, "First")
    sign_in(client, cast.charlie)
    with app.app_context():
        source = practice_by_slug(slug, viewer=cast.charlie)
        copy_practice(source, actor=cast.charlie, into=cast.westholme, title="Ours")
    assert "copies has changed" not in text(client.get("/"))
    with app.app_context():
        source = practice_by_slug(slug, viewer=cast.alice)
        save_revision(source, Content("First", "New.", "B."), actor=cast.alice, based_on=1)
        publish(source, actor=cast.alice)
    html = text(client.get("/"))
    assert 'href="/practices/ours/source">The original of 1 of your prison’s copies' in html
    sign_in(client, cast.bob)
    assert "copies has changed" not in text(client.get("/"))


def test_the_front_page_asks_the_database_a_fixed_number_of_times(
    app, cast, client, sign_in, count_queries
):
    for number in range(8):
        write(app, cast.alice, cast.midvale, f"Scheme {number}", themes=("reading",))
    sign_in(client, cast.charlie)
    # Who is asking, the total, the newest, the counts of themes and barriers, their drafts, which
    # originals changed, what they have not saved, whether they are paired, what waits for them,
    # what is new for their saved searches, and how much is asked for.
    with count_queries(at_most=12):
        client.get("/")
    # She has no prison, so no drafts; but what waits for a regional lead is asked three times: for
    # the menu, for the page, and for what she may see. Whether any pair waits is one more.
    sign_in(client, cast.dana)
    with count_queries(at_most=13):
        client.get("/")
    with count_queries(at_most=0):
        app.test_client().get("/")


def test_what_is_typed_on_the_front_page_is_searched(samples, client, sign_in):
    sign_in(client, samples.charlie)
    form = MAIN.search(text(client.get("/"))).group().split("<form ")[1].split("</form>")[0]
    action = re.search(r'action="([^"]*)" method="get"', form).group(1)
    field = re.search(r'<input [^>]*name="([^"]*)"', form).group(1)
    found = text(client.get(action, query_string={field: "scheme"}))
    assert "A published <mark>scheme</mark>" in found
