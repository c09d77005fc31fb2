"""What is sent to rounds by hand, a solver that dies, and leads who press the button at once."""

import threading
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select

from portal.db import db
from portal.errors import Forbidden
from portal.matching.rounds import solving
from portal.matching.rounds.asked import Asked
from portal.matching.rounds.drafts import delete_draft, propose_round
from portal.matching.rounds.models import PairingRound
from portal.matching.rounds.queries import round_by_id
from portal.turns import Turns
from tests.integration.matching.test_rounds import USUAL, text

MARKUP = '<script>alert("x")</script>'
DEATHS = {
    "fails": ("raise RuntimeError('no good')", solving.FAILED),
    "breaks off": ("print('{\"plans\": ')", solving.FAILED),
    "is killed": ("import os; os.kill(os.getpid(), 9)", solving.TOO_MUCH),
}


@pytest.fixture
def draft(app, whole_estate) -> int:
    """Make a draft of the West Midlands."""
    with app.app_context():
        return propose_round(actor=whole_estate.dana, region="West Midlands").id


def stored(app, number: int, cast) -> tuple[int, list[list[str]]]:
    with app.app_context():
        found = round_by_id(number, viewer=cast.erin)
        return found.edition, [[each.prison.code for each in g.members] for g in found.groups]


def rounds_there(app) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(PairingRound.id)))


@contextmanager
def somebody_solves(turns: Turns):
    """Hold the one turn at solving in another thread."""
    inside, over = threading.Event(), threading.Event()

    def hold() -> None:
        with turns.turn("somebody"):
            inside.set()
            over.wait(60)

    holding = threading.Thread(target=hold)
    holding.start()
    assert inside.wait(5)
    try:
        yield
    finally:
        over.set()
        holding.join()


@pytest.mark.parametrize("death", DEATHS)
def test_a_solver_that_dies_is_told_plainly_and_nothing_is_lost(
    app, whole_estate, draft, client, sign_in, monkeypatch, death
):
    program, said = DEATHS[death]
    sign_in(client, whole_estate.dana)
    before = stored(app, draft, whole_estate)
    monkeypatch.setattr(solving, "_START", program)
    monkeypatch.setattr(solving, "LIMITS", solving.Limits(clock=5))
    typed = {**USUAL, "name": "Spring", "cap_km": "77"}
    made = client.post("/matching/rounds/new", data=typed)
    assert made.status_code == 422
    assert said in text(made)
    assert 'value="Spring"' in text(made)
    assert 'value="77"' in text(made)
    changed = client.post(f"/matching/rounds/{draft}/change", data={"do": "again", "edition": 1})
    assert changed.status_code == 422
    assert said in text(changed)
    asked = client.post(f"/matching/rounds/{draft}/asked", data={**typed, "edition": 1})
    assert asked.status_code == 422
    assert said in text(asked)
    assert 'value="77"' in text(asked)
    assert rounds_there(app) == 1
    assert stored(app, draft, whole_estate) == before


def test_who_comes_while_another_round_is_solved_waits_and_loses_nothing(
    app, whole_estate, draft, client, sign_in, monkeypatch
):
    turns = Turns(at_once=1, waiting=1, patience=0.05)
    monkeypatch.setattr(solving, "_turns", turns)
    sign_in(client, whole_estate.dana)
    address = f"/matching/rounds/{draft}"
    typed = {**USUAL, "name": "Spring"}
    with somebody_solves(turns):
        made = client.post("/matching/rounds/new", data=typed)
        assert made.status_code == 503
        assert "Other rounds are being worked out just now" in text(made)
        assert 'value="Spring"' in text(made)
        asked = client.post(f"{address}/asked", data={**typed, "edition": 1, "cap_km": "88"})
        assert asked.status_code == 503
        assert 'value="88"' in text(asked)
        changed = client.post(f"{address}/change", data={"do": "again", "edition": 1})
        assert changed.status_code == 503
        assert "Try again" in text(changed)
        assert '<input type="hidden" name="do" value="again">' in text(changed)
        assert client.get(f"{address}/change?do=take_out&codes=BMI").status_code == 503
        assert client.get(address).status_code == 200
    assert rounds_there(app) == 1
    assert client.post("/matching/rounds/new", data=typed).status_code == 302


def test_a_round_of_another_region_is_not_there(app, whole_estate, client, sign_in):
    with app.app_context():
        other = propose_round(actor=whole_estate.erin, region="North West").id
    before = stored(app, other, whole_estate)
    sign_in(client, whole_estate.dana)
    address = f"/matching/rounds/{other}"
    pages = ("", "/asked", "/group", "/change?do=again", "/publish", "/delete", ".csv", ".json")
    for page in pages:
        assert client.get(f"{address}{page}").status_code == 404, page
    for deed in ("asked", "change", "publish", "delete", "name"):
        data = {**USUAL, "do": "again", "edition": 1, "name": "Mine"}
        assert client.post(f"{address}/{deed}", data=data).status_code == 404, deed
    made = client.post("/matching/rounds/new", data={**USUAL, "region": "North West"})
    assert made.status_code == 422
    assert "North West" not in text(client.get("/matching/rounds"))
    assert stored(app, other, whole_estate) == before


@pytest.mark.parametrize("edition", ["", "0", "2", "-1", "9" * 40, "1.0", "one", "１"])
def test_an_edition_that_is_made_up_changes_nothing(
    app, whole_estate, draft, client, sign_in, edition
):
    sign_in(client, whole_estate.dana)
    before = stored(app, draft, whole_estate)
    for deed in ("asked", "change", "publish", "delete", "name"):
        data = {**USUAL, "do": "again", "edition": edition, "name": "Mine"}
        answer = client.post(f"/matching/rounds/{draft}/{deed}", data=data)
        assert answer.status_code == 409, deed
    assert stored(app, draft, whole_estate) == before


def test_long_lists_and_signs_that_nothing_can_store_are_turned_away(
    app, whole_estate, draft, client, sign_in
):
    sign_in(client, whole_estate.dana)
    address = f"/matching/rounds/{draft}"
    many = {f"pins-{row}-{place}": "BMI" for row in range(1, 200) for place in (1, 2)}
    assert client.post("/matching/rounds/new", data={**USUAL, **many}).status_code == 422
    rows = text(client.post("/matching/rounds/new", data={**USUAL, "pins-rows": "999"}))
    assert 'name="pins-21-1"' not in rows
    codes = [f"X{number}" for number in range(900)]
    for do in ("keep", "part", "together", "take_out", "put_in"):
        data = {"do": do, "codes": codes, "edition": 1}
        assert client.post(f"{address}/change", data=data).status_code == 422, do
    stale = {"do": "keep", "codes": ["a\x00b", MARKUP], "edition": 5}
    assert client.post(f"{address}/change", data=stale).status_code == 409
    assert client.post(f"{address}/name", data={"name": "a\x00b", "edition": 1}).status_code == 422
    assert client.get(f"{address}/change?do=put_in&codes=a%00b").status_code == 400
    new = client.post("/matching/rounds/new", data={**USUAL, "name": "a\x00b"})
    assert new.status_code == 422
    standing = client.post(
        "/matching/taking-part/birmingham", data={"state": "paused", "why": "a\x00b"}
    )
    assert standing.status_code == 422


def test_a_name_with_markup_is_shown_as_it_was_typed(app, whole_estate, client, sign_in):
    with app.app_context():
        made = propose_round(
            actor=whole_estate.dana,
            region="West Midlands",
            name=MARKUP,
            asked=Asked(pins=(("BMI", "SHI"),)),
        ).id
    sign_in(client, whole_estate.dana)
    address = f"/matching/rounds/{made}"
    for page in (address, f"{address}/asked", f"{address}/publish", "/matching/rounds"):
        said = text(client.get(page))
        assert MARKUP not in said
        assert "&lt;script&gt;" in said


def test_a_form_that_is_sent_twice_makes_one_draft(app, whole_estate, client, sign_in):
    sign_in(client, whole_estate.dana)
    first, second = (client.post("/matching/rounds/new", data=USUAL) for _ in range(2))
    assert first.location == second.location
    other = client.post("/matching/rounds/new", data={**USUAL, "size": "3"})
    assert other.location != first.location
    assert rounds_there(app) == 2


def test_what_is_done_twice_happens_once(app, whole_estate, draft, client, sign_in):
    sign_in(client, whole_estate.dana)
    address = f"/matching/rounds/{draft}"
    take_out = {"do": "take_out", "codes": "BMI", "edition": 1}
    assert client.post(f"{address}/change", data=take_out).status_code == 302
    assert client.post(f"{address}/change", data=take_out).status_code == 409
    assert client.post(f"{address}/publish", data={"edition": 2}).status_code == 302
    again = client.post(f"{address}/publish", data={"edition": 2})
    assert again.status_code == 409
    assert "published it" in text(again)
    for deed in ("asked", "change", "delete", "name"):
        data = {**USUAL, "do": "again", "edition": 3, "name": "Mine"}
        assert client.post(f"{address}/{deed}", data=data).status_code == 409, deed


def test_a_draft_of_the_country_is_for_whoever_made_it_and_administrators(
    app, whole_estate, client, sign_in
):
    with app.app_context():
        made = propose_round(
            actor=whole_estate.erin, region="", name="Ours", basis="record", asked=Asked()
        )
        number, edition = made.id, made.edition
        with pytest.raises(Forbidden):
            delete_draft(number, actor=whole_estate.dana, edition=edition)
    sign_in(client, whole_estate.dana)
    page = client.get(f"/matching/rounds/{number}").get_data(as_text=True)
    assert "Only whoever made this draft" in page
    assert "Solve again" not in page
    with app.app_context():
        delete_draft(number, actor=whole_estate.erin, edition=edition)
