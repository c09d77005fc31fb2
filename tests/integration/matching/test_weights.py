"""Setting the weights: versions that are only added, and what they would change."""

import pytest

from portal.errors import Forbidden, Invalid
from portal.matching.deciding.effects import effects
from portal.matching.line_ups import line_ups
from portal.matching.setting import queries, services

ADDRESS = "/matching/weights/record/adult_men"
SIZE_ONLY = {"Time left to serve": 0, "Category and function": 0, "Who it holds": 0, "Size": 10}
TYPED = {
    "weight.time-left-to-serve": "0",
    "weight.category-and-function": "0",
    "weight.who-it-holds": "0",
    "weight.size": "10",
}


def text(response) -> str:
    return response.get_data(as_text=True)


def set_them(actor, groups, why="Agreed with leads", before="1"):
    return services.set_weights(
        actor=actor, basis="record", block="adult_men", groups=groups, why=why, before=before
    )


def test_new_weights_count_at_once_for_their_block_alone(whole_estate, app_context):
    before = line_ups()
    made = set_them(whole_estate.erin, {"Size": 30})
    after = line_ups()
    men = after["record", "adult_men"].method
    assert (men.groups["Size"], men.version) == (30, f"1.{made.id}")
    assert men.groups["Time left to serve"] == 25
    assert after["record", "women"].method == before["record", "women"].method
    second = set_them(whole_estate.erin, {"Size": 20}, before=men.version)
    newest = [each.id for each in queries.weight_versions("record", "adult_men")]
    assert newest == [second.id, made.id]


def test_weights_that_cannot_be_are_refused_with_a_reason_and_nothing_is_kept(
    whole_estate, app_context
):
    erin = whole_estate.erin
    for groups, why, field in (
        ({"Size": 30}, " ", "why"),
        ({"Size": 30}, "x" * 1001, "why"),
        ({"Size": -1}, "ok", ""),
        ({"Luck": 1}, "ok", ""),
        (dict.fromkeys(SIZE_ONLY, 0), "ok", ""),
        ({"Size": 10}, "ok", ""),
    ):
        with pytest.raises(Invalid) as refused:
            set_them(erin, groups, why)
        assert field in refused.value.problems
    with pytest.raises(Forbidden):
        set_them(whole_estate.dana, {"Size": 30})
    assert not queries.weight_versions("record", "adult_men")


def test_whoever_looked_at_older_weights_is_told(whole_estate, app_context):
    set_them(whole_estate.erin, {"Size": 30})
    with pytest.raises(Invalid, match="meanwhile"):
        set_them(whole_estate.erin, {"Size": 40}, before="1")


def test_effects_tell_how_many_lists_would_change(whole_estate, app_context):
    men = line_ups()["record", "adult_men"]
    found = effects(men, SIZE_ONLY)
    assert 90 < found.lists_changed <= found.lists
    assert found.lists < found.entries_changed <= found.entries
    assert effects(men, {}).lists_changed == 0


def test_the_page_tries_weights_and_an_administrator_sets_them(whole_estate, client, sign_in):
    sign_in(client, whole_estate.dana)
    assert "What people said" in text(client.get(ADDRESS))
    tried = text(client.get(ADDRESS, query_string=TYPED))
    assert "would have another prison in them" in tried
    assert "Counts for all of the answer with these weights" in tried
    assert "Does not count with these weights" in tried
    assert "Use these weights from now on" not in tried
    wrong = client.get(ADDRESS, query_string={**TYPED, "weight.size": "many"})
    assert wrong.status_code == 422
    assert 'value="many"' in text(wrong)
    sign_in(client, whole_estate.erin)
    refused = client.post(ADDRESS, data={**TYPED, "before": "1"})
    assert refused.status_code == 422
    assert "Say why the weights change" in text(refused)
    done = client.post(ADDRESS, data={**TYPED, "before": "1", "why": "Agreed <with> leads"})
    assert done.status_code == 302
    page = text(client.get(ADDRESS))
    assert "Agreed &lt;with&gt; leads" in page
    assert "(version 1.1)" in text(client.get("/matching/weights"))


def test_the_pages_ask_the_database_a_fixed_number_of_times(
    whole_estate, client, sign_in, count_queries
):
    sign_in(client, whole_estate.erin)
    client.get("/matching/weights")
    # Who asks; whether a fact or a weight was added; the answers of leads; the groups of rounds,
    # what they wrote, when they met and how they fit; what the menu counts.
    with count_queries(at_most=8):
        client.get("/matching/weights")
    # The versions of the weights besides.
    with count_queries(at_most=9):
        client.get(ADDRESS)
    # What other weights would change asks for the answers once more.
    with count_queries(at_most=10):
        client.get(ADDRESS, query_string=TYPED)


def test_leads_and_administrators_find_the_weights_and_nobody_else(whole_estate, client, sign_in):
    link = 'href="/matching/weights"'
    for person in (whole_estate.dana, whole_estate.erin):
        sign_in(client, person)
        assert link in text(client.get("/matching/method"))
    sign_in(client, whole_estate.alice)
    assert link not in text(client.get("/matching/method"))
