"""Who looks after a practice when people leave, and how they are reminded."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal import chores, clock, mail
from portal.accounts.leaving import PassedOn
from portal.accounts.models import Role, User
from portal.accounts.services import activate, create_user, deactivate
from portal.db import db
from portal.practices import services
from portal.practices.cli import practices_cli
from portal.practices.content import Content
from portal.practices.models import Practice, ReviewStep, Step
from portal.practices.review import queries as review_queries
from portal.practices.review import reviewing
from portal.practices.review.reminders import remind


def write(cast, owner: str = "bob", title: str = "Role cards", *, published: bool = True):
    content = Content(title, summary="S", body="B")
    person = getattr(cast, owner)
    prison = {"charlie": cast.westholme, "erin": None}.get(owner, cast.midvale)
    practice = services.create_practice("practice_note", content, actor=person, prison=prison)
    if published:
        services.publish(practice, actor=cast.erin)
    return practice.id


def set_due(number: int, days: int) -> None:
    day = clock.today() + timedelta(days=days)
    db.session.execute(update(Practice).where(Practice.id == number).values(review_on=day))
    db.session.commit()


def owner_of(number: int) -> int | None:
    return db.session.scalar(select(Practice.owner_id).where(Practice.id == number))


@pytest.mark.usefixtures("app_context")
class TestLeaving:
    def test_what_somebody_owned_goes_to_the_longest_serving_lead(self, cast):
        newer = create_user(
            email="zoe@example.org",
            name="Zoe",
            role=Role.PRISON_LEAD,
            prison=cast.midvale,
            password="seven green bottles",
        )
        number, draft = write(cast), write(cast, title="Draft", published=False)
        reviewing.submit(
            db.session.get_one(Practice, draft),
            actor=db.session.get_one(User, cast.bob.id),
            based_on=1,
        )
        told = deactivate(cast.bob.id, actor=db.session.get_one(User, cast.alice.id))
        assert told == [PassedOn("You now look after their 2 practices.", "/reviews")]
        assert owner_of(number) == owner_of(draft) == cast.alice.id
        assert db.session.get_one(Practice, draft).submitted_id is not None
        steps = db.session.scalars(select(ReviewStep).where(ReviewStep.step == Step.HANDED_ON))
        assert {each.practice_id for each in steps} == {number, draft}
        told = deactivate(cast.alice.id, actor=db.session.get_one(User, cast.erin.id))
        assert told == [PassedOn("Zoe now looks after their 2 practices.")]
        assert owner_of(number) == newer.id

    def test_coming_back_gives_nothing_back(self, cast):
        number = write(cast)
        alice = db.session.get_one(User, cast.alice.id)
        deactivate(cast.bob.id, actor=alice)
        activate(cast.bob.id, actor=alice)
        assert owner_of(number) == cast.alice.id

    def test_without_a_lead_lists_say_that_nobody_looks_after_it(self, cast):
        number = write(cast, "charlie")
        erin = db.session.get_one(User, cast.erin.id)
        assert review_queries.nobodys(erin) == []
        told = deactivate(cast.charlie.id, actor=erin)
        assert told == [PassedOn("Nobody looks after their practice now.")]
        assert owner_of(number) is None
        assert [each.title for each in review_queries.nobodys(erin)] == ["Role cards"]
        assert review_queries.nobodys(db.session.get_one(User, cast.dana.id)) == []

    def test_a_regional_lead_learns_of_published_ones_in_their_region(self, cast, regions):
        there = cast.prisons["BMI"]
        for title in ("Public", "Private"):
            content = Content(title, summary="S", body="B")
            practice = services.create_practice(
                "practice_note", content, actor=cast.erin, prison=there
            )
            if title == "Public":
                services.publish(practice, actor=cast.erin)
        db.session.execute(update(Practice).values(owner_id=None))
        db.session.commit()
        dana = db.session.get_one(User, cast.dana.id)
        assert [each.title for each in review_queries.nobodys(dana)] == ["Public"]


@pytest.mark.usefixtures("app_context")
class TestReminders:
    def test_each_owner_gets_one_mail_about_everything_that_is_due(self, cast, messages):
        set_due(write(cast, title="Overdue"), -3)
        set_due(write(cast, title="Soon"), 30)
        set_due(write(cast, title="Later"), 31)
        set_due(write(cast, "charlie", "Elsewhere"), 0)
        assert remind() == 2
        mails = {each["To"]: each.get_content() for each in messages(2)}
        assert set(mails) == {"bob@example.org", "charlie@example.org"}
        bobs = mails["bob@example.org"]
        assert [each in bobs for each in ("Overdue", "Soon", "Later")] == [True, True, False]
        assert "http://127.0.0.1:8000/practices/overdue" in bobs

    def test_nobody_is_reminded_again_within_30_days(self, cast, messages, later):
        set_due(write(cast), -3)
        assert (remind(), remind()) == (1, 0)
        later(days=29)
        assert remind() == 0
        later(days=1)
        assert remind() == 1
        messages(2)

    def test_where_the_owner_has_gone_the_leads_are_reminded(self, cast, messages):
        numbers = [write(cast), write(cast, "charlie"), write(cast, "erin")]
        for number in numbers:
            set_due(number, 0)
        db.session.execute(update(Practice).values(owner_id=None))
        db.session.commit()
        assert remind() == 3
        assert [each["To"] for each in messages(3)].count("erin@example.org") == 2

    def test_who_could_not_be_reached_is_tried_again(self, cast, messages, monkeypatch):
        set_due(write(cast), 0)
        with monkeypatch.context() as patched:
            patched.setattr(mail, "send", lambda *_: False)
            assert remind() == 0
        assert remind() == 1
        messages(1)

    def test_still_right_ends_the_reminders(self, cast):
        number = write(cast)
        set_due(number, 0)
        reviewing.confirm_current(
            db.session.get_one(Practice, number), actor=db.session.get_one(User, cast.bob.id)
        )
        assert remind() == 0


def test_of_many_who_remind_at_once_one_writes(app, cast, messages):
    with app.app_context():
        for title in ("A", "B", "C"):
            set_due(write(cast, title=title), 0)

    def one(_number):
        with app.app_context():
            return remind()

    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(Context().run, one, number) for number in range(4)]
        assert sum(each.result() for each in sent) == 1
    messages(1)


def test_the_running_portal_reminds_by_itself_and_so_does_the_command(app, cast, messages):
    with app.app_context():
        set_due(write(cast), 0)
    chores.do_what_is_due(app, 0)
    (reminder,) = messages(1)
    assert reminder["Subject"] == "Please check 1 practice"
    with app.app_context():
        set_due(write(cast, "charlie"), 0)
    said = app.test_cli_runner().invoke(practices_cli, ["remind"])
    assert said.output == "1 reminder sent.\n"
    messages(2)


def test_the_page_says_who_looks_after_it_now(app, cast, client, sign_in):
    with app.app_context():
        write(cast, title="Role <b>cards")
    sign_in(client, cast.alice)
    page = client.post(f"/account/people/{cast.bob.id}/deactivate", follow_redirects=True).text
    assert "Bob can no longer sign in. You now look after their practice." in page
    assert 'href="/reviews">See them</a>' in page
    assert "Everything that you look after (1)" in client.get("/reviews").text
