from dataclasses import replace

import pytest

from portal.accounts import tokens
from portal.accounts.models import User
from portal.db import db

API = "/api/v1/search?q=mentors"


@pytest.fixture
def token(app, cast) -> str:
    """Give Bob's API token."""
    with app.app_context():
        return tokens.new_token(cast.bob, actor=cast.bob)


def call(client, header: str, path: str = API):
    return client.get(path, headers={"Authorization": header})


def test_a_token_opens_the_api(client, token):
    assert call(client, f"Bearer {token}").status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer {}x",
        "Bearer x{}",
        "Basic {}",
        "{}",
        "Bearer esw_",
        "Bearer  {}",
    ],
)
def test_anything_else_is_answered_in_json(header, client, token):
    response = call(client, header.format(token))
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.json["error"]["status"] == 401
    assert response.json["error"]["message"]


def test_a_token_opens_no_page(client, token):
    assert call(client, f"Bearer {token}", "/account/").status_code == 302


def change_bob(app, cast, **values) -> None:
    with app.app_context():
        bob = db.session.get_one(User, cast.bob.id)
        for name, value in values.items():
            setattr(bob, name, value)
        db.session.commit()


def test_the_token_of_somebody_deactivated_opens_nothing(client, app, cast, token):
    change_bob(app, cast, active=False)
    assert call(client, f"Bearer {token}").status_code == 401


def test_the_token_of_a_demo_person_opens_nothing_where_the_demo_is_off(client, app, cast, token):
    change_bob(app, cast, is_demo=True)
    assert call(client, f"Bearer {token}").status_code == 200
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], demo=False)
    assert call(client, f"Bearer {token}").status_code == 401


def test_a_session_opens_the_api_too(client, cast, sign_in):
    sign_in(client, cast.bob)
    assert client.get(API).status_code == 200
