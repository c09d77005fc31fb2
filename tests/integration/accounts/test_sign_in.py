import time
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from itsdangerous import TimestampSigner
from sqlalchemy import func, select

from portal.accounts import passwords
from portal.accounts.models import SignInTry, User
from portal.accounts.throttle import PER_NETWORK
from portal.db import db
from tests.people import PASSWORD

PAGE = "/account/sign-in"
WRONG = "Email address or password is not right"


def enter(client, email="alice@example.org", password=PASSWORD, **more):
    return client.post(PAGE, data={"email": email, "password": password, **more})


def tries(app) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(SignInTry))


def test_the_right_password_lets_somebody_in(client, cast):
    response = enter(client, " Alice@Example.ORG ")
    assert (response.status_code, response.location) == (302, "/")
    page = client.get("/account/")
    assert page.status_code == 200
    assert "alice@example.org" in page.text


def test_signing_in_is_noted_and_renews_an_outdated_hash(client, app, cast):
    assert passwords.is_outdated(cast.alice.password_hash)
    enter(client)
    with app.app_context():
        alice = db.session.get_one(User, cast.alice.id)
        assert alice.signed_in_at is not None
        assert not passwords.is_outdated(alice.password_hash)
        assert passwords.matches(alice.password_hash, PASSWORD)
        assert alice.session_key == cast.alice.session_key


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("alice@example.org", "correct horse batterY"),
        ("alice@example.org", PASSWORD + "\0"),
        ("nobody@example.org", PASSWORD),
        ("not an address", PASSWORD),
        ("al\0ice@example.org", PASSWORD),
    ],
)
def test_wrong_tries_look_alike_and_keep_what_was_typed_but_the_password(
    client, cast, email, password
):
    response = enter(client, email, password)
    assert response.status_code == 422
    assert WRONG in response.text
    assert password not in response.text
    assert 'href="#email"' in response.text
    assert "Error: Sign in" in response.text
    assert client.get("/account/").status_code == 302


def test_the_page_keeps_the_address_that_was_typed(client, cast):
    assert 'value="alice@example.org"' in enter(client, password="wrong").text


def test_what_was_not_filled_in_is_asked_for_and_does_not_count(client, app, cast):
    response = enter(client, "", "")
    assert response.status_code == 422
    assert "Enter your email address" in response.text
    assert "Enter your password" in response.text
    assert tries(app) == 0


def test_after_five_wrong_tries_even_the_right_password_has_to_wait(client, cast, later):
    for _ in range(5):
        assert enter(client, password="wrong").status_code == 422
    response = enter(client)
    assert response.status_code == 429
    assert 14 * 60 < int(response.headers["Retry-After"]) <= 15 * 60
    assert "Wait 15 minutes, then try again." in response.text
    later(minutes=15)
    assert enter(client).status_code == 302


def test_others_may_sign_in_meanwhile(client, cast):
    for _ in range(6):
        enter(client, password="wrong")
    assert enter(client, "bob@example.org").status_code == 302


def test_how_the_address_is_written_makes_no_new_tries(client, cast):
    for email in ("alice@example.org", "ALICE@example.org", " alice@example.org") * 2:
        last = enter(client, email, "wrong")
    assert last.status_code == 429


def test_unknown_addresses_have_to_wait_just_the_same(client, cast):
    for _ in range(5):
        enter(client, "nobody@example.org", "wrong")
    assert enter(client, "nobody@example.org", "wrong").status_code == 429


def test_a_network_address_has_fifty_tries(client, app, cast, monkeypatch):
    monkeypatch.setattr("portal.accounts.passwords.matches", lambda *_: False)
    for number in range(PER_NETWORK):
        assert enter(client, f"nobody{number}@example.org").status_code == 422
    assert enter(client, "another@example.org").status_code == 429
    elsewhere = client.post(
        PAGE,
        data={"email": "another@example.org", "password": "wrong"},
        environ_overrides={"REMOTE_ADDR": "127.0.0.2"},
    )
    assert elsewhere.status_code == 422


def test_success_forgets_the_wrong_tries_and_time_the_rest(client, app, cast, later):
    for _ in range(4):
        enter(client, password="wrong")
    assert tries(app) == 8
    enter(client)
    assert tries(app) == 4  # those of the network address
    later(minutes=15)
    client.post("/account/sign-out")
    enter(client, password="wrong")
    assert tries(app) == 2


def test_no_address_is_kept_in_a_form_that_can_be_read(client, app, cast):
    enter(client, password="wrong")
    with app.app_context():
        hashes = db.session.scalars(select(SignInTry.subject_hash)).all()
    assert {len(each) for each in hashes} == {64}


def test_somebody_who_was_deactivated_stays_out(client, app, cast):
    with app.app_context():
        db.session.get_one(User, cast.alice.id).active = False
        db.session.commit()
    assert WRONG in enter(client).text


def test_demo_people_stay_out_where_the_demo_is_off(client, app, cast, sign_in):
    with app.app_context():
        db.session.get_one(User, cast.alice.id).is_demo = True
        db.session.commit()
    sign_in(client, cast.alice)
    assert client.get("/account/").status_code == 200
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], demo=False)
    assert client.get("/account/").status_code == 302
    assert WRONG in enter(client).text
    assert enter(client, "bob@example.org").status_code == 302


def test_only_a_demo_tells_where_its_sign_ins_are(client, app, cast):
    assert "printed where the portal was started" in client.get(PAGE).text
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], demo=False)
    assert "printed" not in client.get(PAGE).text


def test_a_stranger_comes_back_to_the_page_that_was_asked_for(client, cast):
    asked = client.get("/account/people?page=2")
    assert urlsplit(asked.location).path == PAGE
    (wanted,) = parse_qs(urlsplit(asked.location).query)["next"]
    assert wanted == "/account/people?page=2"
    assert 'value="/account/people?page=2"' in client.get(asked.location).text
    assert enter(client, next=wanted).location == wanted


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example"]
)
def test_nobody_is_sent_to_another_site(client, cast, wanted):
    assert enter(client, next=wanted).location == "/"
    client.post("/account/sign-out")
    assert "evil" not in client.get(PAGE, query_string={"next": wanted}).text


def test_a_button_pressed_by_somebody_signed_out_leads_to_sign_in(client, cast):
    response = client.post("/account/token")
    assert response.location == PAGE
    assert "nothing was saved" in client.get(PAGE).text


def test_a_session_that_began_before_signing_in_does_not_go_on(client, cast):
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    enter(client)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.permanent


def test_a_session_ends_after_its_hours(client, app, cast, monkeypatch):
    enter(client)
    client.get("/account/")
    lasts = app.config["SETTINGS"].session_hours * 3600
    began = time.time()
    for passed, status in ((lasts - 60, 200), (lasts + 60, 302)):
        monkeypatch.setattr(
            TimestampSigner, "get_timestamp", lambda _, passed=passed: int(began + passed)
        )
        assert client.get("/account/").status_code == status


def test_signing_out_ends_the_session(client, cast):
    enter(client)
    response = client.post("/account/sign-out")
    assert response.location == PAGE
    assert "You are signed out" in client.get(PAGE).text
    assert client.get("/account/").status_code == 302


def test_nobody_is_signed_in_or_out_by_another_site(client, cast, sign_in):
    typed = {"email": "alice@example.org", "password": PASSWORD}
    assert client.post(PAGE, data=typed, csrf=False).status_code == 400
    sign_in(client, cast.alice)
    assert client.post("/account/sign-out", csrf=False).status_code == 400
    assert client.get("/account/").status_code == 200


def test_whoever_is_signed_in_does_not_sign_in_again(client, cast, sign_in):
    sign_in(client, cast.alice)
    assert client.get(PAGE).location == "/"
    assert enter(client, "bob@example.org").location == "/"
    assert "alice@example.org" in client.get("/account/").text
