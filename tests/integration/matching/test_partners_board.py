"""The lead's board, parting and rematching, and what became of rounds."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from portal import clock
from portal.accounts.models import User
from portal.db import Base, db
from portal.errors import EditConflict, Forbidden, Invalid, NotFound
from portal.matching.core import closeness
from portal.matching.core.planning import Wishes
from portal.matching.line_ups import line_ups
from portal.matching.partners import meetings, rematching, writing
from portal.matching.partners.answering import answer
from portal.matching.partners.board import board
from portal.matching.partners.candidates import candidates_for
from portal.matching.partners.fitting import say_fit
from portal.matching.partners.groups import group_by_number
from portal.matching.partners.queries import results
from portal.matching.partners.telling import tell
from portal.matching.rounds.given import Given
from portal.matching.rounds.models import PAUSED, PairingGroup, PairingRound, Standing
from portal.prisons.models import Prison
from tests.pairs import publish

MEN = ("BMI", "DGI", "FDI", "LEI", "WWI", "AYI", "ACI", "OWI")


def text(response) -> str:
    return response.get_data(as_text=True)


@pytest.fixture
def lead(whole_estate):
    """Give whoever leads the round."""
    return whole_estate.erin


@pytest.fixture
def spring(app, whole_estate, lead):
    """Publish three pairs of eight real prisons, and give the numbers of the groups."""
    return publish_men(app, lead, ["BMI DGI", "FDI LEI", "WWI AYI"])


def given_of(wishes: Wishes) -> Given:
    compared = line_ups()["record", "adult_men"]
    chosen = compared.only([at for at, code in enumerate(compared.codes) if code in MEN])
    prisons = {each.id: each for each in db.session.scalars(select(Prison))}
    return Given.of(chosen, prisons, wishes)


def publish_men(app, lead, pairs, wishes=None) -> list[int]:
    with app.app_context():
        db.session.execute(delete(PairingRound))
        db.session.commit()
        given = given_of(wishes or Wishes())
        named = {each.code: each for each in db.session.scalars(select(Prison))}
        groups = [[named[code] for code in pair.split()] for pair in pairs]
        total = given.distances.total
        apart = [
            float(total[given.codes.index(one.code), given.codes.index(other.code)])
            for one, other in groups
        ]
        made = publish(
            groups,
            region=None,
            by=lead.id,
            inputs={"adult_men": given.to_json()},
            distances=apart,
        )
        return [each.id for each in made.groups]


def join(app, person, code) -> None:
    """Let somebody work at a prison."""
    with app.app_context():
        prison = db.session.scalars(select(Prison).where(Prison.code == code)).one()
        db.session.execute(update(User).where(User.id == person.id).values(prison_id=prison.id))
        db.session.commit()


def again(person) -> User:
    return db.session.get_one(User, person.id)


def accept(app, group_id) -> None:
    with app.app_context():
        for member in group_by_number(group_id, viewer=_erin()).members:
            member.answer, member.answered_at = "accepted", clock.now()
        db.session.commit()


def _erin() -> User:
    return db.session.scalars(select(User).where(User.name == "Erin")).one()


def snapshot(*, without: Mapping[str, set[int]]) -> dict[str, list[tuple]]:
    """Read every row of what rounds are made of, but those of some groups."""
    found = {}
    for name in ("pairing_round", "pairing_group", "pairing_member"):
        table = Base.metadata.tables[name]
        key = table.c["group_id" if "group_id" in table.c else "id"]
        rows = db.session.execute(select(table).order_by(*table.primary_key)).all()
        at = list(table.c).index(key)
        gone = without.get(name, set())
        found[name] = [tuple(map(repr, row)) for row in rows if row[at] not in gone]
    return found


def candidates(app, lead, group_id, code, *, trios=False):
    with app.app_context():
        group = group_by_number(group_id, viewer=lead)
        member = next(each for each in group.members if each.prison.code == code)
        return candidates_for(group, member.prison_id, trios=trios)


def codes(found) -> list[str]:
    return ["+".join(prison.code for prison in each.prisons) for each in found]


def part(app, lead, group_id):
    with app.app_context():
        rematching.part(group_id, actor=lead, why="They have nothing in common")


def test_a_parted_pair_finds_the_unpaired_and_never_each_other(app, lead, spring):
    part(app, lead, spring[0])
    found = candidates(app, lead, spring[0], "BMI")
    assert sorted(codes(found)) == ["ACI", "OWI"]
    assert [each.cost for each in found] == sorted(each.cost for each in found)
    assert all(each.word for each in found)


def test_members_of_other_parted_groups_are_free_too(app, lead, spring):
    part(app, lead, spring[0])
    part(app, lead, spring[1])
    found = codes(candidates(app, lead, spring[0], "BMI"))
    assert sorted(found) == ["ACI", "FDI", "LEI", "OWI"]


def test_pairs_are_offered_with_the_tick_and_only_until_they_begin(app, lead, spring, whole_estate):
    part(app, lead, spring[0])
    found = codes(candidates(app, lead, spring[0], "BMI", trios=True))
    assert {"FDI+LEI", "AYI+WWI"} & set(found) or {"LEI+FDI", "WWI+AYI"} & set(found)
    assert sum("+" in each for each in found) == 2
    join(app, whole_estate.charlie, "FDI")
    with app.app_context():
        writing.save_goals(spring[1], actor=again(whole_estate.charlie), words="Go", based_on=0)
    found = codes(candidates(app, lead, spring[0], "BMI", trios=True))
    assert sum("+" in each for each in found) == 1


def test_who_pauses_is_not_offered(app, lead, spring):
    part(app, lead, spring[0])
    with app.app_context():
        prison = db.session.scalars(select(Prison).where(Prison.code == "ACI")).one()
        db.session.add(Standing(prison_id=prison.id, state=PAUSED, changed_at=clock.now()))
        db.session.commit()
    assert codes(candidates(app, lead, spring[0], "BMI")) == ["OWI"]


def test_whom_the_round_keeps_apart_is_not_offered(app, lead, whole_estate):
    apart = publish_men(app, lead, ["BMI DGI"], Wishes(forbids=(("ACI", "BMI"),)))
    part(app, lead, apart[0])
    assert "ACI" not in codes(candidates(app, lead, apart[0], "BMI"))
    assert "ACI" in codes(candidates(app, lead, apart[0], "DGI"))


def test_a_rematch_leaves_every_other_row_as_it_was(app, lead, spring):
    with app.app_context():
        before = snapshot(without={"pairing_group": {spring[0]}, "pairing_member": set()})
    part(app, lead, spring[0])
    choice = candidates(app, lead, spring[0], "BMI")[0]
    with app.app_context():
        prison_id = _id("BMI")
        made = rematching.rematch(spring[0], actor=lead, prison_id=prison_id, choice=choice.key)
        after = snapshot(
            without={"pairing_group": {spring[0], made.id}, "pairing_member": {made.id}}
        )
        assert after == before
        group = group_by_number(made.id, viewer=lead)
        assert {each.prison_id for each in group.members} == {prison_id, choice.prisons[0].id}
        assert group.distance == pytest.approx(choice.distance)
        assert (group.round_id, group.block) == (choice_round(spring[0]), "adult_men")


def _id(code: str) -> int:
    return db.session.scalars(select(Prison.id).where(Prison.code == code)).one()


def choice_round(group_id: int) -> int:
    return db.session.get_one(PairingGroup, group_id).round_id


def test_a_group_of_three_parts_the_pair_and_nobody_else(app, lead, spring):
    part(app, lead, spring[0])
    choice = next(
        each
        for each in candidates(app, lead, spring[0], "BMI", trios=True)
        if each.group_id == spring[1]
    )
    with app.app_context():
        touched = {spring[0], spring[1]}
        before = snapshot(without={"pairing_group": touched})
        made = rematching.rematch(
            spring[0], actor=lead, prison_id=_id("BMI"), choice=choice.key, trios=True
        )
        without = {"pairing_group": {*touched, made.id}, "pairing_member": {made.id}}
        assert snapshot(without=without) == before
        pair = group_by_number(spring[1], viewer=lead)
        assert pair.parted_why == "It is now a group of three."
        assert len(group_by_number(made.id, viewer=lead).members) == 3
        total = given_of(Wishes()).distances.total
        assert choice.distance <= float(total[total == total].max())


def test_a_prison_that_found_another_partner_meanwhile_is_not_taken_twice(app, lead, spring):
    part(app, lead, spring[0])
    key = candidates(app, lead, spring[0], "BMI")[0].key
    with app.app_context():
        rematching.rematch(spring[0], actor=lead, prison_id=_id("BMI"), choice=key)
        with pytest.raises(EditConflict):
            rematching.rematch(spring[0], actor=lead, prison_id=_id("DGI"), choice=key)
        with pytest.raises(EditConflict):
            rematching.rematch(spring[0], actor=lead, prison_id=_id("BMI"), choice="prison:1")
        with pytest.raises(Invalid):
            rematching.rematch(spring[0], actor=lead, prison_id=_id("DGI"), choice="")


def test_a_new_group_is_told_and_asked(app, lead, spring, whole_estate, messages):
    join(app, whole_estate.charlie, "BMI")
    with app.app_context():
        tell()
    part(app, lead, spring[0])
    key = candidates(app, lead, spring[0], "BMI")[0].key
    with app.app_context():
        made = rematching.rematch(spring[0], actor=lead, prison_id=_id("BMI"), choice=key).id
        tell()
    last = messages(2)[-1]
    assert last["To"] == "charlie@example.org"
    assert f"/matching/partners/{made}" in last.get_content()


def test_of_many_leads_at_once_one_makes_the_new_group(app, lead, spring):
    part(app, lead, spring[0])
    key = candidates(app, lead, spring[0], "BMI")[0].key
    with app.app_context():
        prison_id = _id("BMI")

    def act(_):
        with app.app_context():
            try:
                rematching.rematch(spring[0], actor=lead, prison_id=prison_id, choice=key)
            except EditConflict:
                return "conflict"
            return "made"

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda number: Context().run(act, number), range(4)))
    assert sorted(done) == ["conflict"] * 3 + ["made"]


def test_people_of_a_prison_part_nothing(app, lead, spring, whole_estate):
    join(app, whole_estate.alice, "BMI")
    with app.app_context():
        with pytest.raises(Forbidden):
            rematching.part(spring[0], actor=again(whole_estate.alice), why="Mine")
        with pytest.raises(NotFound):
            rematching.part(spring[1], actor=again(whole_estate.alice), why="Mine")


def test_parting_needs_a_reason_and_happens_once(app, lead, spring, client, sign_in):
    sign_in(client, lead)
    address = f"/matching/partners/{spring[0]}/part"
    refused = client.post(address, data={"why": " "})
    assert refused.status_code == 422
    assert "Say why you part them" in text(refused)
    assert client.post(address, data={"why": "Too far"}).status_code == 302
    assert client.post(address, data={"why": "Again"}).status_code == 409
    assert "Too far" in text(client.get(f"/matching/partners/{spring[0]}"))


def test_the_page_of_candidates_says_why_in_words(app, lead, spring, client, sign_in):
    part(app, lead, spring[0])
    sign_in(client, lead)
    address = f"/matching/partners/{spring[0]}/rematch"
    page = text(client.get(f"{address}?trios=yes"))
    assert page.count("Their pair becomes a group of three") == 4
    assert page.index('value="prison:') < page.index('value="group:')
    with app.app_context():
        number = _id("BMI")
    refused = client.post(address, data={"prison": number})
    assert refused.status_code == 422
    assert f'id="choice-{number}-error"' in text(refused)
    key = candidates(app, lead, spring[0], "BMI")[0].key
    done = client.post(address, data={"prison": number, "choice": key}, follow_redirects=True)
    assert "are a new group" in text(done)


def states(app, lead, spring) -> list[str]:
    with app.app_context():
        found = board(choice_round(spring[0]), viewer=lead)
        by_group = {row.group.id: row.state for row in found.rows}
        assert sum(found.counts.values()) == len(found.rows)
    return [by_group[number] for number in spring]


def test_the_board_tells_how_each_group_is_getting_on(app, lead, spring, whole_estate, later):
    assert states(app, lead, spring) == ["waiting"] * 3
    later(days=15)
    assert states(app, lead, spring) == ["not_answered"] * 3
    accept(app, spring[0])
    accept(app, spring[1])
    join(app, whole_estate.charlie, "WWI")
    with app.app_context():
        answer(spring[2], actor=again(whole_estate.charlie), says="declined", reason="far")
    assert states(app, lead, spring) == ["begun", "begun", "declined"]
    join(app, whole_estate.charlie, "BMI")
    with app.app_context():
        writing.note_meeting(
            spring[0], actor=again(whole_estate.charlie), day=clock.today(), words="We met."
        )
    assert states(app, lead, spring)[:2] == ["meets", "begun"]
    later(weeks=7)
    assert states(app, lead, spring)[:2] == ["sleeps", "sleeps"]
    with app.app_context():
        meetings.set_meeting(
            spring[0],
            actor=again(whole_estate.charlie),
            starts_at=clock.now() + timedelta(days=3),
            minutes="60",
            place="Video call",
            based_on=-1,
        )
    assert states(app, lead, spring)[:2] == ["meets", "sleeps"]
    part(app, lead, spring[1])
    assert states(app, lead, spring) == ["meets", "parted", "declined"]


def test_the_board_filters_and_counts(app, lead, spring, client, sign_in):
    accept(app, spring[0])
    part(app, lead, spring[1])
    sign_in(client, lead)
    with app.app_context():
        number = choice_round(spring[0])
    whole = text(client.get(f"/matching/rounds/{number}/board"))
    assert "3 groups" in whole
    assert "What these words mean" in whole
    some = text(client.get(f"/matching/rounds/{number}/board?state=parted"))
    assert "1 group of 3" in some
    assert f"/matching/partners/{spring[1]}/rematch" in some
    assert f"/matching/partners/{spring[0]}/part" not in some
    none = text(client.get(f"/matching/rounds/{number}/board?state=sleeps&fit=nonsense"))
    assert "No group is like that" in none


@pytest.mark.usefixtures("regions")
def test_a_regional_lead_sees_on_the_board_what_is_theirs(app, lead, spring, whole_estate):
    with app.app_context():
        found = board(choice_round(spring[0]), viewer=whole_estate.dana)
        shown = {row.group.id for row in found.rows}
    assert spring[0] in shown, "Birmingham is in their region"
    assert spring[1] not in shown, "Ford and Leeds are not"


def test_the_board_asks_as_much_for_many_groups_as_for_few(
    app, lead, spring, client, sign_in, count_queries
):
    sign_in(client, lead)
    with app.app_context():
        address = f"/matching/rounds/{choice_round(spring[0])}/board"
    with count_queries() as many:
        client.get(address)
    with app.app_context():
        db.session.execute(delete(PairingGroup).where(PairingGroup.id != spring[0]))
        db.session.commit()
    with count_queries() as few:
        client.get(address)
    assert len(many) == len(few) <= 15


def test_results_count_what_became_of_each_closeness(app, lead, spring, whole_estate, later):
    accept(app, spring[0])
    accept(app, spring[1])
    join(app, whole_estate.charlie, "WWI")
    with app.app_context():
        answer(spring[2], actor=again(whole_estate.charlie), says="declined", reason="far")
    later(weeks=7)
    for number, code, says in ((0, "BMI", "good"), (0, "DGI", "good"), (1, "FDI", "not_good")):
        join(app, whole_estate.charlie, code)
        with app.app_context():
            say_fit(spring[number], "six_weeks", actor=again(whole_estate.charlie), answer=says)
    with app.app_context():
        found = results("record")
        assert sum(each.groups for each in found.outcomes) == 3
        assert sum(each.accepted for each in found.outcomes) == 2
        assert [each.declined for each in found.outcomes if each.declined] == [{"far": 1}]
        fits = [each.fits["six_weeks"] for each in found.outcomes if each.fits]
        assert sum(each.get("good", 0) for each in fits) == 2
        assert sum(each.get("not_good", 0) for each in fits) == 1
        given = given_of(Wishes())
        first = db.session.get_one(PairingGroup, spring[0])
        assert closeness(given.method, first.distance) in {each.word for each in found.outcomes}
        assert {each.group for each in found.apart} <= set(given.method.groups)
        assert all((each.good_pairs, each.not_good_pairs) <= (1, 1) for each in found.apart)
        assert any(each.good is not None for each in found.apart)
        assert results("profile").outcomes == ()


def test_results_leave_example_prisons_out(app, whole_estate):
    with app.app_context():
        db.session.execute(delete(PairingRound))
        db.session.commit()
        publish([(whole_estate.midvale, whole_estate.westholme)])
        assert results().outcomes == ()
