"""Every address against every role. A route that is not in the table fails the test.

A line of the table is a method, an address, and what happens for nobody, Alice (prison lead here),
Bob (member here), Charlie (member of another prison), Dana (regional lead) and Erin
(administrator). A number is the status; `in` is a redirect to sign-in. What stands behind it is
sent as the form. tests/samples.py makes what the addresses name, all of it Example Midvale's.

Whatever leaves the portal as it was is asked of one portal for each role, line after line; each
write that goes through has a portal of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

ROLES = ("nobody", "alice", "bob", "charlie", "dana", "erin")

#                                               nobody alice bob charlie dana erin
TABLE = """
GET  /                                          200   200   200 200     200  200
GET  /health                                    200   200   200 200     200  200
GET  /pages/help                                200   200   200 200     200  200
GET  /pages/accessibility                       200   200   200 200     200  200
GET  /pages/privacy                             200   200   200 200     200  200
GET  /pages/cookies                             200   200   200 200     200  200
GET  /pages/markdown-help                       200   200   200 200     200  200
GET  /pages/no-such-page                        404   404   404 404     404  404

GET  /account/sign-in                           200   302   302 302     302  302
POST /account/sign-in                           422   302   302 302     302  302
POST /account/sign-out                          in    in    in  in      in   in
GET  /account/forgotten-password                200   200   200 200     200  200
POST /account/forgotten-password                422   422   422 422     422  422
GET  /account/reset/no-such-token               404   404   404 404     404  404
POST /account/reset/no-such-token               404   404   404 404     404  404
GET  /account/invitations/no-such-token         404   404   404 404     404  404
POST /account/invitations/no-such-token         404   404   404 404     404  404
GET  /account/                                  in    200   200 200     200  200
GET  /account/details                           in    200   200 200     200  200
POST /account/details                           401   302   302 302     302  302 name=Somebody
GET  /account/password                          in    200   200 200     200  200
POST /account/password                          in    422   422 422     422  422
POST /account/token                             in    200   200 200     200  200
POST /account/token/end                         in    302   302 302     302  302
GET  /account/people                            in    200   403 403     200  200
GET  /account/people/invite                     in    200   403 403     200  200
POST /account/people/invite                     in    422   403 403     422  422
GET  /account/people/2/deactivate               in    200   403 403     404  200
GET  /account/people/4/deactivate               in    404   403 403     403  200
POST /account/people/2/deactivate               in    302   403 403     404  302
POST /account/people/2/activate                 in    302   403 403     404  302
POST /account/people/4/deactivate               in    404   403 403     403  302
POST /account/people/invitations/1/withdraw     in    302   403 403     404  302

GET  /prisons/                                  in    200   200 200     200  200
GET  /prisons/example-midvale                   in    200   200 200     200  200
GET  /prisons/no-such-prison                    in    404   404 404     404  404
GET  /prisons/example-midvale/similar           in    200   200 200     200  200
GET  /prisons/example-midvale/similar.csv       in    200   200 200     200  200
GET  /prisons/example-midvale/contacts          in    200   403 403     403  200
GET  /prisons/example-westholme/contacts        in    403   403 403     403  200
POST /prisons/example-midvale/contacts          401   302   403 403     403  302 role=Tutor how=Post
POST /prisons/example-westholme/contacts        401   403   403 403     403  302 role=Tutor how=Post
POST /prisons/example-midvale/contacts/1/remove in    302   403 403     403  302
GET  /prisons/example-midvale/profile           in    200   403 403     403  200
GET  /prisons/example-westholme/profile         in    403   403 403     403  200
POST /prisons/example-midvale/profile           401   302   403 403     403  302 arrivals=40 day=1 month=1 year=2024
POST /prisons/example-westholme/profile         401   403   403 403     403  302 arrivals=40 day=1 month=1 year=2024
GET  /prisons/example-midvale/profile/record    in    200   403 403     403  200
GET  /prisons/example-westholme/profile/record  in    403   403 403     403  200
POST /prisons/example-midvale/profile/record    401   302   403 403     403  302 capacity=40 day=1 month=1 year=2024
POST /prisons/example-westholme/profile/record  401   403   403 403     403  302 capacity=40 day=1 month=1 year=2024
GET  /prisons/example-midvale/profile/history   in    200   200 200     200  200
GET  /prisons/import                            in    403   403 403     403  200
POST /prisons/import                            in    403   403 403     403  422
POST /prisons/import/add                        in    403   403 403     403  422

GET  /barriers/                                 in    200   200 200     200  200
GET  /barriers/movement                         in    200   200 200     200  200
GET  /barriers/movement?prison=example-midvale&like=1&sort=evidence in 200 200 200 200 200
GET  /barriers/no-such-barrier                  in    404   404 404     404  404

GET  /prisons/example-midvale/similar/questions in    200   403 403     403  200
GET  /prisons/example-midvale/similar/questions/1 in  404   403 403     403  404
GET  /prisons/birmingham/similar/questions/1    in    403   403 403     403  404
POST /prisons/birmingham/similar/questions/1    401   403   403 403     403  404 answer=a
GET  /matching/weights                          in    403   403 403     200  200
GET  /matching/weights/record/women             in    403   403 403     200  200
GET  /matching/weights/record/children          in    403   403 403     404  404
POST /matching/weights/record/women             401   403   403 403     403  422 why=Agreed
GET  /matching/editions                         in    200   200 200     200  200
POST /matching/editions                         401   403   403 403     403  302 name=Spring
GET  /prisons/example-midvale/similar/editions/9 in   404   404 404     404  404
GET  /matching/method                           in    200   200 200     200  200
GET  /matching/pictures                         in    200   200 200     200  200
GET  /matching/map                              in    200   200 200     200  200
GET  /matching/heat                             in    200   200 200     200  200
GET  /matching/compare                          in    200   200 200     200  200
GET  /matching/near-me                          in    200   200 200     200  200
GET  /matching/taking-part                      in    302   403 403     200  200
GET  /matching/taking-part/example-midvale      in    200   403 403     403  200
POST /matching/taking-part/example-midvale      401   302   403 403     403  302 state=in
GET  /matching/rounds                           in    403   403 403     200  200
GET  /matching/rounds/new                       in    403   403 403     200  200
POST /matching/rounds/new                       401   403   403 403     422  422 name=Spring
GET  /matching/rounds/1                         in    403   403 403     200  200
GET  /matching/rounds/99                        in    403   403 403     404  404
GET  /matching/rounds/1.csv                     in    403   403 403     200  200
GET  /matching/rounds/1.xlsx                    in    403   403 403     200  200
GET  /matching/rounds/1.json                    in    403   403 403     200  200
GET  /matching/rounds/99.csv                    in    403   403 403     404  404
POST /matching/rounds/1/name                    401   403   403 403     302  302 name=Spring edition=1
GET  /matching/rounds/1/group?codes=BMI         in    403   403 403     404  404
GET  /matching/rounds/1/change?do=take_out&codes=BMI in 403 403 403     200  200
POST /matching/rounds/1/change                  401   403   403 403     302  302 do=again edition=1
GET  /matching/rounds/1/asked                   in    403   403 403     200  200
POST /matching/rounds/1/asked                   401   403   403 403     422  422 edition=1
GET  /matching/rounds/1/publish                 in    403   403 403     200  200
POST /matching/rounds/1/publish                 401   403   403 403     422  422 edition=1
GET  /matching/rounds/1/delete                  in    403   403 403     200  200
POST /matching/rounds/1/delete                  401   403   403 403     302  302 edition=1
GET  /matching/rounds/90/board                  in    403   403 403     200  200
GET  /matching/rounds/99/board                  in    403   403 403     404  404
GET  /matching/partners                         in    200   200 200     200  200
GET  /matching/partners/901                     in    200   200 200     200  200
GET  /matching/partners/902                     in    200   200 404     200  200
GET  /matching/partners/901/brief               in    200   200 200     200  200
GET  /matching/partners/902/brief               in    200   200 404     200  200
GET  /matching/partners/901/brief.pdf           in    200   200 200     200  200
GET  /matching/partners/902/brief.pdf           in    200   200 404     200  200
GET  /matching/rounds/90/briefs.pdf             in    403   403 403     200  200
GET  /matching/rounds/99/briefs.pdf             in    403   403 403     404  404
GET  /matching/rounds/90/board.csv              in    403   403 403     200  200
GET  /matching/rounds/90/board.txt              in    403   403 403     404  404
GET  /matching/rounds/99/board.json             in    403   403 403     404  404
GET  /matching/partners/999                     in    404   404 404     404  404
GET  /matching/partners/901/answer              in    200   403 200     403  403
POST /matching/partners/901/answer              401   302   403 302     403  403 says=accepted
POST /matching/partners/902/answer              401   403   403 404     403  403 says=accepted
GET  /matching/partners/901/goals               in    200   200 200     403  403
POST /matching/partners/901/goals               401   302   302 302     403  403 words=Goals
POST /matching/partners/902/goals               401   403   403 404     403  403 words=Goals
GET  /matching/partners/901/notes/new/meeting   in    200   200 200     403  403
POST /matching/partners/901/notes/new/meeting   401   302   302 302     403  403 words=Met day-day=3 day-month=11 day-year=2025
POST /matching/partners/901/notes/new/taken     401   302   302 302     403  403 words=Cards
GET  /matching/partners/901/notes/1             in    200   403 403     403  403
POST /matching/partners/901/notes/1             401   302   403 403     403  403 words=Met based_on=1 day-day=3 day-month=11 day-year=2025
GET  /matching/partners/901/notes/1/versions    in    200   200 200     200  200
GET  /matching/partners/902/notes/1/versions    in    404   404 404     404  404
GET  /matching/partners/901/next-meeting        in    200   200 200     403  403
POST /matching/partners/901/next-meeting        401   422   422 422     403  403 place=Here
GET  /matching/partners/901/next-meeting.ics    in    200   200 200     200  200
GET  /matching/partners/902/next-meeting.ics    in    404   404 404     404  404
POST /matching/partners/901/next-meeting/call-off 401 302   302 302     403  403 based_on=0
GET  /matching/partners/901/fit/six_weeks       in    404   404 404     404  404
POST /matching/partners/901/fit/six_weeks       401   404   404 404     404  404 answer=good
GET  /matching/partners/901/part                in    403   403 403     200  200
POST /matching/partners/901/part                401   403   403 403     302  302 why=Far
GET  /matching/partners/901/rematch             in    403   403 403     404  404
GET  /matching/partners/902/rematch             in    403   403 403     200  200
POST /matching/partners/902/rematch             401   403   403 403     422  422 prison=1

GET  /search?q=mentors                          in    200   200 200     200  200
GET  /search/suggestions?q=men                  in    200   200 200     200  200
GET  /search/open?q=No+such+title               in    302   302 302     302  302
GET  /search/saved                              in    200   200 200     200  200
POST /search/saved                              401   302   302 302     302  302 q=mentors name=Mentors
POST /search/saved/stop-mails                   in    302   302 302     302  302
GET  /search/saved/99                           in    404   404 404     404  404
POST /search/saved/99/rename                    401   404   404 404     404  404 name=Mentors
POST /search/saved/99/mails                     401   404   404 404     404  404 mails=on
POST /search/saved/99/remove                    in    404   404 404     404  404
GET  /api/v1/search?q=mentors                   401   200   200 200     200  200
GET  /search/needs                              in    403   403 403     200  200
POST /search/needs/hide                         in    403   403 403     404  404
GET  /search/needs/ask                          in    403   403 403     200  200
POST /search/needs/ask                          401   403   403 403     302  302 words=Chess
POST /search/needs/tell                         401   302   302 302     302  302 q=chess
GET  /search/needs/told                         in    200   200 200     200  200
GET  /search/asked-for                          in    200   200 200     200  200
GET  /search/asked-for/1/there                  in    403   403 403     404  404
GET  /search/asked-for/1/remove                 in    403   403 403     404  404
POST /search/asked-for/1/there                  in    403   403 403     404  404
POST /search/asked-for/1/remove                 in    403   403 403     404  404
GET  /api/v1/practices/a-published-scheme       401   200   200 200     200  200
GET  /api/v1/practices/a-draft                  401   404   404 404     404  404

GET  /templates                                 in    200   200 200     200  200
GET  /my-prison                                 in    200   200 200     404  404
GET  /practices/                                in    200   200 200     200  200
GET  /practices/a-published-scheme              in    200   200 200     200  200
GET  /practices/a-draft                         in    200   200 404     404  200
GET  /practices/an-archived-scheme              in    200   200 404     404  200
GET  /practices/a-template                      in    200   200 200     200  200
GET  /practices/a-published-scheme/history      in    200   200 403     403  200
GET  /practices/a-draft/history                 in    200   200 404     404  200
GET  /practices/a-published-scheme/versions/1   in    200   200 403     403  200
GET  /practices/a-draft/files                   in    200   200 404     404  200
GET  /practices/a-published-scheme/files        in    200   200 403     403  200
POST /practices/a-draft/files                   in    422   422 404     404  422
POST /practices/a-published-scheme/files        in    422   422 403     403  422
POST /practices/a-draft/files/0/rename          401   422   422 404     404  422 name=Plan
POST /practices/a-published-scheme/files/0/rename 401 422   422 403     403  422 name=Plan
POST /practices/a-draft/files/0/remove          in    302   302 404     404  302
POST /practices/a-published-scheme/files/0/remove in  302   302 403     403  302
GET  /practices/a-draft/files/0/plan.docx       in    404   404 404     404  404
GET  /api/v1/practices/a-published-scheme/files/0 401 404   404 404     404  404
GET  /practices/a-published-scheme/compare      in    200   200 403     403  200
GET  /practices/a-draft/compare?from=1&to=1     in    200   200 404     404  200
POST /practices/a-published-scheme/versions/1/restore 401 302 302 403   403  302 based_on=1
POST /practices/a-draft/versions/1/restore      401   302   302 404     404  302 based_on=1
POST /practices/a-published-scheme/merge        401   200   200 403     403  200 merge-step=all
POST /practices/a-draft/merge                   401   200   200 404     404  200 merge-step=all
GET  /practices/new                             in    200   200 200     403  200
GET  /practices/new/scheme                      in    200   200 200     403  200
POST /practices/new/scheme                      401   302   302 302     403  302 title=Ours
GET  /practices/new/scheme/from-file            in    200   200 200     403  200
POST /practices/new/scheme/from-file            in    422   422 422     403  422
POST /practices/unsaved                         401   204   204 204     403  204 unsaved_key=new:abcdefghijklmnop kind=scheme
GET  /practices/unsaved/1/throw-away            in    200   404 404     404  404
POST /practices/unsaved/1/throw-away            in    302   404 404     404  404
GET  /practices/a-published-scheme/edit/text    in    200   200 403     403  200
POST /practices/a-published-scheme/edit/text    401   302   302 403     403  302 body=Ours based_on=1
GET  /practices/a-draft/edit/text               in    200   200 404     404  200
POST /practices/a-draft/edit/text               401   302   302 404     404  302 body=Ours based_on=1
GET  /practices/a-published-scheme/edit         in    200   200 403     403  200
GET  /practices/a-published-scheme/carry-on     in    302   302 403     403  302
GET  /practices/a-draft/carry-on                in    302   302 404     404  302
GET  /practices/a-draft/edit                    in    200   200 404     404  200
POST /practices/a-published-scheme/edit         401   302   302 403     403  302 title=Us based_on=1
POST /practices/a-draft/edit                    401   302   302 404     404  302 title=Us based_on=1
GET  /practices/a-draft/check                   in    200   200 404     404  200
POST /practices/a-draft/publish                 in    302   403 404     404  302
POST /practices/a-draft/submit                  401   422   302 404     404  422 based_on=1
POST /practices/a-draft/take-back               in    302   302 404     404  302
GET  /practices/a-draft/review                  in    200   200 404     404  200
GET  /practices/a-published-scheme/review       in    200   200 403     403  200
POST /practices/a-draft/review/publish          401   409   403 404     404  409 number=1
POST /practices/a-draft/review/send-back        401   409   403 404     404  409 number=1 words=No
POST /practices/a-draft/review/comment          401   302   302 404     404  302 words=Good
POST /practices/an-archived-scheme/bring-back   in    302   302 404     404  302
GET  /practices/a-draft/care                    in    200   200 404     404  200
GET  /practices/a-published-scheme/care         in    200   200 403     403  200
POST /practices/a-published-scheme/care/right   in    302   302 403     403  302
POST /practices/a-published-scheme/care/date    401   422   422 403     403  422 review_on-day=1
POST /practices/a-published-scheme/care/owner   401   302   302 403     403  302 owner=2
GET  /practices/a-published-scheme/pdf          in    200   200 200     200  200
GET  /practices/a-draft/pdf?layout=easy         in    200   200 404     404  200
GET  /practices/a-published-scheme/word         in    200   200 200     200  200
GET  /practices/a-draft/word                    in    200   200 404     404  200
GET  /practices/a-published-scheme/role-card    in    404   404 404     404  404
POST /practices/a-published-scheme/role-card    in    404   404 404     404  404
POST /practices/a-published-scheme/wing-pack    in    302   302 302     302  302
POST /practices/a-draft/wing-pack               in    302   302 404     404  302
GET  /wing-pack                                 in    200   200 200     200  200
POST /wing-pack                                 401   422   422 422     422  422 do=make
GET  /reviews                                   in    200   200 200     200  200
GET  /my-prison/reviews                         in    200   403 403     403  403
POST /my-prison/reviews                         401   302   403 403     403  403 reviews=off
GET  /practices/a-published-scheme/archive      in    200   403 403     403  200
GET  /practices/a-draft/archive                 in    200   200 404     404  200
POST /practices/a-published-scheme/archive      in    302   403 403     403  302
POST /practices/a-draft/archive                 in    302   302 404     404  302
POST /practices/a-published-scheme/template     401   302   403 403     403  302 offer=yes
GET  /practices/a-draft/publish                  in    302   302 302     302  302
GET  /practices/a-draft/submit                   in    302   302 302     302  302
GET  /practices/a-draft/merge                    in    302   302 302     302  302
GET  /practices/a-draft/take-back                in    302   302 302     302  302
GET  /practices/a-draft/review/publish           in    302   302 302     302  302
GET  /practices/a-draft/review/send-back         in    302   302 302     302  302
GET  /practices/a-draft/review/comment           in    302   302 302     302  302
GET  /practices/a-draft/care/right               in    302   302 302     302  302
GET  /practices/a-draft/care/date                in    302   302 302     302  302
GET  /practices/a-draft/care/owner               in    302   302 302     302  302
GET  /practices/a-draft/bring-back               in    302   302 302     302  302
GET  /practices/a-draft/template                 in    302   302 302     302  302
GET  /practices/a-draft/versions/1/restore       in    302   302 302     302  302
POST /practices/a-template/template             401   403   403 403     403  302 offer=no
GET  /practices/a-template/copy                 in    200   200 200     403  200
POST /practices/a-template/copy                 401   302   302 302     403  422 title=Ours
POST /practices/a-draft/copy                    401   404   404 404     404  404 title=Ours
GET  /practices/a-template/family               in    200   200 200     200  200
GET  /practices/a-draft/family                  in    200   200 404     404  200
GET  /practices/a-published-scheme/source       in    404   404 403     403  404
POST /practices/a-published-scheme/source       401   404   404 403     403  404 do=leave
GET  /practices/a-draft/source                  in    404   404 404     404  404
POST /practices/a-draft/source                  401   404   404 404     404  404 do=leave
"""


@dataclass(frozen=True)
class Line:
    """Hold one line of the table."""

    method: str
    address: str
    expected: dict[str, str]
    form: dict[str, str] = field(default_factory=dict)

    def changes_something(self, role: str) -> bool:
        """Tell whether this is a write that the table lets somebody do."""
        expected = self.expected[role]
        return expected[0] in "23" or (expected == "in" and role != "nobody")

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


@pytest.mark.parametrize("role", ROLES)
def test_who_may_read(role, app, samples, sign_in):
    def ask(line: Line) -> str:
        return outcome(arrive(app, samples, sign_in, role).get(line.address))

    assert unlike_the_table(READS, role, ask) == []


@pytest.mark.parametrize("role", ROLES)
def test_who_may_not_write(role, app, samples, sign_in):
    def ask(line: Line) -> str:
        client = arrive(app, samples, sign_in, role)
        return outcome(client.open(line.address, method=line.method, data=line.form))

    refused = [line for line in WRITES if not line.changes_something(role)]
    assert unlike_the_table(refused, role, ask) == []


@pytest.mark.parametrize(
    ("line", "role"),
    [(line, role) for line in WRITES for role in ROLES if line.changes_something(role)],
    ids=str,
)
def test_who_may_write(line, role, app, samples, sign_in):
    client = arrive(app, samples, sign_in, role)
    response = client.open(line.address, method=line.method, data=line.form)
    assert outcome(response) == line.expected[role]


@pytest.mark.parametrize("role", ROLES)
def test_nobody_writes_without_a_token(role, app, samples, sign_in):
    for line in WRITES:
        client = arrive(app, samples, sign_in, role)
        response = client.open(line.address, method=line.method, data=line.form, csrf=False)
        told = outcome(response)
        assert told in ("400", "401", "in"), f"{role} wrote without a CSRF token: {line}"


def unlike_the_table(lines: list[Line], role: str, ask: Callable[[Line], str]) -> list[str]:
    """Go through lines that change nothing, in one portal; say which end in another way."""
    assert lines
    found = [(line, ask(line)) for line in lines]
    return [
        f"{line}: {told}, not {line.expected[role]}"
        for line, told in found
        if told != line.expected[role]
    ]
