import pytest
from sqlalchemy import func, select

from portal.accounts import demo_people, invitations, passwords, services, tokens
from portal.accounts.models import ApiToken, Invitation, Role, User
from portal.cli.cast import PEOPLE
from portal.cli.demo import add_people, remove_demo
from portal.db import db
from portal.errors import NotFound
from portal.practices.content import Content
from portal.practices.models import Practice, Revision
from portal.practices.services import create_practice
from portal.prisons.models import Prison

PASSWORD = "seven green bottles"

pytestmark = pytest.mark.usefixtures("app_context")


def demo_lead(cast, email="demo@example.org", password=PASSWORD) -> User:
    demo_people.add_demo_person(
        email=email,
        name="Robin",
        role=Role.PRISON_LEAD,
        prison=cast.midvale,
        region=None,
        password=password,
    )
    return db.session.scalars(select(User).where(User.email == email)).one()


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_the_people_of_the_demo_can_sign_in(cast):
    for user in db.session.scalars(select(User)):
        db.session.delete(user)
    db.session.commit()
    add_people(PASSWORD)
    add_people(PASSWORD)
    assert count(User) == len(PEOPLE)
    for person in PEOPLE:
        user = services.person_for(person.email, PASSWORD, address="127.0.0.1")
        assert (user.name, user.role, user.is_demo) == (person.name, person.role, True)
        assert (user.prison.code if user.prison else None, user.region) == (
            person.prison,
            person.region,
        )


def test_adding_again_changes_the_password_and_real_people_never(cast):
    demo = demo_lead(cast)
    key = demo.session_key
    demo_lead(cast)
    assert db.session.get_one(User, demo.id, populate_existing=True).session_key == key
    demo_lead(cast, password="eight green bottles")
    there = db.session.get_one(User, demo.id, populate_existing=True)
    assert passwords.matches(there.password_hash, "eight green bottles")
    real = demo_lead(cast, email="bob@example.org")
    assert not real.is_demo
    assert real.password_hash == cast.bob.password_hash


def test_demo_people_go_and_what_they_wrote_stays(cast):
    demo = demo_lead(cast)
    practice = create_practice(
        "scheme", Content(title="A scheme", summary="S", body="B"), actor=demo, prison=cast.midvale
    )
    demo_people.remove_demo_people()
    assert db.session.scalars(select(User.name).order_by(User.name)).all() == [
        "Alice",
        "Bob",
        "Charlie",
        "Dana",
        "Erin",
    ]
    kept = db.session.get_one(Practice, practice.id)
    assert (kept.author_id, kept.prison_id) == (None, cast.midvale.id)
    assert db.session.scalars(select(Revision.author_id)).all() == [None]


def test_what_cannot_be_without_a_person_goes_with_them(cast):
    demo = demo_lead(cast)
    for person in (demo, cast.bob):
        tokens.new_token(person, actor=person)
    demo_people.remove_demo_people()
    assert db.session.scalars(select(ApiToken.user_id)).all() == [cast.bob.id]


def test_real_people_of_example_prisons_stay_without_a_prison(cast):
    open_one, _ = invitations.invite(
        email="robin@example.org", role=Role.MEMBER, prison=cast.midvale, actor=cast.erin
    )
    number = open_one.id
    remove_demo()
    assert db.session.get_one(User, cast.bob.id).prison_id is None
    assert db.session.get(Invitation, number) is None
    assert db.session.scalars(select(Prison).where(Prison.is_example)).all() == []


def test_an_invitation_of_a_demo_person_goes_unless_it_was_accepted(cast):
    demo = demo_lead(cast)
    made = [
        invitations.invite(
            email=f"robin{number}@example.org",
            role=Role.MEMBER,
            prison=cast.midvale,
            actor=demo,
        )
        for number in (1, 2)
    ]
    accepted = invitations.accept_invitation(
        made[0][1], name="Robin", job_title="", password=PASSWORD
    )
    demo_people.remove_demo_people()
    assert db.session.get(User, accepted.id) is not None
    assert db.session.scalars(select(Invitation.invited_by_id)).all() == [None]
    with pytest.raises(NotFound):
        invitations.accept_invitation(made[1][1], name="Robin", job_title="", password=PASSWORD)


def test_without_demo_people_nothing_goes(cast):
    demo_people.remove_demo_people()
    assert count(User) == 5
