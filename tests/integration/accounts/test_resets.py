import re

import pytest
from itsdangerous import URLSafeTimedSerializer

from portal.accounts import resets
from portal.accounts.digests import digest
from portal.accounts.models import User
from portal.db import db
from portal.errors import NotFound
from tests.people import PASSWORD

ASK = "/account/forgotten-password"
NEW = "seven green bottles"


def ask(client, email="alice@example.org"):
    return client.post(ASK, data={"email": email})


@pytest.fixture
def link(client, cast, messages) -> str:
    """Give the link that Alice gets, as a path."""
    assert client.get(ASK).status_code == 200
    assert ask(client).status_code == 200
    (message,) = messages(1)
    assert message["To"] == "alice@example.org"
    return re.search(r"http://127.0.0.1:8000(/account/reset/\S+)", message.get_content())[1]


def sign_in_with(client, password):
    return client.post(
        "/account/sign-in", data={"email": "alice@example.org", "password": password}
    )


def test_a_link_sets_a_new_password(client, link):
    page = client.get(link)
    assert page.status_code == 200
    assert "Set a new password" in page.text
    response = client.post(link, data={"password": NEW})
    assert response.location == "/account/sign-in"
    assert "Your new password is set" in client.get("/account/sign-in").text
    assert sign_in_with(client, PASSWORD).status_code == 422
    assert sign_in_with(client, NEW).status_code == 302


def test_a_link_works_once(client, link):
    client.post(link, data={"password": NEW})
    assert client.get(link).status_code == 404
    assert client.post(link, data={"password": "another good one"}).status_code == 404
    assert sign_in_with(client, NEW).status_code == 302


def test_a_link_works_for_an_hour(client, link, later):
    later(minutes=59)
    assert client.get(link).status_code == 200
    later(minutes=2)
    assert client.get(link).status_code == 404
    assert client.post(link, data={"password": NEW}).status_code == 404
    assert sign_in_with(client, PASSWORD).status_code == 302


def test_a_new_password_ends_every_session(client, app, cast, link, sign_in):
    thief = app.test_client()
    sign_in(thief, cast.alice)
    assert thief.get("/account/").status_code == 200
    client.post(link, data={"password": NEW})
    assert thief.get("/account/").status_code == 302


def test_a_weak_password_is_refused_and_the_link_goes_on_working(client, link):
    response = client.post(link, data={"password": "short"})
    assert response.status_code == 422
    assert "12 characters or more" in response.text
    assert 'value="short"' not in response.text
    assert client.post(link, data={"password": NEW}).status_code == 302


def test_a_link_that_was_changed_does_not_work(client, link):
    # Not the last character: some of its bits mean nothing.
    changed = link[:-10] + ("A" if link[-10] != "A" else "B") + link[-9:]
    assert client.get(changed).status_code == 404
    assert client.get("/account/reset/nonsense").status_code == 404


def test_a_link_of_somebody_deactivated_does_not_work(client, app, cast, link):
    with app.app_context():
        db.session.get_one(User, cast.alice.id).active = False
        db.session.commit()
    assert client.get(link).status_code == 404


def test_the_answer_does_not_tell_who_has_an_account(client, cast, messages):
    known = ask(client, "alice@example.org").text.replace("alice", "***")
    unknown = ask(client, "nobody@example.org").text.replace("nobody", "***")
    assert without_tokens(known) == without_tokens(unknown)
    assert [message["To"] for message in messages(1)] == ["alice@example.org"]


def without_tokens(page: str) -> str:
    return re.sub(r'value="[^"]{60,}"', "", page)


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_asking_too_often_has_to_wait(client, cast, email):
    for _ in range(5):
        assert ask(client, email).status_code == 200
    response = ask(client, email)
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0


def test_asking_does_not_use_up_the_tries_of_signing_in(client, cast):
    for _ in range(6):
        ask(client)
    assert sign_in_with(client, PASSWORD).status_code == 302


def test_an_address_is_needed(client, cast):
    response = ask(client, " ")
    assert response.status_code == 422
    assert "Enter your email address" in response.text


def test_a_token_of_another_purpose_is_no_reset_link(app, app_context, cast):
    forged = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(
        [cast.alice.id, digest(cast.alice.session_key)]
    )
    with pytest.raises(NotFound):
        resets.person_for_reset(forged)
