"""The form of a new round: what stands in the way is told beside its field, and nothing is lost."""

import re

import pytest
from sqlalchemy import func, select

from portal.db import db
from portal.errors import Invalid
from portal.matching.rounds.asked import Asked
from portal.matching.rounds.checking import look_over
from portal.matching.rounds.drafts import propose_round, work_out
from portal.matching.rounds.models import PairingRound
from portal.matching.rounds.taking_part import set_standing
from portal.prisons.models import Fact
from tests.integration.matching.test_rounds import USUAL, text


def problems(region: str, asked: Asked, basis: str = "record") -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        look_over(basis, region, asked)
    return caught.value.problems


def rounds_there(app) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(PairingRound.id)))


def test_an_empty_form_names_what_is_missing_and_saves_nothing(app, whole_estate, client, sign_in):
    sign_in(client, whole_estate.dana)
    answer = client.post("/matching/rounds/new", data={"name": "Ours"})
    assert answer.status_code == 422
    for field in ("region", "who", "basis", "size", "region_rule"):
        assert f'id="{field}-error"' in text(answer)
    assert 'value="Ours"' in text(answer)
    assert rounds_there(app) == 0


def test_adding_a_row_keeps_what_was_typed_and_saves_nothing(app, whole_estate, client, sign_in):
    sign_in(client, whole_estate.dana)
    typed = {**USUAL, "name": "Ours", "cap_km": "70", "pins-1-1": "BMI", "add": "pins"}
    page = text(client.post("/matching/rounds/new", data=typed))
    assert 'name="pins-3-2"' in page
    assert 'value="70"' in page
    assert '<option value="BMI" selected>' in page
    assert rounds_there(app) == 0


def test_nobody_takes_part(app, whole_estate):
    with app.app_context():
        said = problems("West Midlands", Asked(who="asked"))
        assert said == {
            "who": "No prison takes part: too few have asked to. Ask prison leads to opt in, "
            "or choose all open prisons"
        }
        set_standing(whole_estate.prisons["BMI"], actor=whole_estate.erin, state="in")
        assert "Only one prison takes part" in problems("", Asked(who="asked"))["who"]


def test_those_who_asked_are_paired_and_nobody_who_pauses(app, whole_estate):
    with app.app_context():
        for code in ("BMI", "LEI", "FKI"):
            set_standing(whole_estate.prisons[code], actor=whole_estate.erin, state="in")
        set_standing(whole_estate.prisons["FKI"], actor=whole_estate.erin, state="paused")
        solved = work_out("record", "", Asked(who="asked"))
        assert solved.givens["adult_men"].codes == ("BMI", "LEI")
        everyone = work_out("record", "West Midlands", Asked(taken_out=("BMI",)))
        assert "BMI" not in everyone.givens["adult_men"].codes


def test_pins_and_forbids_that_contradict_each_other_are_told_by_name(app, whole_estate):
    with app.app_context():
        region = "West Midlands"
        both = Asked(pins=(("BMI", "DGI"),), forbids=(("DGI", "BMI"),))
        assert problems(region, both) == {
            "forbids": "Birmingham and Dovegate are to be kept together and to be kept apart"
        }
        twice = Asked(pins=(("BMI", "DGI"), ("BMI", "LLI")))
        assert problems(region, twice) == {
            "pins": "Birmingham is in more than one row that you keep together"
        }
        gone = Asked(pins=(("BMI", "LEI"),))
        assert problems(region, gone) == {"pins": "Leeds does not take part"}
        kinds = Asked(forbids=(("BMI", "DHI"),))
        assert "are never compared" in problems(region, kinds)["forbids"]


def test_a_cap_that_nobody_can_meet_is_told(app, whole_estate):
    with app.app_context():
        for code in ("BMI", "LEI"):
            set_standing(whole_estate.prisons[code], actor=whole_estate.erin, state="in")
        assert problems("", Asked(who="asked", cap_km=50)) == {
            "cap_km": "No two of these prisons are this near to each other. Give a greater distance"
        }
        assert look_over("record", "", Asked(who="asked", cap_km=500)) == {}


def test_prisons_that_a_cap_leaves_with_nobody_are_named_before_the_draft_is_made(
    app, whole_estate, client, sign_in
):
    sign_in(client, whole_estate.dana)
    typed = {**USUAL, "cap_km": "20", "name": "Near"}
    first = client.post("/matching/rounds/new", data=typed)
    page = text(first)
    assert first.status_code == 200
    assert "No other prison is near enough for" in page
    assert 'id="cap_km-warning"' in page
    assert rounds_there(app) == 0
    seen = re.search('name="seen" value="([0-9a-f]+)"', page)[1]
    other = client.post("/matching/rounds/new", data={**typed, "cap_km": "5", "seen": seen})
    assert other.status_code == 200
    answer = client.post("/matching/rounds/new", data={**typed, "seen": seen})
    assert answer.status_code == 302
    assert "further away than the greatest distance" in text(client.get(answer.location))


def test_two_rules_of_one_field_are_both_told(app, whole_estate):
    with app.app_context():
        said = look_over("record", "", Asked(cap_km=30))["cap_km"]
        assert "It is not known where to find" in said
        assert "No other prison is near enough for" in said


def test_a_pin_that_breaks_a_rule_is_told_before_and_stands_in_the_draft(
    app, whole_estate, client, sign_in
):
    sign_in(client, whole_estate.dana)
    typed = {**USUAL, "region": "country", "region_rule": "same_only"}
    typed |= {"pins-1-1": "BMI", "pins-1-2": "LEI"}
    page = text(client.post("/matching/rounds/new", data=typed))
    assert "Birmingham and Leeds are in different regions" in page
    assert rounds_there(app) == 0


def test_a_basis_of_which_too_little_is_known_is_told(app, whole_estate):
    with app.app_context():
        assert problems("West Midlands", Asked(), basis="profile") == {
            "basis": "Too little is known of these prisons to compare them this way"
        }


def test_one_prison_alone_in_its_block_has_a_reason(app, whole_estate):
    with app.app_context():
        made = propose_round(actor=whole_estate.dana, region="West Midlands")
        assert made.outcome["women"]["unpaired"] == {"DHI": {"rule": "alone", "counts": {}}}


def test_identical_prisons_are_all_paired(app, whole_estate):
    with app.app_context():
        codes = ("BMI", "BSI", "DGI", "LLI")
        facts = db.session.scalars(select(Fact).where(Fact.prison_id == 1))
        model = {fact.measure: fact.value for fact in facts}
        for code in codes:
            for fact in db.session.scalars(
                select(Fact).where(Fact.prison_id == whole_estate.prisons[code].id)
            ):
                if fact.measure != "region" and fact.measure in model:
                    fact.value = model[fact.measure]
        db.session.commit()
        made = propose_round(actor=whole_estate.dana, region="West Midlands")
        again = propose_round(actor=whole_estate.dana, region="West Midlands")
        assert made.outcome == again.outcome
        assert made.outcome["adult_men"]["unpaired"] == {}


def test_a_lead_cannot_make_a_round_of_examples(whole_estate, client, sign_in):
    sign_in(client, whole_estate.dana)
    answer = client.post("/matching/rounds/new", data={**USUAL, "region": "Example region"})
    assert answer.status_code == 422


def test_pages_of_the_form_take_as_many_queries_however_many_prisons(
    whole_estate, client, sign_in, count_queries
):
    sign_in(client, whole_estate.erin)
    client.get("/matching/rounds/new")
    with count_queries(at_most=20):
        client.get("/matching/rounds/new")
