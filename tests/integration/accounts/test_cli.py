import re

import pytest
from sqlalchemy import select

from portal.accounts.cli import accounts_cli
from portal.accounts.models import Invitation
from portal.db import db
from portal.errors import Invalid, NotFound

LINK = re.compile(r"http://127\.0\.0\.1:8000(/account/invitations/\S+)")


@pytest.fixture
def run(app):
    """Give the act of running `portal accounts …`."""

    def act(*words: str):
        return app.test_cli_runner().invoke(accounts_cli, words)

    return act


def test_the_first_administrator_gets_a_link_with_the_name_filled_in(run, client, app, cast):
    result = run("administrator", "robin@example.org", "--name", "Robin Reed")
    assert result.exit_code == 0
    page = client.get(LINK.search(result.output)[1])
    assert page.status_code == 200
    assert 'value="Robin Reed"' in page.text
    assert "Administrator" in page.text


def test_anyone_can_be_invited(run, app, cast, regions):
    for words in (
        ("member@example.org", "--role", "member", "--prison", "EX4"),
        ("regional@example.org", "--role", "regional_lead", "--region", "North West"),
    ):
        result = run("invite", *words)
        assert result.exit_code == 0
        assert LINK.search(result.output)
    with app.app_context():
        made = db.session.scalars(select(Invitation).order_by(Invitation.id)).all()
        assert [(each.role, each.prison_id, each.region) for each in made] == [
            ("member", cast.midvale.id, None),
            ("regional_lead", None, "North West"),
        ]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("nonsense", "--role", "administrator"), Invalid),
        (("robin@example.org", "--role", "member"), Invalid),
        (("robin@example.org", "--role", "member", "--prison", "XXX"), NotFound),
    ],
)
def test_what_is_wrong_reaches_the_portal_command(words, error, run, cast):
    assert isinstance(run("invite", *words).exception, error)


def test_an_unknown_region_is_refused_with_the_known_ones(run, cast, regions):
    result = run("invite", "robin@example.org", "--role", "regional_lead", "--region", "Wales")
    assert result.exit_code == 2
    assert "North West, West Midlands" in result.output


def test_a_token_is_printed_and_works(run, client, cast):
    token = run("token", "Bob@example.org").output.strip()
    answer = client.get("/api/v1/search?q=a", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200


def test_nobody_gets_no_token(run, cast):
    result = run("token", "nobody@example.org")
    assert result.exit_code == 1
    assert "Nobody with the address" in result.output
