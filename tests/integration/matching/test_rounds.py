"""Proposing pairs for a region or the country, and keeping what is needed to do it again."""

import pytest

from portal.config import bundled
from portal.errors import Forbidden, Invalid, NotFound
from portal.matching.rounds import services
from portal.matching.rounds.queries import round_by_id, rounds_for, shown_blocks
from portal.prisons import estate


def text(response) -> str:
    return response.get_data(as_text=True)


@pytest.fixture
def whole_estate(app, cast):
    """Load every prison, with what is known of it."""
    with app.app_context():
        estate.load_estate(folder=bundled("content") / "estate")
    return cast


def test_a_lead_pairs_up_their_region(whole_estate, client, sign_in):
    sign_in(client, whole_estate.dana)
    answer = client.post("/matching/rounds", data={"region": "West Midlands"})
    assert answer.status_code == 302
    page = text(client.get(answer.location))
    assert "West Midlands: who should pair up with whom" in page
    assert "No other way of pairing these prisons is a closer match on the whole." in page
    assert "It is a proposal: nobody has been told." in page
    assert "West Midlands, " in text(client.get("/matching/rounds"))


def test_every_open_prison_of_the_country_is_in_a_group_or_has_a_reason(app, whole_estate):
    with app.app_context():
        made = services.propose_round(actor=whole_estate.dana, region="")
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
        order = ["not close", "fairly close", "close", "very close"]
        places = [order.index(group.word) for group in men.groups]
        assert places == sorted(places)
        assert [(prison.name, why) for prison, why in men.unpaired] == [
            ("Millsike", "Not enough is known about it to compare it with any other")
        ]


def test_a_round_can_be_worked_out_again_from_what_it_stored(app, whole_estate):
    with app.app_context():
        made = services.propose_round(actor=whole_estate.dana, region="West Midlands")
        found = round_by_id(made.id, viewer=whole_estate.dana)
        stored = {
            block: {
                frozenset(member.prison.code for member in group.members)
                for group in found.groups
                if group.block == block
            }
            for block in found.inputs
        }
        again = services.recompute(found.inputs)
    assert {block: set(map(frozenset, groups)) for block, groups in again.items()} == stored


def test_a_round_of_another_version_is_not_worked_out_with_this_one(app, whole_estate):
    with app.app_context():
        made = services.propose_round(actor=whole_estate.dana, region="West Midlands")
        given = {block: {**one, "version": "0"} for block, one in made.inputs.items()}
        with pytest.raises(Invalid):
            services.recompute(given)


def test_a_lead_pairs_no_other_region_and_sees_none(app, whole_estate, client, sign_in):
    with app.app_context():
        with pytest.raises(Forbidden):
            services.propose_round(actor=whole_estate.dana, region="London")
        theirs = services.propose_round(actor=whole_estate.erin, region="London")
        with pytest.raises(NotFound):
            round_by_id(theirs.id, viewer=whole_estate.dana)
        assert list(rounds_for(whole_estate.dana)) == []
        assert list(rounds_for(whole_estate.bob)) == []
        assert len(rounds_for(whole_estate.erin)) == 1
    sign_in(client, whole_estate.dana)
    assert client.post("/matching/rounds", data={"region": "London"}).status_code == 403
    assert client.get(f"/matching/rounds/{theirs.id}").status_code == 404


@pytest.mark.parametrize("form", [{}, {"region": "Atlantis"}])
def test_a_missing_or_invented_region_is_told(form, whole_estate, client, sign_in):
    sign_in(client, whole_estate.erin)
    answer = client.post("/matching/rounds", data=form)
    assert answer.status_code == 422
    assert 'id="region-error"' in text(answer)


def test_an_empty_portal_pairs_nobody(app, cast, client, sign_in):
    sign_in(client, cast.erin)
    answer = client.post("/matching/rounds", data={"region": ""}, follow_redirects=True)
    assert answer.status_code == 200


def test_example_prisons_are_never_paired(app, whole_estate):
    with app.app_context():
        estate.load_examples(folder=bundled("content") / "examples")
        made = services.propose_round(actor=whole_estate.erin, region="")
        codes = {code for given in made.inputs.values() for code in given["codes"]}
    assert not any(code in {f"EX{n}" for n in range(1, 6)} for code in codes)
