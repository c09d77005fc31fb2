"""Somebody writes for hours, the session ends, and they press Save."""

import html
import re
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from portal.practices.queries import practice_by_slug, shown_revision
from tests.people import PASSWORD

TYPED = {
    "title": "Written for hours",
    "summary": 'With "quotes" & <signs>',
    "body": "## First\n\nA line\nand another.\n",
    "themes": ["reading", "maths"],
    "action": "save",
}


def text(response) -> str:
    return response.get_data(as_text=True)


def hidden(page: str) -> list[tuple[str, str]]:
    """Read the hidden fields of the page's form, as a browser would send them."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return [(name, html.unescape(value)) for name, value in found]


def fields(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    form: dict[str, list[str]] = {}
    for name, value in pairs:
        form.setdefault(name, []).append(value)
    return form


@pytest.mark.parametrize("csrf", [True, False])
def test_what_was_typed_survives_the_sign_in(csrf, app, cast, client):
    refused = client.post("/practices/new/scheme", data=TYPED, csrf=csrf)
    assert refused.status_code == 401
    assert "What you typed is kept" in text(refused)
    kept = fields(hidden(text(refused)))
    wrong = client.post("/account/sign-in", data=kept | {"email": "x@y.z", "password": "no"})
    assert wrong.status_code == 422
    kept = fields(hidden(text(wrong)))
    person = {"email": cast.bob.email, "password": PASSWORD}
    page = client.post("/account/sign-in", data=kept | person)
    assert "Nothing is lost" in text(page)
    answer = client.post("/practices/new/scheme", data=fields(hidden(text(page))))
    assert answer.location == "/practices/written-for-hours"
    with app.app_context():
        practice = practice_by_slug("written-for-hours", viewer=cast.bob)
        content = shown_revision(practice).content
    assert content["summary"] == TYPED["summary"]
    assert content["body"] == TYPED["body"].strip()
    assert sorted(content["themes"]) == ["maths", "reading"]


def test_a_form_whose_token_is_too_old_can_be_sent_again(cast, client, sign_in):
    sign_in(client, cast.bob)
    refused = client.post("/practices/new/scheme", data=TYPED, csrf=False)
    assert refused.status_code == 400
    answer = client.post("/practices/new/scheme", data=fields(hidden(text(refused))))
    assert answer.location == "/practices/written-for-hours"


def test_a_form_that_meets_a_locked_database_can_be_sent_again(
    app, cast, client, sign_in, monkeypatch
):
    def locked(*_args, **_kwargs):
        raise OperationalError("INSERT", {}, sqlite3.OperationalError("database is locked"))

    sign_in(client, cast.bob)
    with monkeypatch.context() as patched:
        patched.setattr("portal.practices.services.start", locked)
        refused = client.post("/practices/new/scheme", data=TYPED)
    assert refused.status_code == 503
    assert refused.headers["Retry-After"]
    answer = client.post("/practices/new/scheme", data=fields(hidden(text(refused))))
    assert answer.location == "/practices/written-for-hours"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_of_another_site_is_never_offered_again(headers, cast, client, sign_in):
    sign_in(client, cast.bob)
    refused = client.post("/practices/new/scheme", data=TYPED, headers=headers, csrf=False)
    assert refused.status_code == 400
    assert "Written for hours" not in text(refused)


@pytest.mark.parametrize(
    "kept",
    ["", "x", "[]", '["//evil.example/", []]', '["https://evil.example/", []]', '["/no", []]',
     '["/practices/", [["a"]]]', "[" * 5000],
)  # fmt: skip
def test_a_made_up_form_is_not_carried(kept, cast, client):
    person = {"email": cast.bob.email, "password": PASSWORD, "kept": kept}
    answer = client.post("/account/sign-in", data=person)
    assert answer.status_code == 302
    assert answer.location == "/"


def test_passwords_are_never_carried(cast, client):
    form = {"current_password": "secret words", "password": "secret words too"}
    answer = client.post("/account/password", data=form)
    assert answer.status_code == 302
