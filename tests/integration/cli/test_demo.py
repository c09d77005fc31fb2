import stat

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.accounts import tokens
from portal.accounts.invitations import accept_invitation, invite
from portal.accounts.models import ApiToken, Invitation, Role, User
from portal.accounts.services import create_user, person_for
from portal.cli.cast import PEOPLE
from portal.db import db
from portal.matching.partners.models import PartnerEntry
from portal.matching.partners.writing import save_goals
from portal.matching.rounds.drafts import propose_round
from portal.matching.rounds.models import PairingRound
from portal.practices import services
from portal.practices.content import Content
from portal.practices.models import Practice, Revision
from portal.practices.review import reviewing
from portal.practices.reviewers import waiting_for
from portal.prisons.models import Prison
from portal.search import services as search
from tests.integration.cli.conftest import Folder
from tests.pairs import publish

PASSWORD = "seven green bottles"
REGION = "West Midlands"


def password(folder: Folder) -> str:
    lines = folder.run("demo", "show").output.splitlines()
    return next(line for line in lines if line.startswith("Password of all: ")).split(": ")[1]


def person(name: str) -> User:
    return db.session.scalars(select(User).where(User.email == f"{name}@example.org")).one()


def prison(code: str) -> Prison:
    return db.session.scalars(select(Prison).where(Prison.code == code)).one()


def a_real_person(code: str = "OWI") -> User:
    return create_user(
        email="robin@prison.example",
        name="Robin Reed",
        role=Role.PRISON_LEAD,
        prison=prison(code),
        password=PASSWORD,
    )


def count(*conditions: object) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(*conditions)) or 0  # type: ignore[arg-type]


def remove(folder: Folder) -> None:
    """Remove the demo and look at the portal that is left, as one for real."""
    result = folder.run("demo", "remove")
    assert result.exit_code == 0, result.output
    checked = folder.run("check", DEMO="false")
    assert checked.exit_code == 0, checked.output
    db.session.rollback()
    db.session.expire_all()
    assert count(Prison.is_example) == count(User.is_demo) == 0


def test_show_tells_everybody_and_a_password_that_works(ready: Folder, inside: Flask) -> None:
    output = ready.run("demo", "show").output
    for each in PEOPLE:
        assert f"  {each.email:<20} {each.name}, " in output
        assert person_for(each.email, password(ready), address="127.0.0.1") is not None


def test_only_this_account_can_read_the_sign_ins(ready: Folder) -> None:
    again = ready.path / "var" / "demo-sign-ins.txt"
    again.unlink()
    ready.run("demo", "add")
    assert stat.S_IMODE(again.stat().st_mode) == 0o600


def test_add_keeps_the_password_and_makes_a_new_one_where_it_is_lost(
    ready: Folder, inside: Flask
) -> None:
    before = password(ready)
    assert ready.run("demo", "add").exit_code == 0
    assert password(ready) == before
    (ready.path / "var" / "demo-sign-ins.txt").unlink()
    assert ready.run("demo", "add").exit_code == 0
    assert password(ready) != before
    db.session.rollback()
    db.session.expire_all()
    assert person_for("bob@example.org", before, address="127.0.0.1") is None
    assert person_for("bob@example.org", password(ready), address="127.0.0.1") is not None


def test_where_demo_is_off_there_is_none_to_show_or_add(ready: Folder) -> None:
    shown = ready.run("demo", "show", DEMO="false")
    added = ready.run("demo", "add", DEMO="false")
    assert (shown.exit_code, added.exit_code) == (1, 1)
    assert "Password" not in shown.output + added.output
    assert added.output == ("Error: Demo sign-ins need PORTAL_DEMO=true, never in production.\n")


def test_remove_leaves_nothing_of_the_demo_and_can_be_repeated(
    ready: Folder, inside: Flask
) -> None:
    documents = search.status().documents
    notes = count(Practice.external_id.startswith("example:"))
    assert notes == 10
    remove(ready)
    remove(ready)
    assert count(Practice.external_id.startswith("example:")) == 0
    assert count(User.id > 0) == 0
    assert search.status().documents == documents - notes
    assert not (ready.path / "var" / "demo-sign-ins.txt").exists()
    assert ready.run("demo", "show").exit_code == 1


def test_add_brings_back_what_remove_took(ready: Folder, inside: Flask) -> None:
    documents = search.status().documents
    remove(ready)
    assert ready.run("demo", "add").exit_code == 0
    db.session.rollback()
    assert search.status().documents == search.status().expected == documents
    assert count(User.is_demo) == len(PEOPLE)


def test_remove_takes_what_demo_people_wrote_at_example_prisons(
    ready: Folder, inside: Flask
) -> None:
    content = Content(title="A scheme", summary="S", body="B")
    practice = services.create_practice(
        "scheme", content, actor=person("alice"), prison=prison("EX4"), is_template=False
    )
    services.publish(practice, actor=person("alice"))
    number = practice.id
    remove(ready)
    assert count(Practice.id == number) == count(Revision.practice_id == number) == 0


def test_remove_leaves_what_demo_people_wrote_elsewhere_without_their_name(
    ready: Folder, inside: Flask
) -> None:
    ours = Content(title="Ours", summary="S", body="Erin's words")
    practice = services.create_practice(
        "scheme", ours, actor=person("erin"), prison=prison("OWI"), is_template=False
    )
    services.publish(practice, actor=person("erin"))
    remove(ready)
    kept = db.session.get_one(Practice, practice.id)
    revision = db.session.get_one(Revision, kept.latest_id)
    assert (kept.author_id, revision.author_id) == (None, None)
    assert "Erin's words" in revision.content["body"]


def test_the_copy_that_a_real_prison_made_of_an_example_keeps_its_words(
    ready: Folder, inside: Flask
) -> None:
    robin = a_real_person()
    note = db.session.scalars(
        select(Practice).where(Practice.external_id.startswith("example:")).limit(1)
    ).one()
    words = db.session.get_one(Revision, note.published_id).content["body"]
    copy = services.copy_practice(note, actor=robin, into=prison("OWI"), title="Our copy")
    services.publish(copy, actor=robin)
    remove(ready)
    kept = db.session.get_one(Practice, copy.id)
    revision = db.session.get_one(Revision, kept.published_id)
    assert (kept.copied_from_id, kept.author_id) == (None, robin.id)
    assert revision.title == "Our copy"
    assert revision.content["body"] == words
    assert ready.run("search", "status").exit_code == 0


def test_a_newcomer_finds_a_note_in_review_and_one_that_is_overdue(
    ready: Folder, inside: Flask
) -> None:
    in_review = db.session.scalars(select(Practice).where(Practice.submitted_id.is_not(None))).one()
    assert in_review.prison_id == prison("EX4").id
    assert waiting_for(person("alice")) == {in_review.prison_id: 1}
    overdue = db.session.scalars(select(Practice).where(Practice.review_on < clock.today())).one()
    assert overdue.owner_id == person("alice").id
    assert count(Practice.owner_id.is_(None), Practice.prison_id == prison("EX4").id) == 0


def test_what_was_done_with_the_reviews_of_the_demo_stands_when_it_is_added_again(
    ready: Folder, inside: Flask
) -> None:
    overdue = db.session.scalars(select(Practice).where(Practice.review_on < clock.today())).one()
    in_review = db.session.scalars(select(Practice).where(Practice.submitted_id.is_not(None))).one()
    reviewing.confirm_current(overdue, actor=person("alice"))
    reviewing.send_back(in_review, actor=person("alice"), number=1, words="More.")
    reviewing.hand_on(overdue, actor=person("alice"), owner_id=person("bob").id)
    assert ready.run("demo", "add").exit_code == 0
    assert count(Practice.submitted_id.is_not(None)) == 0
    assert count(Practice.review_on < clock.today()) == 0
    assert count(Practice.owner_id == person("bob").id) == 2


def test_the_tokens_of_demo_people_go_and_those_of_others_stay(
    ready: Folder, inside: Flask
) -> None:
    robin = a_real_person()
    tokens.new_token(person("bob"), actor=None)
    tokens.new_token(robin, actor=None)
    remove(ready)
    assert db.session.scalars(select(ApiToken.user_id)).all() == [robin.id]


def test_a_round_that_a_demo_person_proposed_stays(ready: Folder, inside: Flask) -> None:
    made = propose_round(actor=person("dana"), region=REGION)
    outcome = dict(made.outcome)
    remove(ready)
    kept = db.session.get_one(PairingRound, made.id)
    assert (kept.created_by_id, kept.outcome) == (None, outcome)


def test_rounds_of_example_prisons_go_with_all_that_their_groups_wrote(
    ready: Folder, inside: Flask
) -> None:
    real = publish([(prison("BMI"), prison("OWI"))]).id
    made = publish([(prison("EX4"), prison("EX5"))])
    save_goals(made.groups[0].id, actor=person("alice"), words="Cards", based_on=0)
    remove(ready)
    assert db.session.scalars(select(PairingRound.id)).all() == [real]
    assert db.session.scalars(select(PartnerEntry.id)).all() == []


def test_open_invitations_to_example_prisons_go(ready: Folder, inside: Flask) -> None:
    invite(email="x@prison.example", role=Role.MEMBER, prison=prison("EX4"), actor=None)
    invite(email="y@prison.example", role=Role.MEMBER, prison=prison("OWI"), actor=None)
    remove(ready)
    assert db.session.scalars(select(Invitation.email)).all() == ["y@prison.example"]


def test_a_real_person_who_joined_an_example_prison_does_not_stand_in_the_way(
    ready: Folder, inside: Flask
) -> None:
    _, token = invite(
        email="robin@prison.example", role=Role.MEMBER, prison=prison("EX4"), actor=None
    )
    robin = accept_invitation(token, name="Robin Reed", job_title="", password=PASSWORD)
    remove(ready)
    kept = db.session.get_one(User, robin.id, populate_existing=True)
    assert kept.prison_id is None


def test_where_removing_fails_all_of_it_stays(
    ready: Folder, inside: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> int:
        raise PermissionError(13, "Permission denied", "somewhere")

    before = search.status().expected
    monkeypatch.setattr("portal.prisons.estate.remove_examples", fail)
    result = ready.run("demo", "remove")
    assert (result.exit_code, result.output) == (1, "Error: somewhere: Permission denied\n")
    assert count(User.is_demo) == len(PEOPLE)
    assert search.status().expected == before
    assert password(ready)
