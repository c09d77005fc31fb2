"""Writing, copying and publishing through the forms: nothing that was typed is ever lost."""

import re

import pytest

from portal.accounts.models import User
from portal.practices import services
from portal.practices.content import BODY_MAX, Content
from portal.practices.queries import latest_revision, practice_by_slug
from portal.prisons.models import Prison
from tests.pages import problems as page_problems
from tests.saving import revisions_of, save_revision

TYPED = {
    "title": "Numeracy club",
    "summary": "Mentors run a numbers club.",
    "body": "## What we did\n\nWe met weekly.",
    "themes": ["maths", "classroom"],
    "tags": "Numbers , club",
    "purpose": ["maths"],
    "structure": "structured",
    "benefits": "More people came.",
    "action": "save",
}


def text(response) -> str:
    return response.get_data(as_text=True)


def draft(app, actor: User, prison: Prison | None, title: str = "Our scheme") -> str:
    with app.app_context():
        content = Content(title=title, summary="In short.", body="What we did.")
        return services.create_practice("scheme", content, actor=actor, prison=prison).slug


def saved(app, slug: str, viewer: User) -> Content:
    with app.app_context():
        practice = practice_by_slug(slug, viewer=viewer)
        return Content.from_json(latest_revision(practice).content)


def test_a_form_becomes_a_draft_with_every_field(app, cast, client, sign_in):
    sign_in(client, cast.bob)
    answer = client.post("/practices/new/scheme", data=TYPED)
    assert answer.location == "/practices/numeracy-club"
    content = saved(app, "numeracy-club", cast.bob)
    assert set(content.themes) == {"maths", "classroom"}
    assert content.tags == ("numbers", "club")
    assert content.details["structure"] == "structured"
    assert content.details["purpose"] == ("maths",)
    assert content.details["benefits"] == "More people came."
    page = text(client.get("/practices/numeracy-club"))
    assert "Only your own prison can see this draft" in page
    assert "Saved. Send it for review to share it." in page


def test_a_practice_note_is_posted_in_two_goes(cast, client, sign_in):
    sign_in(client, cast.alice)
    note = {"title": "A note", "did": "We tried.", "happened": "It held.", "action": "publish"}
    answer = client.post("/practices/new/practice_note", data=note)
    assert answer.location == "/practices/a-note/check"
    assert "As readers will see it" in text(client.get(answer.location))
    page = client.post("/practices/a-note/publish", follow_redirects=True)
    assert "Published. Everyone who is signed in can now read it." in text(page)
    sign_in(client, cast.charlie)
    assert client.get("/practices/a-note").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": ""}, "Enter a title"),
        ({"title": "x" * 301}, "The title must be 300 characters or fewer"),
        ({"body": "x" * (BODY_MAX + 1)}, "The text must be 200,000 characters or fewer"),
        ({"themes": ["nonsense"]}, "Choose a theme from the list"),
        ({"structure": "nonsense"}, "Choose a value from the list"),
        ({"summary": "a\x01b"}, "holds a character that cannot be stored"),
        ({"tags": ",".join(map(str, range(40)))}, "tags or fewer"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_typed_is_lost(
    wrong, message, app, cast, client, sign_in
):
    sign_in(client, cast.bob)
    answer = client.post("/practices/new/scheme", data=TYPED | wrong)
    page = text(answer)
    assert answer.status_code == 422
    assert "There is a problem" in page
    assert message in page
    field = next(iter(wrong))
    assert f'id="{field}-error"' in page
    assert f'href="#{field}"' in page
    for name in {"summary", "benefits", "title"} - set(wrong):
        assert TYPED[name] in page
    assert text(client.get("/my-prison")).count("app-card") == 0


def test_a_preview_saves_nothing_and_keeps_the_form(cast, client, sign_in):
    sign_in(client, cast.bob)
    page = text(client.post("/practices/new/scheme", data=TYPED | {"action": "preview"}))
    assert "Preview: not saved yet" in page
    assert "<h2>What we did</h2>" in page
    assert "Numeracy club" in page
    assert client.get("/practices/numeracy-club").status_code == 404


def test_publishing_too_early_keeps_the_draft_and_says_what_is_missing(cast, client, sign_in):
    sign_in(client, cast.alice)
    answer = client.post("/practices/new/scheme", data={"title": "Bare", "action": "publish"})
    page = text(client.get(answer.location))
    assert "Before you can publish" in page
    assert 'href="/practices/bare/edit/start#summary">Enter a summary' in page
    assert 'href="/practices/bare/edit/text#body">Write what you did' in page
    refused = client.post("/practices/bare/publish")
    assert refused.status_code == 422
    assert "It is not published yet" in text(refused)
    assert text(refused).count("Enter a summary") == 1


def test_the_second_of_two_editors_sees_both_versions(app, cast, client, sign_in):
    slug = draft(app, cast.alice, cast.midvale)
    sign_in(client, cast.bob)
    first = {"title": "Our scheme", "summary": "Bob's words.", "body": "B.", "based_on": "1"}
    assert client.post(f"/practices/{slug}/edit", data=first).status_code == 302
    sign_in(client, cast.alice)
    second = {"title": "Our scheme", "summary": "Alice's words.", "body": "A.", "based_on": "1"}
    answer = client.post(f"/practices/{slug}/edit", data=second)
    page = text(answer)
    assert answer.status_code == 409
    assert "Bob saved this while you were writing" in page
    assert '<mark class="app-differs">Bob</mark>&#39;s words.' in page
    assert '<mark class="app-differs">Alice</mark>&#39;s words.' in page
    assert 'name="summary" value="Alice&#39;s words."' in page
    assert saved(app, slug, cast.alice).summary == "Bob's words."
    again = client.post(f"/practices/{slug}/edit", data=second | {"based_on": "2"})
    assert again.status_code == 302
    with app.app_context():
        practice = practice_by_slug(slug, viewer=cast.alice)
        summaries = [revision.summary for revision in revisions_of(practice)]
    assert summaries == ["Alice's words.", "Bob's words.", "In short."]


@pytest.mark.parametrize("based_on", ["", "x", "-1", "99", "٣"])
def test_a_form_that_names_no_version_overwrites_nothing(based_on, app, cast, client, sign_in):
    slug = draft(app, cast.alice, cast.midvale)
    sign_in(client, cast.bob)
    form = {"title": "Changed", "summary": "S.", "body": "B.", "based_on": based_on}
    answer = client.post(f"/practices/{slug}/edit", data=form)
    assert answer.status_code == 409
    assert saved(app, slug, cast.bob).title == "Our scheme"


def test_other_prisons_cannot_change_it(samples, client, sign_in):
    sign_in(client, samples.charlie)
    for address in ("edit", "publish", "archive", "template"):
        path = f"/practices/a-published-scheme/{address}"
        assert client.post(path, data={"title": "x", "based_on": "1"}).status_code == 403
    assert client.get("/practices/a-draft/edit").status_code == 404


def test_who_belongs_to_no_prison_cannot_write_or_copy(samples, client, sign_in):
    sign_in(client, samples.dana)
    assert client.get("/practices/new").status_code == 403
    assert client.post("/practices/new/scheme", data=TYPED).status_code == 403
    assert client.get("/practices/a-template/copy").status_code == 403


def test_an_administrator_writes_for_the_library_and_copies_for_a_prison(
    samples, client, sign_in, app
):
    sign_in(client, samples.erin)
    client.post("/practices/new/scheme", data=TYPED)
    assert "Starter library" in text(client.get("/practices/numeracy-club"))
    form = text(client.get("/practices/a-template/copy"))
    assert "Which prison is the copy for?" in form
    refused = client.post("/practices/a-template/copy", data={"title": "Ours"})
    assert refused.status_code == 422
    assert "Choose the prison that the copy is for" in text(refused)
    made = client.post(
        "/practices/a-template/copy", data={"title": "Ours", "prison": "example-midvale"}
    )
    assert made.location == "/practices/ours/check"


@pytest.mark.parametrize("title", ["", " ", "x" * 301])
def test_a_copy_needs_a_title(title, samples, client, sign_in):
    sign_in(client, samples.bob)
    answer = client.post("/practices/a-template/copy", data={"title": title})
    assert answer.status_code == 422
    assert 'id="title-error"' in text(answer)


def test_a_draft_cannot_be_copied(samples, client, sign_in):
    sign_in(client, samples.bob)
    assert client.post("/practices/a-draft/copy", data={"title": "x"}).status_code == 404


def test_archiving_takes_it_from_others_and_publishing_brings_it_back(samples, client, sign_in):
    sign_in(client, samples.alice)
    client.post("/practices/a-published-scheme/archive")
    sign_in(client, samples.charlie)
    assert client.get("/practices/a-published-scheme").status_code == 404
    sign_in(client, samples.alice)
    client.post("/practices/a-published-scheme/publish")
    sign_in(client, samples.charlie)
    assert client.get("/practices/a-published-scheme").status_code == 200


def test_offering_a_template_can_be_taken_back(samples, client, sign_in):
    sign_in(client, samples.alice)
    path = "/practices/a-published-scheme/template"
    client.post(path, data={"offer": "yes"})
    assert "A published scheme" in text(client.get("/templates"))
    client.post(path, data={"offer": "no"})
    assert "A published scheme" not in text(client.get("/templates"))


def test_a_kind_that_does_not_exist_is_not_found(cast, client, sign_in):
    sign_in(client, cast.bob)
    assert client.get("/practices/new/poem").status_code == 404


def test_a_form_past_the_size_limit_is_refused_with_words(cast, client, sign_in):
    sign_in(client, cast.bob)
    answer = client.post("/practices/new/scheme", data=TYPED | {"body": "x" * 3_000_000})
    assert answer.status_code == 413
    assert "too large" in text(answer)


def test_a_failing_index_never_fails_a_save(app, cast, client, sign_in, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr(app.extensions["search_index"], "apply", broken)
    monkeypatch.setattr(app.extensions["search_index"], "applied", broken)
    sign_in(client, cast.alice)
    answer = client.post("/practices/new/scheme", data=TYPED)
    assert answer.location == "/practices/numeracy-club"
    answer = client.post("/practices/numeracy-club/publish")
    assert answer.location == "/practices/numeracy-club"
    assert client.get("/practices/numeracy-club").status_code == 200


def test_a_mistake_in_a_change_keeps_what_was_typed(app, cast, client, sign_in):
    slug = draft(app, cast.alice, cast.midvale)
    sign_in(client, cast.bob)
    form = {"title": " ", "summary": "Kept words.", "body": "Kept too.", "based_on": "1"}
    answer = client.post(f"/practices/{slug}/edit", data=form)
    assert answer.status_code == 422
    assert "Kept words." in text(answer)
    assert 'name="based_on" value="1"' in text(answer)
    assert saved(app, slug, cast.bob).title == "Our scheme"


def test_a_prison_number_cannot_be_published(cast, client, sign_in):
    sign_in(client, cast.alice)
    note = {"title": "A note", "did": "It helped A1234 bc.", "action": "publish"}
    checked = client.post("/practices/new/practice_note", data=note, follow_redirects=True)
    assert "A1234 bc" in text(checked)
    assert client.post("/practices/a-note/publish").status_code == 422
    sign_in(client, cast.charlie)
    assert client.get("/practices/a-note").status_code == 404


def test_a_copy_says_which_gaps_are_left(samples, client, sign_in, app):
    with app.app_context():
        source = practice_by_slug("a-template", viewer=samples.erin)
        content = Content(title="A template", summary="S.", body="Meet [twice] in [place]. [x](y)")
        save_revision(source, content, actor=samples.erin, based_on=1)
        services.publish(source, actor=samples.erin)
    sign_in(client, samples.bob)
    made = client.post("/practices/a-template/copy", data={"title": "Ours"})
    assert made.location == "/practices/ours/check"
    page = text(client.get(made.location))
    assert "Meet <mark>[twice]</mark> in <mark>[place]</mark>. [x](y) – <a" in page
    assert 'href="/practices/ours/edit/text#body">Change it' in page
    page = text(client.get("/practices/ours/edit/text"))
    assert "There are 2 gaps left, such as “[twice]”" in page


@pytest.mark.parametrize(("who", "door"), [("bob", "submit"), ("alice", "publish")])
def test_gaps_are_asked_about_once(who, door, app, cast, client, sign_in):
    content = Content("Ours", "In short.", "Meet in [place].", details={"benefits": "[More]."})
    with app.app_context():
        services.create_practice("scheme", content, actor=cast.bob, prison=cast.midvale)
    sign_in(client, getattr(cast, who))
    page = text(client.get("/practices/ours/check"))
    assert 'name="gaps_meant"' in page
    assert not page_problems(page)
    refused = client.post(f"/practices/ours/{door}", data={"based_on": "1"})
    assert refused.status_code == 422
    assert '<a href="#gaps_meant">“[place]” and 1 more are left to fill in.' in text(refused)
    assert 'id="gaps_meant-error"' in text(refused)
    assert not page_problems(text(refused))
    form = {"based_on": "1", "gaps_meant": "yes"}
    assert client.post(f"/practices/ours/{door}", data=form).status_code == 302
    sign_in(client, cast.alice)
    if door == "submit":
        answer = client.post("/practices/ours/review/publish", data={"number": "1", "newest": "1"})
        assert answer.status_code == 302
    changed = {"body": "Meet in [place] daily.", "based_on": "1"}
    client.post("/practices/ours/edit/text", data=changed)
    assert "These square brackets are meant" not in text(client.get("/practices/ours/check"))
    assert client.post("/practices/ours/publish", data={"based_on": "2"}).status_code == 302
    client.post("/practices/ours/edit/text", data={"body": "Meet [then].", "based_on": "2"})
    assert client.post("/practices/ours/publish", data={"based_on": "3"}).status_code == 422


def test_a_made_summary_follows_the_words_and_a_typed_one_stays(app, cast, client, sign_in):
    sign_in(client, cast.bob)
    note = {"title": "A note", "did": "Call 0121 496 0000.", "based_on": "1"}
    client.post("/practices/new/practice_note", data=note)
    page = text(client.get("/practices/a-note/edit"))
    assert '<details class="govuk-details" open>' not in page
    assert page.count("0121 496 0000") == 1
    changed = note | {"did": "Ask the office.", "summary": "Call 0121 496 0000."}
    client.post("/practices/a-note/edit", data=changed)
    assert saved(app, "a-note", cast.bob).summary == "Ask the office."
    changed |= {"did": "Ask in the library.", "summary": "", "based_on": "2"}
    client.post("/practices/a-note/edit", data=changed)
    assert saved(app, "a-note", cast.bob).summary == "Ask in the library."
    client.post("/practices/a-note/edit", data=changed | {"summary": "Mine.", "based_on": "3"})
    client.post("/practices/a-note/edit", data=changed | {"summary": "Mine.", "did": "So.",
                                                          "based_on": "4"})  # fmt: skip
    assert saved(app, "a-note", cast.bob).summary == "Mine."


def test_a_draft_leads_back_to_its_first_empty_step(app, cast, client, sign_in):
    slug = draft(app, cast.bob, cast.midvale)
    sign_in(client, cast.bob)
    assert f'href="/practices/{slug}/carry-on"' in text(client.get("/my-prison"))
    carry_on = f"/practices/{slug}/carry-on"
    assert client.get(carry_on).location == f"/practices/{slug}/edit/about"
    client.post(f"/practices/{slug}/edit", data=TYPED | {"based_on": "1"})
    empty = client.get(carry_on).location
    assert empty.startswith((f"/practices/{slug}/edit/", f"/practices/{slug}/check"))
    assert empty != f"/practices/{slug}/edit/about"
    client.post("/practices/new/practice_note", data={"title": "A note"})
    assert client.get("/practices/a-note/carry-on").location == "/practices/a-note/edit"


def test_members_read_who_reviews_and_leads_that_they_publish(app, cast, client, sign_in):
    slug = draft(app, cast.bob, cast.midvale)
    for who, doing in ((cast.bob, "send for review"), (cast.alice, "publish")):
        sign_in(client, who)
        step, check = (text(client.get(f"/practices/{slug}/{at}")) for at in ("edit/text", "check"))
        note = text(client.get("/practices/new/practice_note"))
        assert f"Check and {doing}</button>" in note
        assert f"Check and {doing}</a>" in step
        assert "Step 6 of 7" in step
        assert ("Check before you send it for review" in check) is (who is cast.bob)
        assert ("Check before you publish" in check) is (who is cast.alice)
        reads = "Alice reads it first. Then everyone who is signed in can read it."
        assert (reads in check) is (who is cast.bob)
        assert ("Check and publish" in note) is (who is cast.alice)


def test_a_save_while_it_is_in_review_says_what_the_reviewer_sees(app, cast, client, sign_in):
    slug = draft(app, cast.bob, cast.midvale)
    sign_in(client, cast.bob)
    client.post(f"/practices/{slug}/submit", data={"based_on": "1"})
    form = {"body": "More.", "based_on": "1"}
    page = text(client.post(f"/practices/{slug}/edit/text", data=form, follow_redirects=True))
    assert "Saved. The reviewer still sees version 1. Check and send version 2" in page


def test_the_title_of_a_copy_names_one_prison(app, cast, client, sign_in):
    slug = draft(app, cast.alice, cast.midvale, title=f"Reading at {cast.midvale.name}")
    sign_in(client, cast.alice)
    client.post(f"/practices/{slug}/publish", data={"based_on": "1"})
    sign_in(client, cast.charlie)
    form = text(client.get(f"/practices/{slug}/copy"))
    assert f'value="Reading at {cast.westholme.name}"' in form


def test_a_long_check_leads_to_its_buttons(cast, client, sign_in):
    sign_in(client, cast.alice)
    for title, body, is_there in (("Short", "B.", False), ("Long", "Many words. " * 200, True)):
        client.post("/practices/new/scheme", data={"title": title, "summary": "S.", "body": body})
        page = text(client.get(f"/practices/{title.lower()}/check"))
        assert ('href="#buttons"' in page) is is_there
        assert not page_problems(page)


def test_a_conflict_shows_only_the_fields_that_both_changed(app, cast, client, sign_in):
    with app.app_context():
        content = Content(title="T", summary="S.", body="One.\nTwo.", tags=("a", "b"))
        practice = services.create_practice(
            "scheme", content, actor=cast.alice, prison=cast.midvale
        )
        slug = practice.slug
        save_revision(
            practice, Content(title="T", summary="S.", body="One.\nTwo.", tags=("c",)),
            actor=cast.alice, based_on=1,
        )  # fmt: skip
    sign_in(client, cast.bob)
    form = {"title": "T", "summary": "S.", "body": "One.\r\nTwo.", "tags": "a", "based_on": "1"}
    page = text(client.post(f"/practices/{slug}/edit", data=form))
    assert page.count("<legend") == 1
    assert page.count('name="merge-pick-tags"') == 3


def test_fields_that_only_one_of_two_people_changed_are_both_saved(app, cast, client, sign_in):
    slug = draft(app, cast.alice, cast.midvale)
    sign_in(client, cast.bob)
    same = {"title": "Our scheme", "summary": "In short.", "body": "What we did.", "based_on": "1"}
    client.post(f"/practices/{slug}/edit", data=same | {"summary": "Bob's words."})
    sign_in(client, cast.alice)
    answer = client.post(f"/practices/{slug}/edit", data=same | {"tags": "alice"})
    assert "Their words and yours are both saved" in text(client.get(answer.location))
    content = saved(app, slug, cast.alice)
    assert (content.summary, content.tags) == ("Bob's words.", ("alice",))


def test_a_note_stays_a_short_form_until_more_is_said(cast, client, sign_in):
    sign_in(client, cast.bob)
    closed, opened = '<details class="govuk-details">', '<details class="govuk-details" open>'
    short = text(client.post("/practices/new/practice_note", data={"title": ""}))
    assert closed in short
    assert opened not in short
    wrong = {"title": "T", "themes": ["nonsense"]}
    assert opened in text(client.post("/practices/new/practice_note", data=wrong))
    client.post("/practices/new/practice_note", data={"title": "A note", "themes": ["maths"]})
    assert opened in text(client.get("/practices/a-note/edit"))


def test_a_note_without_a_summary_takes_its_first_sentences(app, cast, client, sign_in):
    sign_in(client, cast.bob)
    note = {"title": "A note", "did": "We *tried*.", "happened": "It **held**. " + "More. " * 60}
    client.post("/practices/new/practice_note", data=note)
    content = saved(app, "a-note", cast.bob)
    assert content.summary.startswith("It held. More.")
    assert len(content.summary) <= 200
    assert content.body.startswith(
        "## What we did\n\nWe *tried*.\n\n## What happened\n\nIt **held**."
    )
    own = note | {"summary": "In my words.", "based_on": "1"}
    client.post("/practices/a-note/edit", data=own)
    assert saved(app, "a-note", cast.bob).summary == "In my words."


def test_a_note_opens_in_its_two_boxes_and_in_one_where_it_has_other_headings(
    cast, client, sign_in
):
    sign_in(client, cast.bob)
    client.post(
        "/practices/new/practice_note", data={"title": "Two", "did": "D.", "happened": "H."}
    )
    page = text(client.get("/practices/two/edit"))
    assert 'name="did"' in page
    assert 'name="body"' not in page
    other = {"title": "One", "body": "## Why\n\nBecause."}
    client.post("/practices/new/practice_note", data=other)
    page = text(client.get("/practices/one/edit"))
    assert 'name="did"' not in page
    assert "## Why" in page


def test_a_link_can_bring_the_barrier_that_a_note_is_about(client, cast, sign_in):
    sign_in(client, cast.bob)
    page = client.get("/practices/new/practice_note?barrier=movement").get_data(as_text=True)
    assert re.search(r'name="barriers"[^>]*value="movement"[^>]* checked', page)
    for other in ("x", "", "movement%00"[:8] + "s", "' OR 1"):
        page = client.get("/practices/new/practice_note", query_string={"barrier": other})
        assert " checked" not in page.get_data(as_text=True), other
