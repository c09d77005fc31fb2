import re

import pytest
from sqlalchemy import select

from portal.accounts import services, tokens
from portal.accounts.models import ApiToken, User
from portal.db import db
from tests.people import PASSWORD

NEW = "seven green bottles"


def change(client, current=PASSWORD, new=NEW):
    return client.post("/account/password", data={"current": current, "password": new})


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("alice", ("Prison lead", "Example Midvale", ">Example<", "Staff accounts")),
        ("dana", ("Regional lead", "West Midlands")),
        ("erin", ("Administrator",)),
    ],
)
def test_the_page_says_who_somebody_is_here(who, told, client, cast, sign_in):
    sign_in(client, getattr(cast, who))
    page = client.get("/account/")
    assert page.status_code == 200
    for words in (*told, f"{who}@example.org", "Sign out", "Change your password"):
        assert words in page.text


def test_name_and_job_title_are_changed(client, app, cast, sign_in):
    sign_in(client, cast.bob)
    assert 'value="Bob"' in client.get("/account/details").text
    sent = {"name": "  Bob \n Barnes ", "job_title": "Officer", "role": "administrator"}
    assert client.post("/account/details", data=sent).location == "/account/"
    assert "Your details are saved." in client.get("/account/").text
    with app.app_context():
        bob = db.session.get_one(User, cast.bob.id)
        assert (bob.name, bob.job_title, bob.role) == ("Bob Barnes", "Officer", "member")


def test_a_name_is_needed_and_the_rest_is_kept(client, cast, sign_in):
    sign_in(client, cast.bob)
    response = client.post("/account/details", data={"name": " ", "job_title": "Officer"})
    assert response.status_code == 422
    assert "Enter your full name" in response.text
    assert 'value="Officer"' in response.text


def test_a_new_password_ends_the_other_sessions_and_not_this_one(client, app, cast, sign_in):
    elsewhere = app.test_client()
    sign_in(elsewhere, cast.bob)
    sign_in(client, cast.bob)
    assert client.get("/account/password").status_code == 200
    assert change(client).location == "/account/"
    assert "Your password is changed." in client.get("/account/").text
    assert elsewhere.get("/account/").status_code == 302
    with app.app_context():
        assert services.person_for("bob@example.org", PASSWORD, address="127.0.0.1") is None
        assert services.person_for("bob@example.org", NEW, address="127.0.0.1").id == cast.bob.id


@pytest.mark.parametrize(
    ("current", "new", "problem"),
    [
        ("wrong", NEW, "Your current password is not right"),
        (PASSWORD, "short", "12 characters or more"),
        (PASSWORD, "", "Enter a password"),
        (PASSWORD, "bob@example.org", "your name or email"),
    ],
)
def test_the_old_password_and_a_good_new_one_are_needed(
    current, new, problem, client, app, cast, sign_in
):
    sign_in(client, cast.bob)
    response = change(client, current, new)
    assert response.status_code == 422
    assert problem in response.text
    assert NEW not in response.text
    with app.app_context():
        assert db.session.get_one(User, cast.bob.id).password_hash == cast.bob.password_hash


def test_the_old_password_cannot_be_guessed_on_an_open_screen(client, cast, sign_in):
    sign_in(client, cast.bob)
    for _ in range(5):
        assert change(client, "wrong").status_code == 422
    assert change(client).status_code == 429


def test_a_token_is_shown_once_and_ends_the_one_before(client, app, cast, sign_in):
    sign_in(client, cast.bob)
    found = [re.search(r"esw_[\w-]{43}", client.post("/account/token").text)[0] for _ in "12"]
    assert found[0] != found[1]
    page = client.get("/account/").text
    assert "esw_" not in page
    assert "You made a token on" in page
    program = app.test_client()
    answers = [program.get("/api/v1/search?q=a", headers=bearer(each)) for each in found]
    assert [answer.status_code for answer in answers] == [401, 200]
    with app.app_context():
        kept = db.session.scalars(select(ApiToken.token_hash)).one()
    assert found[1] not in kept


def test_a_token_that_was_ended_does_not_work(client, app, cast, sign_in):
    with app.app_context():
        token = tokens.new_token(cast.bob, actor=cast.bob)
        others = tokens.new_token(cast.alice, actor=cast.alice)
    sign_in(client, cast.bob)
    assert client.post("/account/token/end").location == "/account/"
    assert "no longer works" in client.get("/account/").text
    program = app.test_client()
    assert program.get("/api/v1/search?q=a", headers=bearer(token)).status_code == 401
    assert program.get("/api/v1/search?q=a", headers=bearer(others)).status_code == 200


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
