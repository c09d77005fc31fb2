"""Publishing a round: who is told, what runs after it, and that nothing changes any more."""

import pytest

from portal.errors import EditConflict, Invalid
from portal.matching.rounds.asked import Asked
from portal.matching.rounds.changes import Change, grouped
from portal.matching.rounds.drafts import change_draft, propose_round, work_out
from portal.matching.rounds.publishing import publish_round, when_published, who_is_told
from portal.matching.rounds.queries import round_by_id, rounds_for
from tests.integration.matching.test_rounds import text


@pytest.fixture
def draft(app, whole_estate) -> int:
    """Make a draft of the example prisons, where Alice, Bob and Charlie are."""
    with app.app_context():
        return propose_round(actor=whole_estate.erin, region="Example region").id


def test_who_will_be_told_is_listed_leads_before_members(app, whole_estate, draft, client, sign_in):
    with app.app_context():
        told = who_is_told(round_by_id(draft, viewer=whole_estate.erin))
        names = {each.prison.name: [person.name for person in each.people] for each in told}
    assert names["Example Midvale"] == ["Alice"]
    assert names["Example Westholme"] == ["Charlie"]
    assert names["Example Northfell"] == []
    sign_in(client, whole_estate.erin)
    page = text(client.get(f"/matching/rounds/{draft}/publish"))
    assert "2 people will be told" in page
    assert "Nobody to tell: 3 prisons" in page


def test_a_published_round_says_so_and_cannot_be_edited(app, whole_estate, draft, client, sign_in):
    sign_in(client, whole_estate.erin)
    address = f"/matching/rounds/{draft}"
    assert client.post(f"{address}/publish", data={"edition": 1}).status_code == 302
    page = text(client.get(address))
    assert "by Erin. It cannot be edited any more." in page
    assert "Solve again" not in page
    assert "Published" in text(client.get("/matching/rounds"))
    for deed in ("publish", "delete", "name", "change"):
        data = {"edition": 2, "do": "again", "name": "Other"}
        assert client.post(f"{address}/{deed}", data=data).status_code == 409
    assert client.get(f"{address}/publish").status_code == 409
    with app.app_context():
        found = round_by_id(draft, viewer=whole_estate.erin)
        assert (found.state, found.published_by_id) == ("published", whole_estate.erin.id)
        with pytest.raises(EditConflict):
            change_draft(found, Change("again"), actor=whole_estate.erin, edition=found.edition)


def test_what_is_registered_runs_after_the_commit_and_never_fails_it(
    app, whole_estate, draft, caplog
):
    seen = []

    def fails(number: int) -> None:
        raise RuntimeError("no mail today")

    def sees(number: int) -> None:
        seen.append((number, round_by_id(number, viewer=whole_estate.erin).state))

    when_published(app, fails)
    when_published(app, sees)
    with app.app_context():
        publish_round(draft, actor=whole_estate.erin, edition=1)
    assert seen == [(draft, "published")]
    assert "no mail today" in caplog.text


def test_pressing_twice_publishes_once(app, whole_estate, draft):
    seen = []
    when_published(app, seen.append)
    with app.app_context():
        publish_round(draft, actor=whole_estate.erin, edition=1)
        with pytest.raises(EditConflict):
            publish_round(draft, actor=whole_estate.erin, edition=1)
    assert seen == [draft]


def test_a_round_without_groups_is_not_published(app, whole_estate):
    with app.app_context():
        asked = Asked(taken_out=("EX1", "EX2", "EX3"), forbids=(("EX4", "EX5"),))
        made = propose_round(actor=whole_estate.erin, region="Example region", asked=asked)
        with pytest.raises(Invalid):
            publish_round(made.id, actor=whole_estate.erin, edition=1)
        assert [each.state for each in rounds_for(whole_estate.erin)] == ["draft"]


def test_those_that_met_are_not_put_together_in_the_next_round_unless_asked(
    app, whole_estate, draft
):
    with app.app_context():
        before = {codes for _, codes in grouped(round_by_id(draft, viewer=whole_estate.erin))}
        publish_round(draft, actor=whole_estate.erin, edition=1)
        for repeats in (True, False):
            given = work_out("record", "Example region", Asked(repeats=repeats)).givens["adult_men"]
            met = {frozenset(pair[:2]) for pair in given.wishes.earlier}
            assert all(any(pair <= codes for codes in before) for pair in met)
            assert met
            assert (given.wishes.repeat == 0) == repeats
        assert {ago for *_, ago in given.wishes.earlier} == {1}
