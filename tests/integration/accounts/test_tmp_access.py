"""Every address against every role. A route that is not in the table fails the test.

A line of the table is a method, an address, and what happens for nobody, Alice (prison lead here),
Bob (member here), Charlie (member of another prison), Dana (regional lead) and Erin
(administrator). A number is the status; `in` is a redirect to sign-in. What stands behind it is
sent as the form. tests/samples.py makes what the addresses name, all of it Example Midvale's.
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

ROLES = ("nobody", "alice", "bob", "charlie", "dana", "erin")

#                                                nobody alice bob charlie dana erin
TABLE = """
GET  /account/sign-in                            200    302   302 302     302  302
POST /account/sign-in                            422    302   302 302     302  302
POST /account/sign-out                           in     in    in  in      in   in
GET  /account/forgotten-password                 200    200   200 200     200  200
POST /account/forgotten-password                 422    422   422 422     422  422
GET  /account/reset/no-such-link                 404    404   404 404     404  404
POST /account/reset/no-such-link                 404    404   404 404     404  404
GET  /account/invitations/no-such-link           404    404   404 404     404  404
POST /account/invitations/no-such-link           404    404   404 404     404  404
GET  /account/                                   in     200   200 200     200  200
GET  /account/details                            in     200   200 200     200  200
POST /account/details                            in     422   422 422     422  422
GET  /account/password                           in     200   200 200     200  200
POST /account/password                           in     422   422 422     422  422
POST /account/token                              in     200   200 200     200  200
POST /account/token/end                          in     302   302 302     302  302
GET  /account/people                             in     200   403 403     200  200
GET  /account/people/invite                      in     200   403 403     200  200
POST /account/people/invite                      in     422   403 403     422  422
POST /account/people/999/deactivate              in     404   403 403     404  404
POST /account/people/999/activate                in     404   403 403     404  404
POST /account/people/invitations/999/withdraw    in     404   403 403     404  404
"""


@dataclass(frozen=True)
class Line:
    """Hold one line of the table."""

    method: str
    address: str
    expected: dict[str, str]
    form: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.address}"


def read_table() -> list[Line]:
    lines = []
    for text in filter(None, TABLE.splitlines()):
        method, address, *rest = text.split()
        expected = dict(zip(ROLES, rest[: len(ROLES)], strict=True))
        form = dict(part.split("=", 1) for part in rest[len(ROLES) :])
        lines.append(Line(method, address, expected, form))
    return lines


LINES = read_table()
READS = [line for line in LINES if line.method == "GET"]
WRITES = [line for line in LINES if line.method != "GET"]


def outcome(response) -> str:
    """Say what happened in the words of the table."""
    if response.status_code == 302:
        to = urlsplit(response.location).path
        return "in" if to == "/account/sign-in" else "302"
    return str(response.status_code)


def arrive(app: Flask, cast, sign_in, role: str) -> FlaskClient:
    """Open a browser and sign somebody in."""
    client = app.test_client()
    if role != "nobody":
        sign_in(client, getattr(cast, role))
    return client


def test_every_route_is_in_the_table(app):
    there = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    listed = {(line.method, rule_of(app, line)) for line in LINES}
    missing = "\n".join(f"{method} {rule}" for method, rule in sorted(there - listed))
    assert not missing, f"add these routes to TABLE in {__file__}:\n{missing}"


def rule_of(app: Flask, line: Line) -> str:
    """Find the route that a line's address leads to."""
    try:
        address = urlsplit(line.address).path
        rule, _ = app.url_map.bind("localhost").match(address, line.method, return_rule=True)
    except (NotFound, MethodNotAllowed, RequestRedirect) as error:
        pytest.fail(f"the table has {line}, to which no route answers: {error}")
    return rule.rule


@pytest.mark.parametrize("line", READS, ids=str)
def test_who_may_read(line, app, samples, sign_in):
    found = {role: outcome(arrive(app, samples, sign_in, role).get(line.address)) for role in ROLES}
    assert found == line.expected


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("line", WRITES, ids=str)
def test_who_may_write(line, role, app, samples, sign_in):
    client = arrive(app, samples, sign_in, role)
    response = client.open(line.address, method=line.method, data=line.form)
    assert outcome(response) == line.expected[role]


@pytest.mark.parametrize("line", WRITES, ids=str)
def test_nobody_writes_without_a_token(line, app, samples, sign_in):
    for role in ROLES:
        client = arrive(app, samples, sign_in, role)
        response = client.open(line.address, method=line.method, data=line.form, csrf=False)
        assert response.status_code == 400, f"{role} wrote without a CSRF token"
