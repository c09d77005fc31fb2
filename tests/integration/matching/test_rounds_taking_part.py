"""Who takes part in pairing: saying it, pausing, and what leads see."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.audit import AuditEvent
from portal.db import db
from portal.errors import Forbidden, Invalid
from portal.matching.rounds import standings
from portal.matching.rounds.taking_part import set_standing

MIDVALE = "/matching/taking-part/example-midvale"


def text(response) -> str:
    return response.get_data(as_text=True)


def test_a_prison_lead_opts_in_and_the_people_of_the_prison_see_it(app, cast, client, sign_in):
    sign_in(client, cast.alice)
    answer = client.post(MIDVALE, data={"state": "in"})
    assert answer.status_code == 302
    assert "asked to be paired up" in text(client.get("/prisons/example-midvale"))
    sign_in(client, cast.bob)
    page = text(client.get("/prisons/example-midvale"))
    assert "asked to be paired up" in page
    assert MIDVALE not in page
    sign_in(client, cast.charlie)
    assert "Pairing up" not in text(client.get("/prisons/example-midvale"))
    with app.app_context():
        event = db.session.scalars(
            select(AuditEvent).where(AuditEvent.action == "pairing.standing_set")
        ).one()
        assert (event.actor_name, event.detail["state"]) == ("Alice", "in")


def test_a_pause_ends_by_itself_after_its_last_day(app_context, cast, monkeypatch):
    today = clock.today()
    set_standing(cast.midvale, actor=cast.alice, state="paused", until=today, why="No space")
    assert standings.states([cast.midvale.id]) == {cast.midvale.id: "paused"}
    monkeypatch.setattr(clock, "today", lambda: today + timedelta(days=1))
    assert standings.states([cast.midvale.id]) == {cast.midvale.id: "in"}


def test_a_pause_without_a_last_day_has_no_end(app_context, cast, monkeypatch):
    set_standing(cast.midvale, actor=cast.alice, state="paused")
    later = clock.today() + timedelta(days=900)
    monkeypatch.setattr(clock, "today", lambda: later)
    assert standings.states([cast.midvale.id]) == {cast.midvale.id: "paused"}


def test_what_was_said_can_be_taken_back(app_context, cast):
    set_standing(cast.midvale, actor=cast.alice, state="in")
    set_standing(cast.midvale, actor=cast.alice, state="")
    assert standings.states([cast.midvale.id]) == {cast.midvale.id: ""}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"state": "perhaps"}, "state"),
        ({"state": "paused", "why": "x" * 301}, "why"),
        ({"state": "paused", "why": "A1234BC moves"}, "why"),
    ],
)
def test_what_cannot_be_said_is_told_by_field(app_context, cast, given, field):
    with pytest.raises(Invalid) as caught:
        set_standing(cast.midvale, actor=cast.alice, **given)
    assert list(caught.value.problems) == [field]


@pytest.mark.parametrize("day", [("31", "2", "2090"), ("1", "", ""), ("x", "1", "2090")])
def test_a_day_that_is_none_keeps_what_was_typed(cast, client, sign_in, day):
    sign_in(client, cast.alice)
    typed = dict(zip(("until-day", "until-month", "until-year"), day, strict=True))
    answer = client.post(MIDVALE, data={"state": "paused", "why": "Moving", **typed})
    assert answer.status_code == 422
    assert 'href="#until-day"' in text(answer)
    assert 'value="Moving"' in text(answer)


def test_a_last_day_in_the_past_is_told(app_context, cast):
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(Invalid) as caught:
        set_standing(cast.midvale, actor=cast.alice, state="paused", until=yesterday)
    assert list(caught.value.problems) == ["until"]


def test_nobody_else_answers_for_a_prison(app_context, cast):
    for person in (cast.bob, cast.charlie, cast.dana):
        with pytest.raises(Forbidden):
            set_standing(cast.midvale, actor=person, state="in")


def test_a_regional_lead_answers_for_the_prisons_of_the_region_alone(app, whole_estate):
    with app.app_context():
        birmingham, leeds = whole_estate.prisons["BMI"], whole_estate.prisons["LEI"]
        set_standing(birmingham, actor=whole_estate.dana, state="in")
        with pytest.raises(Forbidden):
            set_standing(leeds, actor=whole_estate.dana, state="in")
        assert standings.states([birmingham.id]) == {birmingham.id: "in"}


def test_a_lead_sees_the_list_of_the_region_and_can_narrow_it(whole_estate, client, sign_in, app):
    with app.app_context():
        set_standing(whole_estate.prisons["BMI"], actor=whole_estate.dana, state="in")
    sign_in(client, whole_estate.dana)
    page = text(client.get("/matching/taking-part"))
    assert "Takes part: 1. Pauses: 0. Has not said: 11." in page
    assert "Leeds" not in page
    narrowed = text(client.get("/matching/taking-part?state=in"))
    assert "Birmingham" in narrowed
    assert "Featherstone" not in narrowed
    assert "Birmingham" not in text(client.get("/matching/taking-part?state=not_said"))
    assert "No prison fits" in text(client.get("/matching/taking-part?name=zzz"))
    sign_in(client, whole_estate.erin)
    everything = text(client.get("/matching/taking-part?region=London"))
    assert "Wandsworth" in everything
    assert "Birmingham" not in everything


def test_the_list_takes_as_many_queries_however_long_it_is(
    whole_estate, client, sign_in, count_queries
):
    sign_in(client, whole_estate.erin)
    with count_queries(at_most=8):
        client.get("/matching/taking-part")
