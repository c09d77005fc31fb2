import itertools
import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.matching.core.planning import Greedy, Plan, Site, Wishes, plan, priced
from tests.unit.matching.all_groupings import SIZES, best_of_all
from tests.unit.matching.asked import Question, allowed, apart, pair_cost, question
from tests.unit.matching.estate import codes, known, measured

few = settings(max_examples=40, deadline=None)
seeds = st.integers(0, 1_000_000)


def _codes(asked: Question, found: Plan) -> list[tuple[str, ...]]:
    return [tuple(asked[1][one].code for one in each.members) for each in found.groups]


def _free(asked: Question) -> set[int]:
    pinned = set(itertools.chain.from_iterable(asked[2].pins))
    return {index for index, site in enumerate(asked[1]) if site.code not in pinned}


def _pairs(asked: Question) -> dict[tuple[int, int], float]:
    """Give the pairs that may meet, without those who are pinned."""
    return {
        pair: pair_cost(asked, *pair)
        for pair in itertools.combinations(sorted(_free(asked)), 2)
        if allowed(asked, *pair)
    }


def _parts(asked: Question) -> list[set[int]]:
    parts = [{index} for index in sorted(_free(asked))]
    for pair in _pairs(asked):
        touching = [part for part in parts if part & set(pair)]
        parts = [part for part in parts if part not in touching] + [set().union(*touching)]
    return parts


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 8), seeds)
def test_the_plan_is_as_good_as_trying_everything(count: int, seed: int) -> None:
    asked = question(count, seed)
    size = asked[2].size
    found = plan(*asked)
    left, other_sizes, total = best_of_all(count, _pairs(asked), size, squared=False)
    place = {site.code: index for index, site in enumerate(asked[1])}
    pinned = [
        pair_cost(asked, place[one], place[other])
        for pin in asked[2].pins
        for one, other in itertools.combinations(pin, 2)
    ]
    made = [len(each.members) for each in found.groups if not each.is_pinned]
    assert found.gap == 0
    assert len(found.unpaired) == left - (count - len(_free(asked)))
    assert sum(each != size for each in made) == other_sizes
    assert found.total == pytest.approx(total + math.fsum(pinned), abs=1e-9)


@few
@given(st.integers(0, 24), seeds)
def test_everyone_is_in_one_group_or_told_why_and_every_rule_is_kept(count: int, seed: int) -> None:
    asked = question(count, seed)
    found = plan(*asked)
    placed = [one for each in found.groups for one in each.members]
    assert sorted([*placed, *found.unpaired]) == list(range(count))
    for reason in found.unpaired.values():
        assert sum(reason.counts.values()) == count - 1
    made = [each for each in found.groups if not each.is_pinned]
    assert all(len(each.members) in SIZES[asked[2].size] for each in made)
    for each in made:
        assert all(allowed(asked, *pair) for pair in itertools.combinations(each.members, 2))
    pins = {frozenset(pin) for pin in asked[2].pins}
    kept = [each for each in found.groups if each.is_pinned]
    assert {frozenset(asked[1][one].code for one in each.members) for each in kept} == pins


@few
@given(st.integers(2, 24), seeds)
def test_a_group_costs_what_it_is_charged_and_the_least_alike_stands_first(
    count: int, seed: int
) -> None:
    asked = question(count, seed)
    found = plan(*asked)
    for each in found.groups:
        pairs = list(itertools.combinations(each.members, 2))
        assert each.cost == pytest.approx(sum(pair_cost(asked, *pair) for pair in pairs))
        assert each.cost == pytest.approx(sum(each.charges.values()))
        apart_by = [asked[0][pair] for pair in pairs if not np.isnan(asked[0][pair])]
        assert each.distance == max(apart_by, default=None)
    assert found.total == pytest.approx(sum(each.cost for each in found.groups))
    worst = [-1.0 if each.distance is None else each.distance for each in found.groups]
    assert worst == sorted(worst, reverse=True)


@few
@given(st.integers(2, 17), seeds)
def test_of_pairs_each_part_has_one_trio_at_most_and_one_where_an_odd_part_is_placed_whole(
    count: int, seed: int
) -> None:
    asked = question(count, seed, size=2)
    found = plan(*asked)
    for part in _parts(asked):
        groups = [each for each in found.groups if set(each.members) <= part]
        trios = sum(len(each.members) == 3 for each in groups)
        whole = not part & set(found.unpaired)
        assert trios <= 1
        assert not whole or trios == len(part) % 2


@few
@given(st.integers(2, 10), seeds, st.sampled_from([2, 3, 4]))
def test_the_order_of_the_sites_does_not_matter_even_among_equals(
    count: int, seed: int, size: int
) -> None:
    total, sites, wishes = question(count, seed, size=size)
    order = np.random.default_rng(seed).permutation(count)
    mixed = (total[np.ix_(order, order)], [sites[index] for index in order], wishes)
    ours, theirs = plan(total, sites, wishes), plan(*mixed)
    assert _codes((total, sites, wishes), ours) == _codes(mixed, theirs)
    assert (ours.total, ours.greedy) == (theirs.total, theirs.greedy)
    assert {sites[one].code: why for one, why in ours.unpaired.items()} == {
        mixed[1][one].code: why for one, why in theirs.unpaired.items()
    }


@few
@given(st.integers(2, 10), seeds)
def test_a_bonus_for_one_pair_never_makes_the_total_greater(count: int, seed: int) -> None:
    total, sites, wishes = question(count, seed)
    before = plan(total, sites, wishes).total
    helped = [
        replace(sites[0], barriers_now=sites[0].barriers_now | {"bonus"}),
        replace(sites[1], barriers_solved=sites[1].barriers_solved | {"bonus"}),
    ]
    assert plan(total, [*helped, *sites[2:]], wishes).total <= before + 1e-9
    teaching = [
        replace(sites[0], schemes={**(sites[0].schemes or {}), "bonus": "setting_up"}),
        replace(sites[1], schemes={**(sites[1].schemes or {}), "bonus": "established"}),
    ]
    assert plan(total, [*teaching, *sites[2:]], wishes).total <= before + 1e-9


@few
@given(st.integers(0, 30), seeds)
def test_closest_first_is_never_better(count: int, seed: int) -> None:
    asked = question(count, seed)
    found = plan(*asked)
    sizes = [len(each.members) for each in found.groups if not each.is_pinned]
    other_sizes = sum(each != asked[2].size for each in sizes)
    ours = (len(found.unpaired), other_sizes, round(found.total, 9))
    greedy = found.greedy
    assert ours <= (greedy.unpaired, greedy.other_sizes, round(greedy.total, 9))


@few
@given(st.integers(0, 12), seeds)
def test_a_plan_comes_out_again_from_what_was_written_down(count: int, seed: int) -> None:
    total, sites, wishes = question(count, seed)
    written = json.dumps(
        {
            "wishes": wishes.to_json(),
            "total": [[None if np.isnan(each) else each for each in row] for row in total.tolist()],
            "sites": [
                {
                    "code": site.code,
                    "region": site.region,
                    "place": [site.latitude, site.longitude],
                    "schemes": None if site.schemes is None else dict(site.schemes),
                    "barriers_now": sorted(site.barriers_now),
                    "barriers_solved": sorted(site.barriers_solved),
                }
                for site in sites
            ],
        },
        allow_nan=False,
    )
    read = json.loads(written)
    again = plan(
        np.array(read["total"], dtype=np.float64).reshape(count, count),
        [
            Site.of(each["code"], each, latitude=each["place"][0], longitude=each["place"][1])
            for each in read["sites"]
        ],
        Wishes.from_json(read["wishes"]),
    )
    assert again == plan(total, sites, wishes)


def test_nobody_and_one_alone_need_no_partner() -> None:
    nobody = plan(np.zeros((0, 0)), [], Wishes())
    assert nobody == Plan((), 0.0, 0.0, {}, Greedy(0.0, None, 0, 0), ())
    alone = plan(np.zeros((1, 1)), [Site("A")], Wishes())
    assert (alone.groups, alone.unpaired[0].rule, alone.unpaired[0].counts) == ((), "alone", {})


@pytest.mark.parametrize("size", [2, 3, 4])
def test_those_that_are_all_the_same_are_placed_at_no_cost(size: int) -> None:
    sites = [Site(f"P{index}") for index in range(9)]
    wishes = Wishes(size=size, maturity=0, need=0)  # type: ignore[arg-type]
    found = plan(np.zeros((9, 9)), sites, wishes)
    assert (found.total, found.gap, found.unpaired) == (0, 0, {})


def test_placing_more_comes_before_a_lower_total() -> None:
    # The middle two are the same; as a pair they would strand both ends of the chain.
    total = np.full((4, 4), np.nan)
    for one, other, far in ((0, 1, 0.9), (1, 2, 0.0), (2, 3, 0.9)):
        total[one, other] = total[other, one] = far
    found = plan(total, [Site(code) for code in "ABCD"], Wishes())
    assert {each.members for each in found.groups} == {(0, 1), (2, 3)}


def test_when_time_is_up_the_plan_is_still_whole_and_says_it_is_not_proven() -> None:
    sites = [Site(f"P{index:02}") for index in range(21)]
    found, best = (plan(apart(21, 1), sites, Wishes(seconds=given)) for given in (0, 20))
    assert found.unpaired == {}
    assert found.gap > best.gap == 0
    assert found.total * (1 - found.gap) <= best.total <= found.total


def test_each_charge_decides_between_partners_who_are_just_as_much_alike() -> None:
    # A is as far from B as from C; D takes whoever is left.
    total = np.full((4, 4), 0.1)
    plain = Wishes(region="any", repeat=0, maturity=0, need=0)
    sites = [Site(code, region=region) for code, region in zip("ABCD", "NNSS", strict=True)]
    other = plan(total, sites, replace(plain, region="rather_other", forbids=(("A", "D"),)))
    assert (0, 2) in [each.members for each in other.groups]
    met = replace(plain, repeat=0.008, earlier=(("A", "B", 1),), forbids=(("A", "D"),))
    assert (0, 2) in [each.members for each in plan(total, sites, met).groups]
    long_ago = replace(met, earlier=(("A", "B", 3), ("A", "C", 1), ("B", "D", 1)))
    assert (0, 1) in [each.members for each in plan(total, sites, long_ago).groups]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"reading": "established"}, {"reading": "setting_up"}),
        ({"reading": "running"}, {"maths": "established"}),
    ],
)
def test_a_scheme_that_one_has_established_and_the_other_begins_or_lacks_decides_between_equals(
    first: dict[str, str], second: dict[str, str]
) -> None:
    running = {"reading": "running", "maths": "running"}
    for at in (1, 2, 3):
        schemes = [first, running, running, running]
        schemes[at] = second
        sites = [Site(c, schemes=each) for c, each in zip("ABCD", schemes, strict=True)]
        # Only between the two is anything to learn: the others run all that there is.
        wishes = Wishes(region="any", need=0)
        taught = plan(np.full((4, 4), 0.1), sites, wishes)
        ours = next(each for each in taught.groups if 0 in each.members)
        assert (ours.members, ours.charges["maturity"]) == ((0, at), 0.0)


@pytest.mark.parametrize(
    ("now", "solved"), [({"space"}, {"space", "pay"}), ({"staff", "pay"}, {"pay"})]
)
def test_a_barrier_that_one_has_solved_and_the_other_named_decides_between_equals(
    now: set[str], solved: set[str]
) -> None:
    for at in (1, 2, 3):
        sites = [Site(code, barriers_now=frozenset({"moves"})) for code in "ABCD"]
        sites[0] = replace(sites[0], barriers_now=frozenset(now))
        sites[at] = replace(sites[at], barriers_solved=frozenset(solved))
        found = plan(np.full((4, 4), 0.1), sites, Wishes(region="any", maturity=0))
        ours = next(each for each in found.groups if 0 in each.members)
        assert (ours.members, ours.charges["need"]) == ((0, at), 0.0)


def test_what_is_not_known_of_schemes_earns_no_bonus() -> None:
    sites = [Site("A", schemes={"reading": "established"}), Site("B"), Site("C", schemes={})]
    wishes = Wishes(region="any", maturity=0.002, need=0)
    unknown = priced(np.zeros((3, 3)), sites, wishes, [(0, 1)])
    none_at_all = priced(np.zeros((3, 3)), sites, wishes, [(0, 2)])
    assert (unknown.total, none_at_all.total) == (0.002, 0.0)


def test_the_usual_charges_together_are_less_than_the_difference_between_same_and_just_close() -> (
    None
):
    usual = Wishes()
    assert usual.repeat + usual.same_region + usual.maturity + usual.need < 0.125**2


def test_groups_set_by_hand_are_priced_as_the_plan_prices_them() -> None:
    asked = question(12, 5, size=2, pins=(("P03", "P07"),))
    found = plan(*asked)
    again = priced(*asked, [each.members[::-1] for each in found.groups])
    assert (again.groups, again.total) == (found.groups, found.total)
    ours, theirs = found.groups[0].members, found.groups[1].members
    swapped = [(ours[0], theirs[0]), (ours[1], theirs[1])]
    moved = priced(*asked, [*swapped, *(each.members for each in found.groups[2:])])
    cost = sum(pair_cost(asked, *pair) for pair in swapped)
    kept = sum(each.cost for each in found.groups[2:])
    assert moved.total == pytest.approx(cost + kept)


@pytest.mark.parametrize("groups", [[(0, 1), (1, 2)], [(0,)], [(0, 9)], [(0, -1)], [(1, 1)]])
def test_groups_that_cannot_be_are_not_priced(groups: list[tuple[int, ...]]) -> None:
    with pytest.raises(ValueError, match="group"):
        priced(np.zeros((3, 3)), [Site(code) for code in "ABC"], Wishes(), groups)


def test_distances_of_another_shape_and_a_code_that_is_there_twice_are_refused() -> None:
    with pytest.raises(ValueError, match="for 2 prisons"):
        plan(np.zeros((3, 3)), [Site("A"), Site("B")], Wishes())
    with pytest.raises(ValueError, match="same code"):
        plan(np.zeros((2, 2)), [Site("A"), Site("A")], Wishes())


def test_a_pin_of_which_nothing_is_known_stands_without_a_distance_and_last() -> None:
    total = apart(4, 3)
    total[0, 1:] = total[1:, 0] = np.nan
    wishes = Wishes(region="any", maturity=0, need=0, pins=(("B", "A"),))
    found = plan(total, [Site(code) for code in "ABCD"], wishes)
    assert [each.members for each in found.groups] == [(2, 3), (0, 1)]
    last = found.groups[-1]
    assert (last.distance, last.cost, last.is_pinned) == (None, 0.0, True)
    assert [problem.rule for problem in found.warnings] == ["too_little_known"]


@pytest.mark.parametrize("block", ["adult_men", "women", "under_18"])
def test_the_real_estate_is_planned_whole_proven_and_better_than_closest_first(
    block: str,
) -> None:
    total, keys = measured(block).total, codes(block)  # type: ignore[arg-type]
    sites = [Site.of(code, known().get(code, {})) for code in keys]
    found = plan(total, sites, Wishes())
    assert found.gap == 0
    assert {keys[one]: why.rule for one, why in found.unpaired.items()} == (
        {"MKI": "too_little_known"} if block == "adult_men" else {}
    )
    assert all(len(each.members) == 2 for each in found.groups)
    assert found.total <= found.greedy.total
    assert found.greedy.unpaired == len(found.unpaired)


def test_an_odd_number_of_mens_prisons_gets_one_trio() -> None:
    keys = [code for code in codes("adult_men") if code != "MKI"][1:]
    kept = [codes("adult_men").index(code) for code in keys]
    sites = [Site.of(code, known()[code]) for code in keys]
    found = plan(measured("adult_men").total[np.ix_(kept, kept)], sites, Wishes())
    assert (found.gap, found.unpaired) == (0, {})
    assert [len(each.members) for each in found.groups].count(3) == len(keys) % 2 == 1


def test_of_several_meetings_the_latest_is_charged() -> None:
    wishes = Wishes(region="any", repeat=0.6, maturity=0, need=0)
    sites = [Site(code) for code in "AB"]
    for ago in ((1, 3), (3, 1), (2, 3)):
        met = (("A", "B", ago[0]), ("B", "A", ago[1]))
        total = priced(np.zeros((2, 2)), sites, replace(wishes, earlier=met), [(0, 1)]).total
        assert total == pytest.approx(0.6 / min(ago))
