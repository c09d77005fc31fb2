"""Changing what was asked of a draft: the form is filled in, what was set by hand stays."""

import re

import pytest

from portal.errors import EditConflict, Forbidden
from portal.matching.rounds.asked import Asked
from portal.matching.rounds.changes import Change, grouped
from portal.matching.rounds.drafts import ask_again, change_draft, propose_round
from portal.matching.rounds.queries import round_by_id
from portal.matching.rounds.solving import recompute
from portal.matching.rounds.taking_part import set_standing
from tests.integration.matching.test_rounds import USUAL, text

SOLVED = "The draft is solved again with what you asked for"
HELD = "held-pins-BMI-SHI"


@pytest.fixture
def draft(app, whole_estate) -> int:
    """Make a draft of the West Midlands with a pin, a forbid and one taken out by hand."""
    asked = Asked(
        cap_km=90.0, pins=(("BMI", "SHI"),), forbids=(("DGI", "LLI"),), taken_out=("SFI",)
    )
    with app.app_context():
        return propose_round(actor=whole_estate.dana, region="West Midlands", asked=asked).id


def asked_now(app, number: int, cast) -> Asked:
    with app.app_context():
        return Asked.from_json(round_by_id(number, viewer=cast.dana).wishes)


def typed(page: str) -> dict[str, str]:
    """Read the form as a browser would send it, without the button that adds a row."""
    form = page[page.index('id="asked-form"') :]
    boxes = re.findall(r"<input[^>]*>", form)
    names = {}
    for box in boxes:
        name, value = re.search('name="([^"]*)"', box), re.search('value="([^"]*)"', box)
        is_choice = 'type="radio"' in box or 'type="checkbox"' in box
        if name and (" checked" in box or not is_choice):
            names[name[1]] = value[1] if value else ""
    return names


def test_the_form_says_what_was_asked(whole_estate, draft, client, sign_in):
    sign_in(client, whole_estate.dana)
    sent = typed(text(client.get(f"/matching/rounds/{draft}/asked")))
    assert sent["cap_km"] == "90"
    assert sent["size"] == "2"
    assert sent["who"] == "all"
    assert {HELD, "held-forbids-DGI-LLI", "held-taken_out-SFI"} <= set(sent)
    assert sent["edition"] == "1"


def test_sent_as_it_is_nothing_asked_changes(app, whole_estate, draft, client, sign_in):
    sign_in(client, whole_estate.dana)
    before = asked_now(app, draft, whole_estate)
    address = f"/matching/rounds/{draft}/asked"
    first = client.post(address, data=typed(text(client.get(address))))
    answer = client.post(address, data=typed(text(first))) if first.status_code == 200 else first
    assert answer.status_code == 302, text(answer)
    assert asked_now(app, draft, whole_estate) == before


def test_another_size_and_distance_keep_what_was_set_by_hand(
    app, whole_estate, draft, client, sign_in
):
    sign_in(client, whole_estate.dana)
    address = f"/matching/rounds/{draft}/asked"
    sent = {**typed(text(client.get(address))), "size": "3", "cap_km": "", "basis": "record"}
    answer = client.post(address, data=sent, follow_redirects=True)
    assert SOLVED in text(answer), text(answer)
    with app.app_context():
        found = round_by_id(draft, viewer=whole_estate.dana)
        groups = {codes for _, codes in grouped(found)}
        assert frozenset({"BMI", "SHI"}) in groups
        assert max(map(len, groups)) >= 3
        assert not any({"DGI", "LLI"} <= codes for codes in groups)
        assert not any("SFI" in codes for codes in groups)
        assert set(map(frozenset, recompute(found)["adult_men"])) == groups
    assert asked_now(app, draft, whole_estate).cap_km is None


def test_what_is_unticked_does_not_count_any_more(app, whole_estate, draft, client, sign_in):
    sign_in(client, whole_estate.dana)
    address = f"/matching/rounds/{draft}/asked"
    sent = typed(text(client.get(address)))
    for name in (HELD, "held-forbids-DGI-LLI", "held-taken_out-SFI"):
        del sent[name]
    sent |= {"cap_km": "", "pins-1-1": "DGI", "pins-1-2": "LLI"}
    assert client.post(address, data=sent).status_code == 302
    now = asked_now(app, draft, whole_estate)
    assert (now.pins, now.forbids, now.taken_out) == ((("DGI", "LLI"),), (), ())


def test_a_contradiction_is_told_beside_its_field_and_nothing_is_saved(
    app, whole_estate, draft, client, sign_in
):
    sign_in(client, whole_estate.dana)
    address = f"/matching/rounds/{draft}/asked"
    sent = typed(text(client.get(address)))
    sent |= {"cap_km": "77", "forbids-1-1": "SHI", "forbids-1-2": "BMI"}
    answer = client.post(address, data=sent)
    assert answer.status_code == 422
    assert "Birmingham and Stoke Heath are to be kept together and to be kept apart" in text(answer)
    assert typed(text(answer))["cap_km"] == "77"
    assert '<option value="SHI" selected>' in text(answer)
    assert asked_now(app, draft, whole_estate).cap_km == 90.0


def test_a_kept_group_that_cannot_stand_any_more_is_told_before_it_is_left_out(
    app, whole_estate, draft, client, sign_in
):
    with app.app_context():
        set_standing(whole_estate.prisons["BMI"], actor=whole_estate.dana, state="paused")
    sign_in(client, whole_estate.dana)
    address = f"/matching/rounds/{draft}/asked"
    sent = {**typed(text(client.get(address))), "cap_km": ""}
    first = client.post(address, data=sent)
    assert first.status_code == 200
    assert "Birmingham and Stoke Heath do not all take part now" in text(first)
    assert asked_now(app, draft, whole_estate).pins == (("BMI", "SHI"),)
    second = client.post(address, data=typed(text(first)))
    assert second.status_code == 302
    assert asked_now(app, draft, whole_estate).pins == ()


def test_the_second_of_two_leads_sees_what_they_asked_again_and_undoes_nothing(
    app, whole_estate, draft, client, sign_in
):
    sign_in(client, whole_estate.dana)
    address = f"/matching/rounds/{draft}/asked"
    sent = {**typed(text(client.get(address))), "size": "3", "do": "ask"}
    with app.app_context():
        found = round_by_id(draft, viewer=whole_estate.erin)
        pair = next(codes for _, codes in grouped(found) if "BMI" not in codes)
        change_draft(
            found,
            Change.read("keep", sorted(pair), others_stay=False),
            actor=whole_estate.erin,
            edition=1,
        )
    answer = client.post(address, data=sent)
    assert answer.status_code == 409
    assert "Look at what you asked for again" in text(answer)
    assert asked_now(app, draft, whole_estate).size == 2
    look = client.post(address, data={**sent, "edition": "2", "look": "1"})
    again = typed(text(look))
    assert (again["size"], again["edition"]) == ("3", "2")
    assert f"held-pins-{'-'.join(sorted(pair))}" in again


def test_another_row_keeps_the_rest(whole_estate, draft, client, sign_in):
    sign_in(client, whole_estate.dana)
    address = f"/matching/rounds/{draft}/asked"
    sent = {**typed(text(client.get(address))), "cap_km": "55", "add": "forbids"}
    del sent[HELD]
    page = text(client.post(address, data=sent))
    assert 'name="forbids-3-1"' in page
    assert typed(page)["cap_km"] == "55"
    assert HELD not in typed(page)


def test_who_may_not_edit_asks_nothing(app, whole_estate, draft, client, sign_in):
    with app.app_context():
        found = round_by_id(draft, viewer=whole_estate.erin)
        with pytest.raises(Forbidden):
            ask_again(found, actor=whole_estate.alice, edition=1, basis="record", asked=Asked())
        with pytest.raises(EditConflict):
            ask_again(found, actor=whole_estate.dana, edition=7, basis="record", asked=Asked())
    sign_in(client, whole_estate.alice)
    for answer in (
        client.get(f"/matching/rounds/{draft}/asked"),
        client.post(f"/matching/rounds/{draft}/asked", data={**USUAL, "edition": "1"}),
    ):
        assert answer.status_code == 403
