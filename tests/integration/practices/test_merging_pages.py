"""Two people change one practice: the second brings both together on one page, nothing is lost."""

import re
from dataclasses import replace
from html import unescape

import pytest

from portal.db import db
from portal.errors import Busy
from portal.practices import services
from portal.practices.content import BODY_MAX, Content, FileRef
from portal.practices.models import Practice, Revision
from portal.practices.queries import latest_revision, practice_by_slug
from portal.practices.unsaved import throw_away, unsaved_of
from portal.practices.writing import saving as form_saving
from portal.practices.writing.saving import Sent, save_fields
from portal.prisons.models import Prison
from tests.saving import revisions_of, save_revision

BASE = Content(
    title="Our scheme",
    summary="In short.",
    body="## Who\n\nTwo mentors.\n\n## Where\n\nThe library.",
    tags=("kiosk",),
)
FORM = {
    "title": "Our scheme",
    "summary": "In short.",
    "body": BASE.body,
    "tags": "kiosk",
    "based_on": "1",
    "note": "My note",
    "action": "save",
}
THEIRS = FORM | {"summary": "Bob's summary.", "tags": "kiosk, bob", "note": "Bob's"}
OURS = FORM | {"summary": "Alice's summary.", "tags": "kiosk, alice"}


def text(response) -> str:
    return response.get_data(as_text=True)


@pytest.fixture
def slug(app, cast) -> str:
    """Write a practice."""
    with app.app_context():
        prison = db.session.get(Prison, cast.midvale.id)
        return services.create_practice("scheme", BASE, actor=cast.alice, prison=prison).slug


@pytest.fixture
def clash(slug, cast, client, sign_in):
    """Let Bob save first, then Alice; gives the answer that she gets."""
    sign_in(client, cast.bob)
    assert client.post(f"/practices/{slug}/edit", data=THEIRS).status_code == 302
    sign_in(client, cast.alice)
    return client.post(f"/practices/{slug}/edit", data=OURS)


def newest(app, slug, viewer) -> tuple[int, Content]:
    with app.app_context():
        revision = latest_revision(practice_by_slug(slug, viewer=viewer))
        return revision.number, Content.from_json(revision.content)


def carried(page: str) -> dict[str, list[str]]:
    """Read the hidden fields of the page's own form, as a browser sends them."""
    form = page[page.index('/merge"') :]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form):
        if name != "csrf_token":
            found.setdefault(name, []).append(unescape(value))
    return found


def asked(page: str) -> dict[str, set[str]]:
    """Read what the page asks: the answers that each part offers."""
    found: dict[str, set[str]] = {}
    for name, value in re.findall(r'type="radio" id="[^"]*" name="([^"]*)" value="([^"]*)"', page):
        found.setdefault(name, set()).add(value)
    return found


def box(page: str, name: str) -> str:
    """Read what stands in a text area of the form."""
    found = re.search(rf'<textarea [^>]*name="{name}"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    return unescape(found[1])


def field(page: str, name: str) -> str:
    return unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1])


def test_the_second_sees_both_and_what_was_brought_together(clash, app, slug, cast):
    page = text(clash)
    assert clash.status_code == 409
    assert "Bob saved this while you were writing" in page
    assert "Nothing is lost" in page
    assert asked(page) == {
        "merge-pick-summary": {"ours", "theirs", "both"},
        "merge-pick-tags": {"ours", "theirs", "both"},
    }
    assert '<mark class="app-differs">Bob</mark>' in page
    assert '<mark class="app-differs">Alice</mark>' in page
    assert newest(app, slug, cast.bob)[0] == 2


@pytest.mark.parametrize(
    ("summary", "tags", "expected"),
    [
        ("ours", "ours", ("Alice's summary.", ["kiosk", "alice"])),
        ("theirs", "theirs", ("Bob's summary.", ["kiosk", "bob"])),
        ("both", "both", ("Bob's summary.\n\nAlice's summary.", ["kiosk", "bob", "alice"])),
        ("ours", "theirs", ("Alice's summary.", ["kiosk", "bob"])),
    ],
)
def test_the_form_is_filled_as_chosen_and_saved_on_top_of_theirs(
    summary, tags, expected, clash, app, slug, cast, client
):
    picks = {"merge-pick-summary": summary, "merge-pick-tags": tags}
    answer = client.post(f"/practices/{slug}/merge", data=carried(text(clash)) | picks)
    page = text(answer)
    assert answer.status_code == 200
    assert "Here are both people’s words together" in page
    assert newest(app, slug, cast.alice)[0] == 2  # nothing is saved yet
    assert box(page, "summary") == expected[0]
    assert field(page, "tags").split(", ") == expected[1]
    assert field(page, "note") == "My note"
    assert field(page, "based_on") == "2"
    form = FORM | {"summary": expected[0], "tags": ",".join(expected[1]), "based_on": "2"}
    assert client.post(f"/practices/{slug}/edit", data=form).status_code == 302
    content = newest(app, slug, cast.alice)[1]
    assert (content.summary, list(content.tags)) == expected
    with app.app_context():
        practice = practice_by_slug(slug, viewer=cast.alice)
        summaries = {each.number: each.summary for each in revisions_of(practice)}
    assert (summaries[1], summaries[2]) == ("In short.", "Bob's summary.")


def test_an_unanswered_question_is_told_beside_it_and_the_others_are_kept(clash, slug, client):
    data = carried(text(clash)) | {"merge-pick-tags": "both"}
    answer = client.post(f"/practices/{slug}/merge", data=data)
    page = text(answer)
    assert answer.status_code == 422
    assert 'href="#merge-pick-summary"' in page
    assert 'id="merge-pick-summary-error"' in page
    assert 'value="both" checked' in page
    assert carried(page) == carried(text(clash))


@pytest.mark.parametrize("pick", ["", "mine", "OURS", "both ", "<script>", "ours\x00"])
def test_an_answer_that_was_not_offered_counts_as_none(pick, clash, slug, client):
    data = carried(text(clash)) | {"merge-pick-tags": "both", "merge-pick-summary": pick}
    answer = client.post(f"/practices/{slug}/merge", data=data)
    assert answer.status_code == 422
    assert "<script>" not in text(answer).split("<main", 1)[1].split("</main>")[0].replace(
        '<script type="module"', ""
    )


def test_an_answer_to_what_is_not_asked_changes_nothing(clash, slug, client):
    """Alice alone left the title as it is: nobody may pick another for her unasked."""
    picks = {"merge-pick-summary": "ours", "merge-pick-tags": "ours", "merge-pick-title": "theirs",
             "merge-pick-section-0": "theirs", "merge-pick-nonsense": "both"}  # fmt: skip
    answer = client.post(f"/practices/{slug}/merge", data=carried(text(clash)) | picks)
    assert answer.status_code == 200
    assert box(text(answer), "body") == BASE.body


def test_sections_that_different_people_changed_meet_without_a_question(
    app, slug, cast, client, sign_in
):
    sign_in(client, cast.bob)
    body = BASE.body.replace("Two", "Three")
    client.post(f"/practices/{slug}/edit", data=FORM | {"body": body})
    sign_in(client, cast.alice)
    mine = BASE.body.replace("library", "workshop")
    answer = client.post(f"/practices/{slug}/edit", data=FORM | {"body": mine})
    assert answer.status_code == 302
    assert "Their words and yours are both saved" in text(client.get(answer.location))
    number, content = newest(app, slug, cast.alice)
    assert (number, content.body) == (3, body.replace("library", "workshop"))
    with app.app_context():
        html = latest_revision(practice_by_slug(slug, viewer=cast.alice)).body_html
    assert "Three mentors." in html
    assert "The workshop." in html


def test_only_the_section_that_both_changed_is_asked_about(app, slug, cast, client, sign_in):
    sign_in(client, cast.bob)
    body = BASE.body.replace("Two", "Three").replace("library", "chapel")
    client.post(f"/practices/{slug}/edit", data=FORM | {"body": body, "title": "Bob's title"})
    sign_in(client, cast.alice)
    mine = BASE.body.replace("library", "workshop")
    page = text(client.post(f"/practices/{slug}/edit/text", data={"body": mine, "based_on": "1"}))
    (name,) = asked(page)
    assert name.startswith("merge-pick-section-")
    assert "Title, changed by Bob" in page
    assert "Text: Who, changed by Bob" in page
    answer = client.post(f"/practices/{slug}/merge", data=carried(page) | {name: "both"})
    result = box(text(answer), "body")
    assert "Three mentors." in result
    assert result.index("The chapel.") < result.index("The workshop.")
    assert f'action="/practices/{slug}/edit/text"' in text(answer)


def test_a_third_editor_leads_to_the_page_again_with_everything_kept(
    clash, app, slug, cast, client, sign_in
):
    page = text(clash)
    sign_in(client, cast.bob)
    third = THEIRS | {"tags": "kiosk, third", "based_on": "2"}
    assert client.post(f"/practices/{slug}/edit", data=third).status_code == 302
    sign_in(client, cast.alice)
    picks = {"merge-pick-summary": "both", "merge-pick-tags": "ours"}
    answer = client.post(f"/practices/{slug}/merge", data=carried(page) | picks)
    again = text(answer)
    assert answer.status_code == 409
    assert "has saved version 3 since you opened this page" in again
    assert carried(again) == carried(page) | {"merge-theirs": ["3"]}
    assert again.count(" checked>") == 1  # of what is still the same: the summary
    assert re.search(r'name="merge-pick-summary" value="both" checked', again)
    result = client.post(f"/practices/{slug}/merge", data=carried(again) | picks)
    assert result.status_code == 200
    assert field(text(result), "based_on") == "3"


@pytest.mark.parametrize("number", ["", "x", "0", "1", "77", "99999999999", "-2"])
def test_a_page_about_another_version_asks_again(number, clash, slug, client):
    data = carried(text(clash)) | {"merge-theirs": number, "merge-pick-summary": "ours",
                                   "merge-pick-tags": "ours"}  # fmt: skip
    answer = client.post(f"/practices/{slug}/merge", data=data)
    assert answer.status_code == 409
    assert asked(text(answer)) == asked(text(clash))


@pytest.mark.parametrize("based_on", ["", "x", "0", "99", "-1"])
def test_without_knowing_where_it_began_whatever_differs_is_asked(
    based_on, clash, app, slug, cast, client
):
    data = carried(text(clash)) | {"based_on": based_on}
    answer = client.post(f"/practices/{slug}/merge", data=data)
    assert answer.status_code == 422
    assert asked(text(answer)).keys() == {"merge-pick-summary", "merge-pick-tags"}
    assert newest(app, slug, cast.alice)[0] == 2


def test_what_was_typed_waits_on_the_server_too(clash, slug, client):
    assert "waits for you on your front page" in text(clash)
    assert f'href="/practices/{slug}/edit?unsaved=' in text(client.get("/"))
    page = text(client.get(f"/practices/{slug}/edit"))
    assert box(page, "summary") == "Alice's summary."
    assert field(page, "based_on") == "1"
    assert "you see both when you save" in page


def test_nothing_is_promised_where_nothing_waits(clash, app, slug, cast, client):
    with app.app_context():
        for each in unsaved_of(cast.alice):
            throw_away(cast.alice, each.id)
    answer = client.post(f"/practices/{slug}/merge", data=carried(text(clash)))
    assert answer.status_code == 422
    assert "waits for you" not in text(answer)
    assert carried(text(answer))["summary"] == ["Alice's summary."]


def test_saving_the_result_forgets_what_waited(clash, slug, client):
    client.post(f"/practices/{slug}/edit", data=OURS | {"based_on": "2"})
    assert "did not save" not in text(client.get(f"/practices/{slug}/edit"))


def test_words_of_both_are_escaped(slug, cast, client, sign_in):
    nasty = '<script>alert(1)</script>"><img src=x>'
    sign_in(client, cast.bob)
    client.post(f"/practices/{slug}/edit", data=FORM | {"summary": nasty + "1", "tags": "<b>1"})
    sign_in(client, cast.alice)
    page = text(
        client.post(f"/practices/{slug}/edit", data=FORM | {"summary": nasty, "tags": "<b>2"})
    )
    assert "<img" not in page
    assert "<script>alert" not in page
    assert "<b>" not in page
    assert carried(page)["summary"] == [nasty]


def test_files_that_somebody_attached_meanwhile_stay(app, slug, cast, client, sign_in):
    ref = FileRef("a" * 64, "a.pdf", "application/pdf", 3)
    sign_in(client, cast.bob)
    client.post(f"/practices/{slug}/edit", data=THEIRS)
    with app.app_context():
        practice = db.session.query(Practice).filter_by(slug=slug).one()
        last = db.session.get(Revision, practice.latest_id)
        last.content = replace(Content.from_json(last.content), files=(ref,)).to_json()
        db.session.commit()
    sign_in(client, cast.alice)
    page = text(client.post(f"/practices/{slug}/edit", data=OURS))
    assert "Files, added by Bob" in page


def test_a_note_is_brought_together_in_its_two_boxes(app, cast, client, sign_in):
    sign_in(client, cast.bob)
    start = {"title": "A note", "did": "We tried.", "happened": "It held.", "summary": "S."}
    client.post("/practices/new/practice_note", data=start)
    path = "/practices/a-note/edit"
    client.post(path, data=start | {"did": "Bob tried.", "based_on": "1"})
    sign_in(client, cast.alice)
    page = text(client.post(path, data=start | {"did": "Alice tried.", "based_on": "1"}))
    (name,) = asked(page)
    result = text(client.post("/practices/a-note/merge", data=carried(page) | {name: "both"}))
    assert box(result, "did") == "Bob tried.\n\n---\n\nAlice tried."
    assert box(result, "happened") == "It held."


def test_a_step_that_is_not_there_is_not_found(clash, slug, client):
    data = carried(text(clash)) | {"merge-step": "nonsense"}
    assert client.post(f"/practices/{slug}/merge", data=data).status_code == 404


def test_the_page_asks_the_database_little(clash, slug, client, count_queries):
    data = carried(text(clash))
    with count_queries(at_most=6):
        client.post(f"/practices/{slug}/merge", data=data)


def between(app, slug, cast, monkeypatch, times):
    """Let Bob save something else, so many times, while Alice's text is being rendered."""
    real, left = form_saving.render, list(range(times))

    def render(body):
        if left:
            number = left.pop()
            practice = practice_by_slug(slug, viewer=cast.bob)
            content = Content.from_json(latest_revision(practice).content)
            latest = latest_revision(practice).number
            save_revision(
                practice, replace(content, tags=(f"bob {number}",)), actor=cast.bob, based_on=latest
            )
        return real(body)

    monkeypatch.setattr(form_saving, "render", render)


def test_who_saves_in_the_very_moment_loses_nothing(app, slug, cast, monkeypatch):
    between(app, slug, cast, monkeypatch, times=2)
    with app.app_context():
        practice = practice_by_slug(slug, viewer=cast.alice)
        sent = Sent(replace(BASE, body="Alice's."), ("body",), based_on=1)
        saved = save_fields(practice, sent, actor=cast.alice)
        assert saved.number == 4
    assert newest(app, slug, cast.alice)[1] == replace(BASE, body="Alice's.", tags=("bob 0",))


def test_who_never_gets_a_turn_is_asked_to_try_again(app, slug, cast, monkeypatch):
    between(app, slug, cast, monkeypatch, times=9)
    with app.app_context():
        practice = practice_by_slug(slug, viewer=cast.alice)
        sent = Sent(replace(BASE, body="Alice's."), ("body",), based_on=1)
        with pytest.raises(Busy):
            save_fields(practice, sent, actor=cast.alice)
    assert newest(app, slug, cast.alice)[1].body == BASE.body


def test_two_texts_that_are_too_long_together_are_told_beside_the_field(
    app, slug, cast, client, sign_in
):
    sign_in(client, cast.bob)
    long = "word " * (BODY_MAX // 5 - 100)
    client.post(
        f"/practices/{slug}/edit",
        data=FORM | {"body": BASE.body.replace("Two mentors.", long)},
    )
    sign_in(client, cast.alice)
    mine = FORM | {"body": BASE.body.replace("The library.", long)}
    answer = client.post(f"/practices/{slug}/edit", data=mine)
    assert answer.status_code == 422
    assert "The text must be 200,000 characters or fewer" in text(answer)
    assert 'id="body-error"' in text(answer)
