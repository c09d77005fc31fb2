"""The pages of a review: what each person is shown, and forms that come too late."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from portal import clock
from portal.accounts.models import Role, User
from portal.db import db
from portal.practices import services
from portal.practices.content import Content
from portal.practices.models import Practice
from portal.practices.queries import practice_by_slug
from portal.practices.review import reviewing
from portal.prisons.models import Prison
from tests.saving import save_revision

PATH = "/practices/role-cards"
NOTE = Content("Role cards", summary="Mentors show a card.", body="We printed cards.")


def text(response) -> str:
    assert response.status_code == 200
    return response.get_data(as_text=True)


@pytest.fixture
def note(app, cast) -> str:
    with app.app_context():
        services.create_practice("practice_note", NOTE, actor=cast.bob, prison=cast.midvale)
    return PATH


def change(app, **values) -> None:
    with app.app_context():
        db.session.execute(update(Practice).where(Practice.slug == "role-cards").values(**values))
        db.session.commit()


def save(app, cast, title) -> None:
    with app.app_context():
        practice = practice_by_slug("role-cards", viewer=cast.bob)
        content = Content(title, summary="S", body="B")
        save_revision(practice, content, actor=cast.bob, based_on=1)


def test_a_review_from_the_check_to_readers(app, note, cast, client, sign_in):
    sign_in(client, cast.bob)
    check = text(client.get(f"{note}/check"))
    assert f'action="{note}/submit"' in check
    assert f'action="{note}/publish"' not in check
    assert client.post(f"{note}/publish", data={"based_on": "1"}).status_code == 403
    page = text(client.post(f"{note}/submit", data={"based_on": "1"}, follow_redirects=True))
    assert "Sent for review" in page
    assert "In review" in page
    mine = text(client.get("/my-prison"))
    assert mine.index("In review</h2>") < mine.index("Role cards") < mine.index("Published</h2>")
    assert "This version is in review" in text(client.get(f"{note}/check"))

    sign_in(client, cast.alice)
    front = text(client.get("/"))
    assert "To review (1)" in front
    assert "1 practice to review" in front
    assert f'href="{note}/review"' in text(client.get("/reviews"))
    review = text(client.get(f"{note}/review"))
    assert "We printed cards." in review
    answer = client.post(f"{note}/review/send-back", data={"number": "1", "words": " "})
    assert answer.status_code == 422
    assert 'href="#reason"' in answer.text
    form = {"number": "1", "words": "Say <b>how</b> many."}
    assert client.post(f"{note}/review/send-back", data=form).location == "/reviews"

    sign_in(client, cast.bob)
    assert "1 practice sent back to you" in text(client.get("/"))
    page = text(client.get(note))
    assert "Alice asks:" in page
    assert "Say &lt;b&gt;how&lt;/b&gt; many." in page
    client.post(f"{note}/review/comment", data={"words": "Forty."})
    for address in (note, f"{note}/edit", f"{note}/check"):
        page = text(client.get(address))
        assert "Alice asks:" in page, address
        assert "1 comment since then" in page, address
        assert "Forty." in page, address
    mine = text(client.get("/my-prison"))
    assert mine.index("Sent back</h2>") < mine.index("Role cards") < mine.index("Drafts</h2>")
    client.post(f"{note}/submit", data={"based_on": "1"})
    assert "Alice asks:" not in text(client.get(f"{note}/edit"))

    sign_in(client, cast.alice)
    assert "Forty." in text(client.get(f"{note}/review"))
    form = {"number": "1", "newest": "1"}
    published = client.post(f"{note}/review/publish", data=form, follow_redirects=True)
    assert "Published. Everyone" in text(published)
    assert "To review" not in text(client.get("/"))
    sign_in(client, cast.charlie)
    page = text(client.get(note))
    for inside in ("Sent back", "Forty.", "many."):
        assert inside not in page
    assert "Published today" in page
    assert client.get(f"{note}/review").status_code == 403


def test_a_form_that_comes_too_late_says_so_and_keeps_the_words(app, note, cast, client, sign_in):
    sign_in(client, cast.bob)
    client.post(f"{note}/submit", data={"based_on": "1"})
    save(app, cast, "Newer")
    late = client.post(f"{note}/submit", data={"based_on": "1"})
    assert (late.status_code, "saved a newer version" in late.text) == (409, True)
    sign_in(client, cast.alice)
    late = client.post(f"{note}/review/publish", data={"number": "1", "newest": "1"})
    assert (late.status_code, "saved a newer version" in late.text) == (409, True)
    assert "Publish version 1" in late.text
    sign_in(client, cast.bob)
    client.post(f"{note}/take-back")
    sign_in(client, cast.alice)
    late = client.post(f"{note}/review/send-back", data={"number": "1", "words": "My reason"})
    assert (late.status_code, "does not wait for a review" in late.text) == (409, True)
    late = client.post(f"{note}/publish", data={"based_on": "1"})
    assert (late.status_code, "saved a newer version" in late.text) == (409, True)
    with app.app_context():
        assert practice_by_slug("role-cards", viewer=cast.bob).published_id is None


def test_who_lost_the_right_between_form_and_post_publishes_nothing(
    app, note, cast, client, sign_in
):
    sign_in(client, cast.alice)
    assert "Publish" in text(client.get(f"{note}/check"))
    with app.app_context():
        lead = db.session.get_one(User, cast.alice.id)
        lead.role = Role.MEMBER
        db.session.commit()
    assert client.post(f"{note}/publish", data={"based_on": "1"}).status_code == 403


def test_an_overdue_practice_says_so_at_the_top_in_lists_and_to_programs(
    app, note, cast, client, sign_in
):
    with app.app_context():
        services.publish(practice_by_slug("role-cards", viewer=cast.alice), actor=cast.alice)
    past = clock.today() - timedelta(days=1)
    change(app, review_on=past, published_at=clock.now() - timedelta(days=430))
    sign_in(client, cast.charlie)
    page = text(client.get(note))
    assert f"Due for review since {past.day} {past:%B %Y}: it may be out of date." in page
    assert "Published 14 months ago, last checked today." in page
    assert "Due for review" in text(client.get("/search?q=cards"))
    assert "Due for review" in text(client.get("/practices/"))
    found = client.get("/api/v1/practices/role-cards").json
    assert (found["state"], found["review_on"]) == ("needs_review", past.isoformat())
    sign_in(client, cast.bob)
    assert "1 practice that you look after is due for review" in text(client.get("/"))
    assert "You look after these: due for review (1)" in text(client.get("/reviews"))
    page = text(client.get(note))
    assert "It is still right" in page
    assert "Last checked today." in page
    sign_in(client, cast.alice)
    assert "1 practice that others look after is due for review" in text(client.get("/"))
    assert "Others look after these: due for review (1)" in text(client.get("/reviews"))
    page = text(client.post(f"{note}/care/right", follow_redirects=True))
    assert "Noted as still right" in page
    assert "it may be out of date" not in page
    assert "It is still right" not in page
    assert "It is still right" in text(client.get(f"{note}/care"))
    assert "Nothing waits for you" in text(client.get("/reviews"))


def test_the_review_date_and_the_owner_are_changed_with_forms_that_keep_mistakes(
    app, note, cast, client, sign_in
):
    sign_in(client, cast.alice)
    client.post(f"{note}/publish", data={"based_on": "1"})
    wrong = {"review_on-day": "31", "review_on-month": "2", "review_on-year": "2027"}
    answer = client.post(f"{note}/care/date", data=wrong)
    assert (answer.status_code, 'value="31"' in answer.text) == (422, True)
    assert 'href="#review_on-day"' in answer.text
    due = clock.today() + timedelta(days=200)
    parts = {"day": due.day, "month": due.month, "year": due.year}
    right = {f"review_on-{part}": str(number) for part, number in parts.items()}
    page = client.post(f"{note}/care/date", data=right, follow_redirects=True)
    assert f"Review date: {due.day} {due:%B %Y}" in text(page)
    answer = client.post(f"{note}/care/owner", data={"owner": str(cast.charlie.id)})
    assert (answer.status_code, 'href="#owner"' in answer.text) == (422, True)
    page = client.post(
        f"{note}/care/owner", data={"owner": str(cast.alice.id)}, follow_redirects=True
    )
    assert "You look after this." in text(page)


def test_a_lead_switches_review_off_and_members_publish(note, cast, client, sign_in):
    sign_in(client, cast.alice)
    page = text(client.get("/my-prison"))
    assert "Reviews are on." in page
    assert "Alice reads what members write before others see it." in page
    assert "Turn reviews off?" in text(client.get("/my-prison/reviews"))
    page = text(client.post("/my-prison/reviews", data={"reviews": "off"}, follow_redirects=True))
    assert "Reviews are off." in page
    sign_in(client, cast.bob)
    assert "Turn reviews" not in text(client.get("/my-prison"))
    page = client.post(f"{note}/publish", data={"based_on": "1"}, follow_redirects=True)
    assert "Published. Everyone" in text(page)


def test_a_practice_of_nobody_is_listed_until_somebody_takes_it(app, note, cast, client, sign_in):
    change(app, owner_id=None)
    sign_in(client, cast.bob)
    for address in ("/my-prison", "/reviews"):
        assert "Nobody looks after these yet" in text(client.get(address))
    assert "Nobody looks after this yet." in text(client.get(note))
    client.post(f"{note}/care/owner", data={"owner": str(cast.bob.id)})
    for address in ("/my-prison", "/reviews"):
        assert "Nobody looks after these" not in text(client.get(address))


def test_a_regional_lead_reads_the_submitted_version_only(
    app, note, cast, client, sign_in, regions
):
    with app.app_context():
        practice = practice_by_slug("role-cards", viewer=cast.bob)
        reviewing.submit(practice, actor=cast.bob, based_on=1)
        save(app, cast, "A newer title")
        db.session.execute(
            update(Practice).values(prison_id=cast.prisons["BMI"].id)
        )  # which has no lead
        db.session.commit()
    sign_in(client, cast.dana)
    assert "To review (1)" in text(client.get("/"))
    assert client.get(note).location == f"{note}/review"
    page = text(client.get(f"{note}/review"))
    assert "We printed cards." in page
    assert "A newer title" not in page
    for address in ("/edit", "/check", "/history", "/versions/2", "/care"):
        assert client.get(f"{note}{address}").status_code == 403, address
    form = {"number": "1", "words": "More."}
    assert client.post(f"{note}/review/send-back", data=form).location == "/reviews"
    assert client.get(f"{note}/review").status_code == 404


def publish(app, cast) -> None:
    with app.app_context():
        services.publish(practice_by_slug("role-cards", viewer=cast.alice), actor=cast.alice)


def test_archiving_asks_first_and_says_what_it_does(app, note, cast, client, sign_in):
    publish(app, cast)
    with app.app_context():
        source = practice_by_slug("role-cards", viewer=cast.charlie)
        services.copy_practice(source, actor=cast.charlie, into=cast.westholme, title="Ours")
    sign_in(client, cast.bob)
    assert f"{note}/archive" not in text(client.get(note))
    assert f"{note}/template" not in text(client.get(note))
    assert client.get(f"{note}/archive").status_code == 403
    sign_in(client, cast.alice)
    assert f'href="{note}/archive"' in text(client.get(note))
    page = text(client.get(f"{note}/archive"))
    assert "Archive “Role cards”?" in page
    assert "1 prison has a copy and keeps it." in page
    assert "have it reviewed" in page
    assert "Archived. Only your own" in text(client.post(f"{note}/archive", follow_redirects=True))
    sign_in(client, cast.charlie)
    gone = client.get(note)
    assert (gone.status_code, "its prison no longer shares it" in gone.text) == (404, True)


def test_members_archive_where_nobody_reviews(app, note, cast, client, sign_in):
    publish(app, cast)
    with app.app_context():
        db.session.execute(update(Prison).values(reviews_practices=False))
        db.session.commit()
    sign_in(client, cast.bob)
    assert "then publish it" in text(client.get(f"{note}/archive"))
    assert client.post(f"{note}/archive").location == note


def test_the_second_review_points_to_what_changed(app, note, cast, client, sign_in, messages):
    sign_in(client, cast.bob)
    client.post(f"{note}/submit", data={"based_on": "1"})
    sign_in(client, cast.alice)
    assert "See what changed" not in text(client.get(f"{note}/review"))
    client.post(f"{note}/review/send-back", data={"number": "1", "words": "More."})
    save(app, cast, "Newer")
    sign_in(client, cast.bob)
    client.post(f"{note}/submit", data={"based_on": "2"})
    client.post(f"{note}/review/comment", data={"words": "Better?"})
    (mail,) = [each for each in messages(4) if each["Subject"].startswith("A comment")]
    assert mail["To"] == cast.alice.email
    assert f"{note}/review#comments" in mail.get_content()
    assert "Alice sent back version 1." in text(client.get(f"{note}/review"))
    sign_in(client, cast.alice)
    page = text(client.get(f"{note}/review"))
    assert "You sent back version 1." in page
    assert f"{note}/compare?from=1&amp;to=2" in page
    assert page.index("Publish version 2") < page.index("Send back with a request")
    assert page.index("Send back with a request") < page.index("Nothing is sent back.")
    client.post(f"{note}/review/publish", data={"number": "2", "newest": "2"})
    with app.app_context():
        practice = practice_by_slug("role-cards", viewer=cast.bob)
        content = Content("Newest", summary="S", body="B")
        save_revision(practice, content, actor=cast.bob, based_on=2)
        reviewing.submit(practice, actor=cast.bob, based_on=3)
    page = text(client.get(f"{note}/review"))
    assert "sent back version" not in page
    assert "See what changes for readers" in page
    assert f"{note}/compare?from=2&amp;to=3" in page


def test_an_address_that_only_takes_a_form_leads_to_its_page(note, cast, client, sign_in):
    sign_in(client, cast.bob)
    for address, page in (
        ("submit", "check"),
        ("publish", "check"),
        ("merge", "edit"),
        ("review/send-back", "review"),
        ("review/publish", "review"),
        ("versions/1/restore", "history"),
    ):
        answer = client.get(f"{note}/{address}")
        assert (answer.status_code, answer.location) == (302, f"{note}/{page}")


def test_who_is_the_only_choice_is_told_so(app, note, cast, client, sign_in):
    sign_in(client, cast.bob)
    assert "Hand it on to" in text(client.get(f"{note}/care"))
    with app.app_context():
        db.session.execute(update(User).where(User.id == cast.alice.id).values(active=False))
        db.session.commit()
    page = text(client.get(f"{note}/care"))
    assert "Nobody else at your prison has an account yet." in page
    assert "Hand it on to" not in page
    assert "Everything that you look after (1)" in text(client.get("/reviews"))


def test_a_draft_in_steps_is_carried_on_with(cast, client, sign_in, app):
    with app.app_context():
        content = Content("Reading pairs", summary="S", body="")
        services.create_practice("scheme", content, actor=cast.bob, prison=cast.midvale)
    sign_in(client, cast.bob)
    page = text(client.get("/practices/reading-pairs"))
    assert "Carry on writing" in page
    assert 'href="/practices/reading-pairs/edit/about"' in page
