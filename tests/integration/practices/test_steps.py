"""The form in steps: each saves its own fields, and nothing of anybody else's."""

from dataclasses import replace

import pytest

from portal import clock
from portal.db import db
from portal.practices import services
from portal.practices.content import BODY_MAX, Content, FileRef
from portal.practices.form_steps import steps_of
from portal.practices.queries import latest_revision, practice_by_slug
from portal.storage.models import StoredFile
from tests.pages import problems as page_problems
from tests.saving import revisions_of, save_revision

START = {
    "title": "Numeracy club",
    "summary": "Mentors run a numbers club.",
    "purpose": ["maths"],
    "mentee_criteria": ["willing"],
    "action": "continue",
}
FULL = Content(
    title="Our scheme",
    summary="In short.",
    body="What we did.",
    themes=("maths",),
    tags=("club",),
    details={"purpose": ("maths",), "structure": "structured", "benefits": "More came."},
)


def text(response) -> str:
    return response.get_data(as_text=True)


@pytest.fixture
def slug(app, cast) -> str:
    with app.app_context():
        return services.create_practice("scheme", FULL, actor=cast.alice, prison=cast.midvale).slug


def saved(app, slug: str, viewer) -> tuple[int, Content]:
    with app.app_context():
        latest = latest_revision(practice_by_slug(slug, viewer=viewer))
        return latest.number, Content.from_json(latest.content)


def test_a_scheme_is_written_step_by_step(app, cast, client, sign_in):
    sign_in(client, cast.bob)
    page = text(client.get("/practices/new/scheme"))
    assert 'name="body"' not in page
    answer = client.post("/practices/new/scheme", data=START)
    visited = []
    sent = {"about": {"structure": "structured"}, "learned": {"benefits": "More came."},
            "text": {"body": "We met weekly."}, "finding": {"tags": "club"}}  # fmt: skip
    while not answer.location.endswith("/check"):
        step = answer.location.rsplit("/", 1)[1]
        visited.append(step)
        number, _ = saved(app, "numeracy-club", cast.bob)
        form = sent.get(step, {}) | {"based_on": str(number), "action": "continue"}
        assert client.get(answer.location).status_code == 200
        answer = client.post(answer.location, data=form)
        assert answer.status_code == 302
    assert visited == ["about", "people", "support", "learned", "text", "finding"]
    number, content = saved(app, "numeracy-club", cast.bob)
    assert number == 5  # steps in which nothing was typed made no version
    assert content.title == "Numeracy club"
    assert content.tags == ("club",)
    assert content.details == {
        "purpose": ("maths",),
        "mentee_criteria": ("willing",),
        "structure": "structured",
        "benefits": "More came.",
    }


@pytest.mark.parametrize("step", steps_of("scheme"), ids=lambda step: step.key)
def test_a_step_shows_only_its_fields_and_wipes_no_other(step, app, cast, slug, client, sign_in):
    sign_in(client, cast.bob)
    page = text(client.get(f"/practices/{slug}/edit/{step.key}"))
    for name in ("title", "body", "structure", "benefits", "tags"):
        assert (f'name="{name}"' in page) == (name in step.names)
    assert f'edit/{step.key}" aria-current="step"' in page
    form = {"based_on": "1", "title": "Our scheme", "action": "save"}
    client.post(f"/practices/{slug}/edit/{step.key}", data=form)
    _, content = saved(app, slug, cast.bob)
    for name in ("summary", "body", "tags"):
        assert bool(getattr(content, name)) == (name not in step.names)
    for name in FULL.details:
        assert (name in content.details) == (name not in step.names)


@pytest.mark.parametrize("path", ["edit", "edit/text"])
def test_files_stay_whatever_form_is_saved(path, app, cast, slug, client, sign_in):
    kept = FileRef("0" * 64, "plan.pdf", "application/pdf", 3)
    with app.app_context():
        now = clock.now()
        about = {"size": 3, "media_type": kept.media_type, "scan_state": "not_scanned"}
        row = StoredFile(sha256=kept.sha256, created_at=now, adopted_at=now, **about)
        db.session.add(row)
        db.session.commit()
        practice = practice_by_slug(slug, viewer=cast.alice)
        with_file = replace(FULL, files=(kept,))
        save_revision(practice, with_file, actor=cast.alice, based_on=1)
    sign_in(client, cast.bob)
    form = {"title": "Our scheme", "body": "New.", "based_on": "2"}
    assert client.post(f"/practices/{slug}/{path}", data=form).status_code == 302
    _, content = saved(app, slug, cast.bob)
    assert (content.body, content.files) == ("New.", (kept,))


def test_a_step_in_which_nothing_changed_makes_no_version(app, cast, slug, client, sign_in):
    sign_in(client, cast.bob)
    form = {"structure": "structured", "based_on": "1", "action": "continue"}
    answer = client.post(f"/practices/{slug}/edit/about", data=form)
    assert answer.location == f"/practices/{slug}/edit/people"
    assert saved(app, slug, cast.bob)[0] == 1


def test_two_people_on_two_steps_both_keep_their_words(app, cast, slug, client, sign_in):
    sign_in(client, cast.bob)
    client.post(f"/practices/{slug}/edit/text", data={"body": "Bob's.", "based_on": "1"})
    sign_in(client, cast.alice)
    answer = client.post(f"/practices/{slug}/edit/finding", data={"tags": "a", "based_on": "1"})
    assert "Their words and yours are both saved" in text(client.get(answer.location))
    number, content = saved(app, slug, cast.alice)
    assert (number, content.body, content.tags) == (3, "Bob's.", ("a",))


def test_two_people_on_one_field_see_both_and_may_go_on(app, cast, slug, client, sign_in):
    sign_in(client, cast.bob)
    client.post(f"/practices/{slug}/edit/text", data={"body": "Bob's.", "based_on": "1"})
    sign_in(client, cast.alice)
    path = f"/practices/{slug}/edit/text"
    page = text(refused := client.post(path, data={"body": "Alice's.", "based_on": "1"}))
    assert refused.status_code == 409
    assert "Bob saved this while you were writing" in page
    assert page.count('type="radio"') == 3  # of the text: mine, theirs, both
    assert 'name="body" value="Alice&#39;s."' in page
    assert saved(app, slug, cast.alice)[1].body == "Bob's."
    again = client.post(path, data={"body": "Alice's.", "based_on": "2"})
    assert again.status_code == 302
    with app.app_context():
        practice = practice_by_slug(slug, viewer=cast.alice)
        assert len(revisions_of(practice)) == 3


@pytest.mark.parametrize("based_on", ["", "x", "-1", "0", "99", "99999999999999999999", "٣"])
def test_a_step_that_names_no_version_overwrites_nothing(
    based_on, app, cast, slug, client, sign_in
):
    sign_in(client, cast.bob)
    form = {"body": "Mine.", "based_on": based_on}
    assert client.post(f"/practices/{slug}/edit/text", data=form).status_code == 409
    assert saved(app, slug, cast.bob) == (1, FULL)


@pytest.mark.parametrize("step", ["nonsense", "all", "START", "start%00", "x" * 500])
def test_a_step_that_does_not_exist_is_not_found(step, cast, slug, client, sign_in):
    sign_in(client, cast.bob)
    assert client.get(f"/practices/{slug}/edit/{step}").status_code in (400, 404)


def test_a_note_has_no_steps(app, cast, client, sign_in):
    sign_in(client, cast.bob)
    client.post("/practices/new/practice_note", data={"title": "A note"})
    assert client.get("/practices/a-note/edit/text").status_code == 404
    assert client.get("/practices/a-note/edit").status_code == 200


@pytest.mark.parametrize(
    ("step", "form", "field"),
    [
        ("start", {"title": ""}, "title"),
        ("start", {"title": "x" * 301}, "title"),
        ("start", {"title": "T", "summary": "x" * 2001}, "summary"),
        ("text", {"body": "x" * (BODY_MAX + 1)}, "body"),
        ("text", {"body": "a\x01"}, "body"),
        ("about", {"structure": "nonsense"}, "structure"),
        ("finding", {"tags": "x" * 61}, "tags"),
        ("learned", {"benefits": "x" * 10_001}, "benefits"),
    ],
)
def test_a_mistake_in_a_step_stands_beside_its_field(
    step, form, field, app, cast, slug, client, sign_in
):
    sign_in(client, cast.bob)
    answer = client.post(f"/practices/{slug}/edit/{step}", data=form | {"based_on": "1"})
    page = text(answer)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in page
    assert f'href="#{field}"' in page
    assert 'name="based_on" value="1"' in page
    assert saved(app, slug, cast.bob) == (1, FULL)


def test_fields_that_are_not_of_the_step_are_not_saved(app, cast, slug, client, sign_in):
    sign_in(client, cast.bob)
    form = {"body": "New.", "title": "Not asked", "tags": "not-asked", "based_on": "1"}
    client.post(f"/practices/{slug}/edit/text", data=form)
    _, content = saved(app, slug, cast.bob)
    assert content == replace(FULL, body="New.")


def test_a_preview_of_a_step_saves_nothing(app, cast, slug, client, sign_in):
    sign_in(client, cast.bob)
    form = {"body": "## New words", "based_on": "1", "action": "preview"}
    page = text(client.post(f"/practices/{slug}/edit/text", data=form))
    assert "<h2>New words</h2>" in page
    assert saved(app, slug, cast.bob) == (1, FULL)


def test_another_prison_reaches_no_step(cast, slug, client, sign_in):
    sign_in(client, cast.charlie)
    assert client.get(f"/practices/{slug}/edit/text").status_code == 404
    assert client.post(f"/practices/{slug}/edit/text", data={"body": "x"}).status_code == 404


def test_the_check_links_each_problem_to_its_step_and_reads_plainly(app, cast, client, sign_in):
    sign_in(client, cast.bob)
    client.post("/practices/new/scheme", data={"title": "Bare", "action": "continue"})
    page = text(client.get("/practices/bare/check"))
    assert 'href="/practices/bare/edit/start#summary"' in page
    assert "The text is too short to say how hard it is to read." in page
    long = "Individuals commenced " + "their considerable endeavours regularly and " * 9 + "so on."
    client.post("/practices/bare/edit/text", data={"body": f"{long} " * 6, "based_on": "1"})
    page = text(client.get("/practices/bare/check"))
    assert "<mark>Individuals commenced" in page
    assert "you can go on whatever it says" in page
    assert not page_problems(page)


def test_the_check_of_a_note_leads_to_its_boxes(cast, client, sign_in):
    sign_in(client, cast.bob)
    client.post("/practices/new/practice_note", data={"title": "A note"})
    assert 'href="/practices/a-note/edit#did"' in text(client.get("/practices/a-note/check"))


def test_a_step_and_a_save_take_few_queries(app, cast, slug, client, sign_in, count_queries):
    sign_in(client, cast.bob)
    client.get("/")
    with count_queries(at_most=5):
        client.get(f"/practices/{slug}/edit/text")
    with count_queries(at_most=16):
        client.post(f"/practices/{slug}/edit/text", data={"body": "New.", "based_on": "1"})
