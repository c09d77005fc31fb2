"""Editing a draft: what a change costs is shown first, and two leads never overwrite each other."""

import pytest
from sqlalchemy import func, select

from portal.db import db
from portal.errors import EditConflict, Forbidden
from portal.matching.rounds.asked import Asked
from portal.matching.rounds.changes import Change, grouped
from portal.matching.rounds.drafts import change_draft, propose_round
from portal.matching.rounds.models import PairingGroup, PairingMember, PairingRound
from portal.matching.rounds.queries import changed_since, round_by_id
from portal.matching.rounds.solving import recompute
from portal.matching.rounds.taking_part import set_standing
from portal.prisons.models import Fact
from tests.integration.matching.test_rounds import text


@pytest.fixture
def draft(app, whole_estate) -> int:
    """Make a draft of the West Midlands and give its number."""
    with app.app_context():
        return propose_round(actor=whole_estate.dana, region="West Midlands").id


def read(number: int, cast) -> PairingRound:
    db.session.expire_all()
    return round_by_id(number, viewer=cast.dana)


def men(found: PairingRound) -> set[frozenset[str]]:
    return {codes for block, codes in grouped(found) if block == "adult_men"}


def edit(number: int, cast, do: str, *codes: str, stay: bool = False) -> PairingRound:
    found = read(number, cast)
    change = Change.read(do, codes, others_stay=stay)
    change_draft(found, change, actor=cast.dana, edition=found.edition)
    return read(number, cast)


def test_a_kept_group_stays_when_the_rest_is_solved_again(app, whole_estate, draft):
    with app.app_context():
        kept = edit(draft, whole_estate, "together", "BMI", "SHI", stay=True)
        assert frozenset({"BMI", "SHI"}) in men(kept)
        again = edit(draft, whole_estate, "again")
        assert frozenset({"BMI", "SHI"}) in men(again)
        assert [group.is_pinned for group in again.groups].count(True) == 1
        released = edit(draft, whole_estate, "release", "BMI", "SHI")
        assert not any(group.is_pinned for group in released.groups)
        assert frozenset({"BMI", "SHI"}) not in men(edit(draft, whole_estate, "again"))


def test_a_move_leaves_all_other_groups_as_they_are(app, whole_estate, draft):
    with app.app_context():
        before = men(read(draft, whole_estate))
        after = men(edit(draft, whole_estate, "together", "BMI", "SHI", stay=True))
        involved = {code for codes in before if codes & {"BMI", "SHI"} for code in codes}
        assert {codes for codes in before if not codes & involved} <= after
        assert {code for codes in after for code in codes} == {
            code for codes in before for code in codes
        }


def test_those_who_are_parted_never_meet_again_in_this_draft(app, whole_estate, draft):
    with app.app_context():
        pair = next(iter(men(read(draft, whole_estate))))
        assert pair not in men(edit(draft, whole_estate, "part", *pair))
        assert pair not in men(edit(draft, whole_estate, "again"))


def test_a_prison_is_taken_out_and_put_in_again(app, whole_estate, draft, client, sign_in):
    with app.app_context():
        without = edit(draft, whole_estate, "take_out", "BMI")
        assert "BMI" not in without.inputs["adult_men"]["codes"]
        assert sorted(len(codes) for codes in men(without)) == [2, 2, 2, 3]
    sign_in(client, whole_estate.dana)
    assert "Put in: see what changes" in text(client.get(f"/matching/rounds/{draft}"))
    with app.app_context():
        back = edit(draft, whole_estate, "put_in", "BMI")
        assert "BMI" in back.inputs["adult_men"]["codes"]


def test_an_edited_draft_can_be_worked_out_again(app, whole_estate, draft):
    with app.app_context():
        edit(draft, whole_estate, "together", "BMI", "SHI", stay=True)
        found = edit(draft, whole_estate, "take_out", "DGI")
        assert set(map(frozenset, recompute(found)["adult_men"])) == men(found)


def test_what_a_move_costs_is_shown_before_and_nothing_is_saved(
    app, whole_estate, draft, client, sign_in
):
    sign_in(client, whole_estate.dana)
    address = f"/matching/rounds/{draft}/change?do=move&code=BMI&to=LLI&how=pair&others=stay"
    page = text(client.get(address))
    assert "Nothing is saved yet." in page
    assert "This makes the whole <strong>less alike</strong>." in page
    for name in ("Birmingham", "Hewell", "Long Lartin", "Dovegate"):
        assert name in page
    with app.app_context():
        assert read(draft, whole_estate).edition == 1


def test_a_prison_can_join_a_group(app, whole_estate, draft, client, sign_in):
    sign_in(client, whole_estate.dana)
    with app.app_context():
        joined = next(codes for codes in men(read(draft, whole_estate)) if "BMI" not in codes)
    to = sorted(joined)[0]
    data = {"do": "move", "code": "BMI", "to": to, "how": "join", "others": "stay", "edition": 1}
    assert client.post(f"/matching/rounds/{draft}/change", data=data).status_code == 302
    with app.app_context():
        assert joined | {"BMI"} in men(read(draft, whole_estate))


@pytest.mark.parametrize(
    "query",
    [
        "do=move&code=BMI&to=",
        "do=move&code=BMI&to=BMI",
        "do=fly&codes=BMI",
        "do=take_out",
        "do=take_out&codes=LEI",
        "do=put_in&codes=LEI",
        "do=part",
        "do=part&codes=BMI&codes=LLI",
        "do=together&codes=BMI&codes=LEI",
        "do=together&codes=BMI&codes=DHI",
    ],
)
def test_a_change_that_says_too_little_is_explained(whole_estate, draft, client, sign_in, query):
    sign_in(client, whole_estate.dana)
    answer = client.get(f"/matching/rounds/{draft}/change?{query}")
    assert answer.status_code == 422
    assert "This cannot be done" in text(answer)


def test_the_second_of_two_leads_is_told_who_changed_what_and_loses_nothing(
    app, whole_estate, draft, client, sign_in
):
    with app.app_context():
        found = read(draft, whole_estate)
        change_draft(
            found,
            Change.read("together", ["BMI", "SHI"], others_stay=True),
            actor=whole_estate.erin,
            edition=1,
        )
        groups = men(read(draft, whole_estate))
    sign_in(client, whole_estate.dana)
    address = f"/matching/rounds/{draft}"
    data = {"do": "take_out", "codes": "DGI", "edition": 1}
    answer = client.post(f"{address}/change", data=data)
    page = text(answer)
    assert answer.status_code == 409
    assert "Erin put together Birmingham and Stoke Heath" in page
    assert '<input type="hidden" name="codes" value="DGI">' in page
    assert "See what it would change now" in page
    name = client.post(f"{address}/name", data={"name": "Our round", "edition": 1})
    assert name.status_code == 409
    assert "Our round" in text(name)
    for deed in ("publish", "delete"):
        assert client.post(f"{address}/{deed}", data={"edition": 1}).status_code == 409
    with app.app_context():
        assert men(read(draft, whole_estate)) == groups


def test_an_edition_that_moved_on_during_the_solving_is_noticed(app, whole_estate, draft):
    with app.app_context():
        found = read(draft, whole_estate)
        stale = found.edition
        edit(draft, whole_estate, "keep", *next(iter(men(found))))
        with pytest.raises(EditConflict):
            change_draft(
                read(draft, whole_estate),
                Change.read("again", [], others_stay=False),
                actor=whole_estate.dana,
                edition=stale,
            )


def test_a_draft_is_renamed_and_a_bad_name_is_kept_beside_its_message(
    whole_estate, draft, client, sign_in
):
    sign_in(client, whole_estate.dana)
    address = f"/matching/rounds/{draft}"
    bad = client.post(f"{address}/name", data={"name": "x" * 121, "edition": 1})
    assert bad.status_code == 422
    assert f'value="{"x" * 121}"' in text(bad)
    good = client.post(f"{address}/name", data={"name": "Spring round", "edition": 1})
    assert good.status_code == 302
    assert "Spring round" in text(client.get(address))


def test_a_draft_is_deleted_with_its_groups(app, whole_estate, draft, client, sign_in):
    sign_in(client, whole_estate.dana)
    address = f"/matching/rounds/{draft}"
    assert "Delete the draft" in text(client.get(f"{address}/delete"))
    assert client.post(f"{address}/delete", data={"edition": 1}).status_code == 302
    assert client.get(address).status_code == 404
    with app.app_context():
        for model in (PairingRound.id, PairingGroup.id, PairingMember.group_id):
            gone = select(func.count(model))
            if model is PairingRound.id:
                gone = gone.where(PairingRound.id == draft)
            elif model is PairingGroup.id:
                gone = gone.where(PairingGroup.round_id == draft)
            else:
                gone = gone.where(~PairingMember.group_id.in_(select(PairingGroup.id)))
            assert db.session.scalar(gone) == 0


def test_a_draft_says_what_changed_since(app, whole_estate, draft):
    with app.app_context():
        assert changed_since(read(draft, whole_estate)) == []
        fact = db.session.scalars(
            select(Fact).where(
                Fact.prison_id == whole_estate.prisons["BMI"].id, Fact.measure == "capacity"
            )
        ).first()
        db.session.add(
            Fact(
                prison_id=fact.prison_id,
                measure="capacity",
                value={"v": 111},
                source_id=fact.source_id,
                as_at=fact.as_at.replace(year=2099),
                recorded_at=fact.recorded_at,
            )
        )
        db.session.commit()
        set_standing(whole_estate.prisons["DGI"], actor=whole_estate.dana, state="paused")
        assert changed_since(read(draft, whole_estate)) == [
            "Figures of 1 prison changed since.",
            "1 prison in it would not take part now.",
        ]
        solved = edit(draft, whole_estate, "again")
        assert changed_since(solved) == []
        assert "DGI" not in solved.inputs["adult_men"]["codes"]


def test_a_pin_whose_prison_pauses_goes_when_the_draft_is_solved_again(app, whole_estate, draft):
    with app.app_context():
        edit(draft, whole_estate, "together", "BMI", "SHI", stay=True)
        set_standing(whole_estate.prisons["BMI"], actor=whole_estate.dana, state="paused")
        again = edit(draft, whole_estate, "again")
        assert Asked.from_json(again.wishes).pins == ()


def test_members_and_prison_leads_edit_no_draft(app, whole_estate, draft, client, sign_in):
    with app.app_context():
        found = round_by_id(draft, viewer=whole_estate.erin)
        for person in (whole_estate.alice, whole_estate.bob):
            with pytest.raises(Forbidden):
                change_draft(found, Change("again"), actor=person, edition=1)
    sign_in(client, whole_estate.alice)
    for page in ("", "/publish", "/delete", ".csv", "/change?do=take_out&codes=BMI"):
        assert client.get(f"/matching/rounds/{draft}{page}").status_code == 403
