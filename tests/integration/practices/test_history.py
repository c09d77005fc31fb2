"""Versions of a practice: their list, what changed between two, and using one again."""

from dataclasses import replace

import pytest

from portal import clock
from portal.db import db
from portal.errors import EditConflict, Forbidden, NotFound
from portal.practices import services
from portal.practices.content import BODY_MAX, Content, FileRef
from portal.practices.history.restoring import restore
from portal.practices.history.revisions import PER_PAGE, versions_of
from portal.practices.models import Practice, Revision, RevisionFile
from portal.practices.queries import latest_revision, practice_by_slug
from portal.prisons.models import Prison
from portal.storage.models import StoredFile
from tests.saving import revisions_of, save_revision

OLD = Content(
    title="Our scheme",
    summary="In short.",
    body="## What we did\n\nMentors sat with learners twice a week.\n\n- A list\n- On the wing",
    themes=("reading",),
    tags=("kiosk",),
    details={"structure": "structured"},
)
NEW = replace(
    OLD,
    summary="In a few words.",
    body=OLD.body.replace("twice a week", "every day") + "\n- And at work",
    tags=("kiosk", "evenings", "wings"),
    details={"structure": "less_structured"},
)


def text(response) -> str:
    return response.get_data(as_text=True)


@pytest.fixture
def slug(app, cast) -> str:
    """Write a practice of two versions."""
    with app.app_context():
        prison = db.session.get(Prison, cast.midvale.id)
        practice = services.create_practice("scheme", OLD, actor=cast.alice, prison=prison)
        save_revision(practice, NEW, actor=cast.bob, based_on=1, note="Bob's note")
        return practice.slug


def many(app, slug, count) -> None:
    """Add revisions up to a number, quickly."""
    with app.app_context():
        practice = db.session.query(Practice).filter_by(slug=slug).one()
        last = db.session.get(Revision, practice.latest_id)
        added = [
            Revision(
                practice_id=practice.id,
                number=number,
                title=last.title,
                summary="",
                content={**NEW.to_json(), "summary": f"Number {number}."},
                body_html="<p>words</p>" * 2000,
                text="words " * 2000,
                author_id=last.author_id,
                note=f"Note {number}",
                created_at=last.created_at,
            )
            for number in range(last.number + 1, count + 1)
        ]
        db.session.add_all(added)
        db.session.flush()
        practice.latest_id = added[-1].id
        db.session.commit()


def newest(app, slug, viewer) -> tuple[int, Content]:
    with app.app_context():
        revision = latest_revision(practice_by_slug(slug, viewer=viewer))
        return revision.number, Content.from_json(revision.content)


def test_the_list_says_who_when_and_why(slug, cast, client, sign_in):
    sign_in(client, cast.alice)
    page = text(client.get(f"/practices/{slug}/history"))
    assert page.index("Version 2") < page.index("Version 1")
    assert "Bob&#39;s note" in page
    assert ", Bob</p>" in page
    assert ", Alice</p>" in page
    assert f'href="/practices/{slug}/compare?from=1&amp;to=2"' in page
    assert 'name="from" value="1" checked' in page
    assert 'name="to" value="2" checked' in page


def test_the_list_marks_what_readers_reviewers_and_copiers_have(app, slug, cast, client, sign_in):
    with app.app_context():
        practice = practice_by_slug(slug, viewer=cast.alice)
        services.publish(practice, actor=cast.alice)
        practice = practice_by_slug(slug, viewer=cast.alice)
        into = db.session.get(Prison, cast.westholme.id)
        services.copy_practice(practice, actor=cast.charlie, into=into, title="Theirs")
    many(app, slug, 3)
    with app.app_context():
        practice = practice_by_slug(slug, viewer=cast.alice)
        practice.submitted_id = practice.latest_id
        db.session.commit()
        found = {each.number: each for each in versions_of(practice, page=1).items}
    assert [found[n].is_published for n in (1, 2, 3)] == [False, True, False]
    assert [found[n].is_in_review for n in (1, 2, 3)] == [False, False, True]
    assert [found[n].is_copied for n in (1, 2, 3)] == [False, True, False]
    sign_in(client, cast.bob)
    page = text(client.get(f"/practices/{slug}/history"))
    assert [page.count(words) for words in (">Published<", ">In review<", ">Others copied")] == [
        1, 1, 1,
    ]  # fmt: skip


def test_a_long_history_comes_in_pages_without_any_words(
    app, slug, cast, client, sign_in, count_queries
):
    many(app, slug, 200)
    sign_in(client, cast.alice)
    client.get("/")
    with count_queries(at_most=4) as statements:
        page = text(client.get(f"/practices/{slug}/history"))
    assert not any("revision.content" in each for each in statements)
    assert sum("revision.note" in each for each in statements) == 1
    assert page.count("<tr>") == PER_PAGE + 1
    assert "200 versions" in page
    assert "Page 1 of 4" in page
    last = text(client.get(f"/practices/{slug}/history?page=4"))
    assert "Note 50<" in last
    assert "Version 1<" in last
    assert "Note 51<" not in last
    behind = text(client.get(f"/practices/{slug}/history?page=99999"))
    assert "Page 4 of 4" in behind


def test_a_practice_of_one_version_has_nothing_to_compare(samples, client, sign_in):
    sign_in(client, samples.alice)
    page = text(client.get("/practices/a-draft/history"))
    assert 'type="radio"' not in page
    assert "There is only one version so far" in text(client.get("/practices/a-draft/compare"))


def test_what_changed_is_said_and_marked(slug, cast, client, sign_in, count_queries):
    sign_in(client, cast.bob)
    client.get("/")
    with count_queries(at_most=4):
        page = text(client.get(f"/practices/{slug}/compare"))
    for words in (
        "The summary changed",
        "The text: 1 paragraph changed, 1 list item added",
        "2 tags added",
        "Bob&#39;s note",
    ):
        assert words in page
    assert (
        '<del class="app-removed"><span class="govuk-visually-hidden">removed: </span>twice' in page
    )
    assert '<ins class="app-added"><span class="govuk-visually-hidden">added: </span>every' in page
    assert "app-sides" not in page


def test_side_by_side_has_the_same_words(slug, cast, client, sign_in):
    sign_in(client, cast.bob)
    page = text(client.get(f"/practices/{slug}/compare?from=1&to=2&view=side"))
    assert "app-sides" in page
    assert ">twice a week<" in page
    assert ">every day<" in page


def test_the_older_of_two_comes_first_however_they_are_named(slug, cast, client, sign_in):
    sign_in(client, cast.bob)
    page = text(client.get(f"/practices/{slug}/compare?from=2&to=1"))
    assert "What changed from version 1 to version 2" in page


@pytest.mark.parametrize(
    "query", ["from=0&to=1", "from=1&to=3", "from=x", "to=-1", "from=1&to=99999999999", "from=1.5",
              "from=٣", "from=9&to=9"],
)  # fmt: skip
def test_a_version_that_is_not_there_is_not_found(query, slug, cast, client, sign_in):
    sign_in(client, cast.bob)
    assert client.get(f"/practices/{slug}/compare?{query}").status_code == 404


def test_a_version_does_not_differ_from_itself(slug, cast, client, sign_in):
    sign_in(client, cast.bob)
    page = text(client.get(f"/practices/{slug}/compare?from=2&to=2"))
    assert "one and the same version" in page


def test_two_versions_may_say_the_same(app, slug, cast, client, sign_in):
    with app.app_context():
        restore(practice_by_slug(slug, viewer=cast.bob), 1, actor=cast.bob, based_on=2)
    sign_in(client, cast.bob)
    page = text(client.get(f"/practices/{slug}/compare?from=1&to=3"))
    assert "Nothing is different" in page


def test_numbers_of_another_practice_lead_nowhere(app, slug, samples, client, sign_in):
    sign_in(client, samples.bob)  # a-draft has one version only
    assert client.get("/practices/a-draft/compare?from=1&to=2").status_code == 404
    answer = client.post("/practices/a-draft/versions/2/restore", data={"based_on": "1"})
    assert answer.status_code == 404
    assert slug


def test_words_are_shown_as_they_were_typed(app, slug, cast, client, sign_in):
    nasty = '<script>alert(1)</script> <img src=x onerror="y"> **bold**'
    with app.app_context():
        practice = practice_by_slug(slug, viewer=cast.bob)
        evil = replace(NEW, summary=nasty, body=nasty, tags=("<b>tag</b>",))
        save_revision(practice, evil, actor=cast.bob, based_on=2, note="<i>note</i>")
    sign_in(client, cast.alice)
    for address in ("history", "compare", "compare?view=side", "compare?from=1&to=3&view=side"):
        page = text(client.get(f"/practices/{slug}/{address}"))
        for raw in ("<script>alert", "<img", "<b>tag", "<i>note", "<strong>bold"):
            assert raw not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("view", ["", "side"])
def test_the_longest_texts_make_a_page_that_ends(view, app, slug, cast, client, sign_in):
    long = replace(NEW, body=("word\n\n" * BODY_MAX)[: BODY_MAX - 1])
    other = replace(NEW, body=("another\n\n" * BODY_MAX)[: BODY_MAX - 2])
    with app.app_context():
        for number, content in ((3, long), (4, other)):
            practice = practice_by_slug(slug, viewer=cast.bob)
            db.session.add(
                Revision(practice_id=practice.id, number=number, title="T", body_html="", text="",
                         content=content.to_json(), created_at=practice.updated_at)
            )  # fmt: skip
            db.session.commit()
    sign_in(client, cast.alice)
    answer = client.get(f"/practices/{slug}/compare?from=3&to=4&view={view}")
    assert answer.status_code == 200
    assert len(answer.data) < 2_000_000
    assert "too many to compare on one page" in text(answer)


def test_using_a_version_again_makes_a_new_one_and_publishes_nothing(
    app, slug, cast, client, sign_in
):
    with app.app_context():
        services.publish(practice_by_slug(slug, viewer=cast.alice), actor=cast.alice)
    sign_in(client, cast.bob)
    page = text(client.get(f"/practices/{slug}/versions/1"))
    assert "Use this version again" in page
    answer = client.post(f"/practices/{slug}/versions/1/restore", data={"based_on": "2"})
    assert answer.location == f"/practices/{slug}/versions/3"
    assert "Version 3 has the words of version 1" in text(client.get(answer.location))
    assert newest(app, slug, cast.bob) == (3, OLD)
    with app.app_context():
        practice = practice_by_slug(slug, viewer=cast.bob)
        assert practice.published.number == 2
        last = latest_revision(practice)
        assert (last.note, last.author_id) == ("Version 1 again", cast.bob.id)
        assert "<h2>What we did</h2>" in last.body_html
        assert "twice a week" in last.text
        assert [each.number for each in revisions_of(practice)] == [3, 2, 1]
    assert "Use this version again" not in text(client.get(f"/practices/{slug}/versions/3"))


def test_using_it_twice_makes_one_new_version(app, slug, cast, client, sign_in):
    sign_in(client, cast.bob)
    path = f"/practices/{slug}/versions/1/restore"
    client.post(path, data={"based_on": "2"})
    again = client.post(path, data={"based_on": "2"}, follow_redirects=True)
    assert "says the same as version 1 already" in text(again)
    assert newest(app, slug, cast.bob)[0] == 3


@pytest.mark.parametrize("based_on", ["1", "", "x", "99", "-2"])
def test_a_newer_version_is_shown_before_it_is_replaced(based_on, app, slug, cast, client, sign_in):
    sign_in(client, cast.bob)
    path = f"/practices/{slug}/versions/1/restore"
    answer = client.post(path, data={"based_on": based_on})
    assert answer.location == f"/practices/{slug}/compare?from=1&to=2"
    page = text(client.get(answer.location))
    assert "somebody saved a newer version meanwhile" in page
    assert newest(app, slug, cast.bob) == (2, NEW)


def test_only_its_own_prison_restores(app, slug, cast):
    with app.app_context():
        practice = practice_by_slug(slug, viewer=cast.alice)
        with pytest.raises(Forbidden):
            restore(practice, 1, actor=cast.charlie, based_on=2)
        with pytest.raises(NotFound):
            restore(practice, 9, actor=cast.alice, based_on=2)
        with pytest.raises(EditConflict):
            restore(practice, 1, actor=cast.alice, based_on=1)


def test_files_come_back_and_those_that_are_gone_are_named(app, slug, cast, client, sign_in):
    refs = [FileRef(str(n) * 64, f"{n}.pdf", "application/pdf", 3) for n in range(4)]
    with app.app_context():
        for n in range(3):
            db.session.add(
                StoredFile(
                    sha256=str(n) * 64,
                    size=3,
                    media_type="application/pdf",
                    created_at=clock.now(),
                    adopted_at=clock.now(),
                    is_missing=n == 1,
                    scan_state="infected" if n == 2 else "clean",
                )
            )
        first = db.session.query(Revision).filter_by(number=1).one()
        first.content = replace(OLD, files=tuple(refs)).to_json()
        db.session.commit()
    sign_in(client, cast.bob)
    answer = client.post(
        f"/practices/{slug}/versions/1/restore", data={"based_on": "2"}, follow_redirects=True
    )
    assert "left out: 1.pdf, 2.pdf, 3.pdf." in text(answer)
    number, content = newest(app, slug, cast.bob)
    assert (number, content.files) == (3, (refs[0],))
    with app.app_context():
        last = latest_revision(practice_by_slug(slug, viewer=cast.bob))
        kept = db.session.query(RevisionFile).filter_by(revision_id=last.id).all()
        assert [each.sha256 for each in kept] == ["0" * 64]


def test_after_going_back_the_page_says_what_comes_next(app, slug, cast, client, sign_in):
    for person, words in (
        (cast.bob, "Check and send for review"),
        (cast.alice, "Check and publish"),
    ):
        sign_in(client, person)
        page = text(client.get(f"/practices/{slug}/versions/2"))
        assert words in page
        assert f'href="/practices/{slug}/check"' in page
        earlier = text(client.get(f"/practices/{slug}/versions/1"))
        assert words not in earlier
        for each in (page, earlier):
            assert "Back to the practice" in each


def test_a_version_without_a_note_says_nothing_of_notes(samples, client, sign_in):
    sign_in(client, samples.bob)
    assert "No note" not in text(client.get("/practices/a-draft/history"))
