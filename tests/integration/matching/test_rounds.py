"""Making a draft for a region or the country, and what its page says."""

import sys

import pytest

from portal.confined import Limits
from portal.db import db
from portal.errors import Forbidden, Invalid, NotFound
from portal.matching.rounds import solving
from portal.matching.rounds.asked import Asked
from portal.matching.rounds.drafts import propose_round
from portal.matching.rounds.publishing import publish_round
from portal.matching.rounds.queries import round_by_id, rounds_for
from portal.matching.rounds.showing import shown_blocks
from portal.matching.rounds.solving import recompute


def text(response) -> str:
    return response.get_data(as_text=True)


USUAL = {
    "region": "West Midlands",
    "who": "all",
    "basis": "record",
    "size": "2",
    "region_rule": "rather_other",
    "no_repeats": "on",
}


def test_a_lead_makes_a_draft_of_their_region(whole_estate, client, sign_in):
    sign_in(client, whole_estate.dana)
    answer = client.post("/matching/rounds/new", data={**USUAL, "name": "Spring"})
    assert answer.status_code == 302, text(answer)
    page = text(client.get(answer.location))
    assert "Nobody has been told." in page
    assert "No other way of grouping these prisons is better, by what you asked for." in page
    assert "There is no other prison here to put it with" in page
    assert "Spring" in text(client.get("/matching/rounds"))


def test_every_open_prison_of_the_country_is_in_a_group_or_has_a_reason(app, whole_estate):
    with app.app_context():
        asked = Asked(taken_out=("ACI",))  # so that the number comes out even
        made = propose_round(actor=whole_estate.dana, region="", asked=asked)
        found = round_by_id(made.id, viewer=whole_estate.dana)
        for block, given in found.inputs.items():
            grouped = [
                member.prison.code
                for group in found.groups
                if group.block == block
                for member in group.members
            ]
            left = list(found.outcome[block]["unpaired"])
            assert sorted(grouped + left) == sorted(given["codes"])
            sizes = sorted(len(group.members) for group in found.groups if group.block == block)
            assert sizes[:-1] == [2] * (len(sizes) - 1)
            assert found.outcome[block]["gap"] == 0
            assert found.outcome[block]["total"] <= found.outcome[block]["greedy_total"]
        men = shown_blocks(found)[0]
        order = ["not close", "fairly close"]
        places = [order.index(group.word) for group in men.to_look_at]
        assert places == sorted(places)
        assert {group.word for group in men.good} <= {"very close", "close"}
        assert [(prison.name, why) for prison, why in men.unpaired] == [
            ("Millsike", "Too little is known about it to compare it with others")
        ]
        stored = {
            block: {
                frozenset(member.prison.code for member in group.members)
                for group in found.groups
                if group.block == block
            }
            for block in found.inputs
        }
        again = recompute(found)
        assert {block: set(map(frozenset, groups)) for block, groups in again.items()} == stored


def test_a_lead_pairs_no_other_region_and_sees_none(app, whole_estate, client, sign_in):
    with app.app_context():
        with pytest.raises(Forbidden):
            propose_round(actor=whole_estate.dana, region="London")
        theirs = propose_round(actor=whole_estate.erin, region="London")
        with pytest.raises(NotFound):
            round_by_id(theirs.id, viewer=whole_estate.dana)
        assert list(rounds_for(whole_estate.dana)) == []
        assert list(rounds_for(whole_estate.bob)) == []
        assert len(rounds_for(whole_estate.erin)) == 1
    sign_in(client, whole_estate.dana)
    answer = client.post("/matching/rounds/new", data={**USUAL, "region": "London"})
    assert answer.status_code == 422
    assert client.get(f"/matching/rounds/{theirs.id}").status_code == 404


def test_example_prisons_are_in_rounds_of_examples_alone(app, whole_estate):
    with app.app_context():
        real = propose_round(actor=whole_estate.erin, region="West Midlands")
        invented = propose_round(actor=whole_estate.erin, region="Example region")
        codes = {
            made: {code for given in made.inputs.values() for code in given["codes"]}
            for made in (real, invented)
        }
    assert not any(code.startswith("EX") for code in codes[real])
    assert codes[invented] == {f"EX{number}" for number in range(1, 6)}


def test_who_may_edit_no_rounds_sees_no_draft(whole_estate, client, sign_in):
    for person in (whole_estate.alice, whole_estate.bob):
        sign_in(client, person)
        assert client.get("/matching/rounds").status_code == 403
        assert client.get("/matching/rounds/new").status_code == 403


def test_time_or_memory_that_does_not_suffice_is_told_plainly(app, whole_estate, monkeypatch):
    for limits in (Limits(clock=0.2), Limits(memory=100 * 1024**2)):
        monkeypatch.setattr(solving, "LIMITS", limits)
        with app.app_context(), pytest.raises(Invalid) as caught:
            propose_round(actor=whole_estate.dana, region="West Midlands")
        assert caught.value.problems == {"": solving.TOO_MUCH}


def test_what_contradicts_itself_is_told_even_where_no_form_checked_it(app, whole_estate):
    asked = Asked(pins=(("BMI", "DGI"), ("BMI", "LLI")))
    with app.app_context(), pytest.raises(Invalid):
        propose_round(actor=whole_estate.dana, region="West Midlands", asked=asked)


def test_solving_leaves_nothing_behind_in_the_process_that_serves_pages(app, whole_estate):
    with app.app_context():
        before = set(sys.modules)
        propose_round(actor=whole_estate.dana, region="West Midlands")
        assert not {name for name in set(sys.modules) - before if name.startswith("scipy")}


def test_the_page_of_a_round_takes_as_many_queries_however_many_groups(
    app, whole_estate, client, sign_in, count_queries
):
    with app.app_context():
        asked = Asked(taken_out=("ACI",))
        made = propose_round(actor=whole_estate.erin, region="", asked=asked)
    sign_in(client, whole_estate.erin)
    client.get(f"/matching/rounds/{made.id}")
    with count_queries(at_most=16):
        assert client.get(f"/matching/rounds/{made.id}").status_code == 200


def test_where_time_ran_out_the_page_says_what_could_be_saved_at_most(
    app, whole_estate, client, sign_in
):
    with app.app_context():
        made = propose_round(actor=whole_estate.dana, region="West Midlands")
        men = {**made.outcome["adult_men"], "gap": 0.2}
        made.outcome = {**made.outcome, "adult_men": men}
        db.session.commit()
        number = made.id
    sign_in(client, whole_estate.dana)
    page = text(client.get(f"/matching/rounds/{number}"))
    assert "There was not enough time to prove that these groups are the best." in page
    assert "At most a quarter of what sets them apart could be saved." in page
    assert "To solve again may give other groups." in page


def test_good_groups_are_good_news_and_the_others_come_first_to_be_looked_at(
    app, whole_estate, client, sign_in
):
    with app.app_context():
        made = propose_round(actor=whole_estate.dana, region="West Midlands")
        block = shown_blocks(round_by_id(made.id, viewer=whole_estate.dana))[0]
    sign_in(client, whole_estate.dana)
    page = text(client.get(f"/matching/rounds/{made.id}"))
    assert f"Good matches: {len(block.good)} groups" in page
    assert page.index("Look at these") < page.index("Good matches")
    assert page.count('<details class="app-reasons app-group">') == len(block.good)


def test_what_came_of_earlier_rounds_is_at_hand_before_the_next(app, whole_estate, client, sign_in):
    sign_in(client, whole_estate.dana)
    link = 'href="/matching/weights"'
    first = text(client.get("/matching/rounds/new"))
    assert "No round has been published yet." in first
    assert link in first
    with app.app_context():
        made = propose_round(actor=whole_estate.dana, region="West Midlands")
        publish_round(made.id, actor=whole_estate.dana, edition=1)
    then = text(client.get("/matching/rounds/new"))
    assert "what came of earlier rounds" in then
    assert link in then
    assert f"/matching/rounds/{made.id}/board" in text(client.get("/matching/rounds"))
    assert f"/matching/rounds/{made.id}/board" in text(client.get(f"/matching/rounds/{made.id}"))


def test_a_prison_lead_finds_from_my_prison_where_to_take_part(whole_estate, client, sign_in):
    link = 'href="/matching/taking-part/example-midvale"'
    sign_in(client, whole_estate.alice)
    assert link in text(client.get("/my-prison"))
    sign_in(client, whole_estate.bob)
    assert link not in text(client.get("/my-prison"))


def test_where_rules_are_strict_only_the_least_alike_stand_open(app, whole_estate, client, sign_in):
    with app.app_context():
        asked = Asked(region_rule="same_only", cap_km=80.0)
        made = propose_round(actor=whole_estate.erin, region="", asked=asked)
        blocks = shown_blocks(round_by_id(made.id, viewer=whole_estate.erin))
    assert len(blocks[0].to_look_at) > 20
    sign_in(client, whole_estate.erin)
    page = text(client.get(f"/matching/rounds/{made.id}"))
    assert page.count('<div class="app-card">') <= 6 * len(blocks)
    assert "The rules together leave no prison that it could be with: " in page
