import re

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import invitations
from portal.accounts.models import Invitation, Role
from portal.db import db
from tests.integration.cli.conftest import Folder


def test_the_first_administrator_comes_in_by_the_printed_link(ready: Folder, inside: Flask) -> None:
    result = ready.run(
        *("accounts", "administrator", "robin@prison.example", "--name", "Robin Reed"),
        PUBLIC_URL="https://exchange.example.org/",
    )
    assert result.exit_code == 0
    token = re.search(
        r"^https://exchange\.example\.org/account/invitations/(\S+)\?name=Robin\+Reed$",
        result.output,
        re.MULTILINE,
    )
    assert token, result.output
    robin = invitations.accept_invitation(
        token[1], name="Robin Reed", job_title="", password="seven green bottles"
    )
    assert (robin.role, robin.is_demo) == (Role.ADMINISTRATOR, False)


def test_somebody_is_invited_to_their_prison(ready: Folder, inside: Flask) -> None:
    result = ready.run(
        "accounts", "invite", "robin@prison.example", "--role", "member", "--prison", "OWI"
    )
    assert result.exit_code == 0
    made = db.session.scalars(select(Invitation)).one()
    assert (made.email, made.role, made.prison.code) == ("robin@prison.example", "member", "OWI")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("invite", "nonsense", "--role", "administrator"), 1, "Error: Enter an email address"),
        (("invite", "r@prison.example", "--role", "member"), 1, "Error: Choose the prison"),
        (("invite", "r@prison.example", "--role", "king"), 2, "'king' is not one of"),
        (("invite", "r@prison.example", "--role", "member", "--prison", "XXX"), 1, "Error: "),
        (
            ("invite", "r@prison.example", "--role", "regional_lead", "--region", "Mars"),
            2,
            "choose one of",
        ),
        (("invite", "bob@example.org", "--role", "administrator"), 1, "Error: Somebody already"),
        (("token", "nobody@example.org"), 1, "Error: Nobody with the address"),
    ],
)
def test_what_is_wrong_is_said_plainly(
    ready: Folder, words: tuple[str, ...], code: int, said: str
) -> None:
    result = ready.run("accounts", *words)
    assert result.exit_code == code
    assert said in result.output
    assert "Traceback" not in result.output


def test_a_token_is_printed_alone_for_a_script_to_take(ready: Folder) -> None:
    result = ready.run("accounts", "token", "bob@example.org")
    assert result.exit_code == 0
    assert re.fullmatch(r"\S{20,}\n", result.output)


def test_without_a_database_it_says_what_to_run(empty: Folder) -> None:
    result = empty.run("accounts", "administrator", "robin@prison.example")
    assert result.exit_code == 1
    assert result.output.endswith("Run: portal init\n")
    assert result.output.count("\n") == 1
