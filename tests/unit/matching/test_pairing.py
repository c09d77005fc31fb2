import itertools
import math
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.matching.core import Plan, Unpaired, grouping, pair_greedily, pair_up
from portal.matching.core.items import Matrix
from portal.matching.core.pairing import Allowed, cost
from tests.unit.matching.estate import codes, measured

few = settings(max_examples=60, deadline=None)
nan = np.nan


def _keys(count: int) -> list[str]:
    return [f"{index:03}" for index in range(count)]


def _random(count: int, seed: int, *, levels: int = 0, allowed: float = 1.0) -> Matrix:
    rng = np.random.default_rng(seed)
    apart = rng.integers(0, levels, (count, count)) / levels if levels else rng.random((count,) * 2)
    apart[rng.random((count, count)) > allowed] = nan
    upper = np.triu(apart, 1)
    return upper + upper.T


def _parts(edges: Allowed) -> list[set[int]]:
    parts: list[set[int]] = []
    for index in range(len(edges)):
        beside = {index, *np.flatnonzero(edges[index]).tolist()}
        touching = [part for part in parts if part & beside]
        parts = [part for part in parts if part not in touching]
        parts.append(beside.union(*touching))
    return parts


def _covers(free: tuple[int, ...], edges: Allowed, trios: int) -> Iterator[list[tuple[int, ...]]]:
    if not free:
        yield []
        return
    first, *rest = free
    yield from _covers(tuple(rest), edges, trios)
    for size in (1, 2) if trios else (1,):
        for others in itertools.combinations(rest, size):
            group = (first, *others)
            if all(edges[pair] for pair in itertools.combinations(group, 2)):
                left = tuple(index for index in rest if index not in others)
                for cover in _covers(left, edges, trios - (size == 2)):
                    yield [group, *cover]


def _brute_force(apart: Matrix) -> tuple[int, float]:
    """Try everything: the most that can be grouped, and the least total for so many."""
    edges = ~np.isnan(apart)
    np.fill_diagonal(edges, False)
    grouped, total = 0, 0.0
    for part in _parts(edges):
        best = min(
            (-sum(map(len, cover)), math.fsum(cost(apart, group) for group in cover))
            for cover in _covers(tuple(sorted(part)), edges, 1)
        )
        grouped -= best[0]
        total += best[1]
    return grouped, total


def _grouped(plan: Plan) -> list[int]:
    return sorted(index for group in plan.groups for index in group.members)


def _check(plan: Plan, apart: Matrix) -> None:
    """Check what every plan must be: each prison once, worst first, only comparable ones."""
    assert sorted([*_grouped(plan), *plan.unpaired]) == list(range(len(apart)))
    worst = [group.distance for group in plan.groups]
    assert worst == sorted(worst, reverse=True)
    for group in plan.groups:
        pairs = list(itertools.combinations(group.members, 2))
        assert group.distance == max(apart[pair] for pair in pairs)
    assert plan.total == pytest.approx(sum(cost(apart, group.members) for group in plan.groups))


@few
@given(st.integers(0, 8), st.integers(0, 10_000), st.sampled_from([1.0, 0.8, 0.5, 0.3]))
def test_the_plan_is_as_good_as_trying_everything(count: int, seed: int, allowed: float) -> None:
    apart = _random(count, seed, levels=seed % 2 * 5, allowed=allowed)
    plan = pair_up(apart, _keys(count))
    _check(plan, apart)
    grouped, total = _brute_force(apart)
    assert plan.gap == 0
    assert len(_grouped(plan)) == grouped
    assert plan.total == pytest.approx(total, abs=1e-5)


@few
@given(st.integers(3, 8), st.integers(0, 10_000), st.sampled_from([1.0, 0.6]))
def test_it_is_as_good_when_trios_are_only_brought_in_as_needed(
    count: int, seed: int, allowed: float
) -> None:
    apart = _random(count, seed, allowed=allowed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grouping, "BATCH", 1)
        patch.setattr(grouping, "NEAREST", 0)
        plan = pair_up(apart, _keys(count))
    assert plan.gap == 0
    assert (len(_grouped(plan)), plan.total) == pytest.approx(_brute_force(apart), abs=1e-5)


@few
@given(st.integers(2, 16), st.integers(0, 10_000), st.sampled_from([1.0, 0.5, 0.2]))
def test_it_is_never_worse_than_closest_first(count: int, seed: int, allowed: float) -> None:
    apart = _random(count, seed, allowed=allowed)
    best, greedy = pair_up(apart, _keys(count)), pair_greedily(apart, _keys(count))
    _check(greedy, apart)
    assert len(best.unpaired) <= len(greedy.unpaired)
    if len(best.unpaired) == len(greedy.unpaired):
        assert best.total <= greedy.total + 1e-5


@few
@given(st.integers(2, 9), st.integers(0, 10_000), st.randoms())
def test_the_order_of_the_rows_does_not_matter_even_among_equals(
    count: int, seed: int, chance: object
) -> None:
    apart, keys = _random(count, seed, levels=2), _keys(count)
    order = np.random.default_rng(seed).permutation(count)
    plan = pair_up(apart, keys)
    mixed = pair_up(apart[np.ix_(order, order)], [keys[index] for index in order])
    assert plan.groups == tuple(
        type(group)(tuple(int(order[index]) for index in group.members), group.distance)
        for group in mixed.groups
    )


def test_closest_first_takes_the_nearest_and_leaves_a_bad_pair_that_the_best_plan_avoids() -> None:
    line = np.array([0.0, 0.3, 0.5, 0.8])
    apart = np.abs(line[:, None] - line[None, :])
    assert [group.members for group in pair_greedily(apart, "abcd").groups] == [(0, 3), (1, 2)]
    assert {group.members for group in pair_up(apart, "abcd").groups} == {(0, 1), (2, 3)}


def test_nobody_and_one_alone_need_no_partner() -> None:
    assert pair_up(np.zeros((0, 0)), []) == Plan((), 0.0, 0.0, {})
    assert pair_up(np.zeros((1, 1)), ["a"]).unpaired == {0: Unpaired.ALONE}


def test_two_are_a_pair_and_three_a_trio_that_costs_half_its_three_squares() -> None:
    apart = np.array([[0, 0.2, 0.4], [0.2, 0, 0.6], [0.4, 0.6, 0]])
    assert pair_up(apart[:2, :2], "ab").total == pytest.approx(0.04)
    plan = pair_up(apart, "abc")
    assert [(group.members, group.distance) for group in plan.groups] == [((0, 1, 2), 0.6)]
    assert plan.total == pytest.approx((0.04 + 0.16 + 0.36) / 2)


def test_each_in_no_group_is_told_why() -> None:
    # a, b and c hang together by b alone; d is comparable but ruled out; nothing is known of e.
    apart = np.full((5, 5), nan)
    for one, other in [(0, 1), (1, 2), (0, 3)]:
        apart[one, other] = apart[other, one] = 0.1 + 0.1 * one
    allowed = np.ones((5, 5), dtype=bool)
    allowed[0, 3] = allowed[3, 0] = False
    assert pair_up(apart, "abcde", allowed).unpaired == {
        2: Unpaired.LEFT_OVER,
        3: Unpaired.RULED_OUT,
        4: Unpaired.UNKNOWN,
    }


def test_grouping_more_prisons_comes_before_a_lower_total() -> None:
    # The middle two are the same; pairing them would strand both ends of the chain.
    apart = np.full((4, 4), nan)
    for one, other, far in [(0, 1, 1.0), (1, 2, 0.0), (2, 3, 1.0)]:
        apart[one, other] = apart[other, one] = far
    plan = pair_up(apart, "abcd")
    assert {group.members for group in plan.groups} == {(0, 1), (2, 3)}
    assert len(pair_greedily(apart, "abcd").unpaired) == 2


def test_tight_clusters_of_odd_size_are_solved_and_proven() -> None:
    # Seven clusters of five: without cuts the relaxation is almost 0 and the search never ends.
    rng = np.random.default_rng(7)
    places = np.repeat(rng.random((7, 2)), 5, axis=0) + rng.random((35, 2)) * 0.001
    apart = np.abs(places[:, None] - places[None, :]).mean(axis=-1)
    plan = pair_up(apart, _keys(35), seconds=60)
    assert plan.gap == 0
    assert sorted(map(len, (group.members for group in plan.groups))) == [2] * 16 + [3]
    assert plan.total < pair_greedily(apart, _keys(35)).total


def test_a_dear_trio_is_taken_where_no_other_groups_everyone() -> None:
    # Forty-one in a ring can be paired but for one: there is a single triangle.
    apart = np.full((41, 41), nan)
    for one in range(41):
        other = (one + 1) % 41
        apart[one, other] = apart[other, one] = 0.1
    apart[10, 12] = apart[12, 10] = 0.9
    plan = pair_up(apart, _keys(41))
    assert plan.unpaired == {}
    assert plan.groups[0].members == (10, 11, 12)


def test_when_time_is_up_the_plan_is_still_whole_and_says_it_is_not_proven() -> None:
    apart = _random(21, 1)
    plan = pair_up(apart, _keys(21), seconds=0)
    _check(plan, apart)
    assert plan.unpaired == {}
    assert plan.gap == 1


@pytest.mark.parametrize("block", ["adult_men", "women", "under_18"])
def test_the_real_estate_is_grouped_whole_proven_and_better_than_closest_first(
    block: str,
) -> None:
    apart, keys = measured(block).total, codes(block)
    plan, greedy = pair_up(apart, keys), pair_greedily(apart, keys)
    _check(plan, apart)
    assert plan.gap == 0
    assert {keys[index]: why for index, why in plan.unpaired.items()} == (
        {"MKI": Unpaired.UNKNOWN} if block == "adult_men" else {}
    )
    assert all(len(group.members) == 2 for group in plan.groups)
    assert plan.total <= greedy.total
    assert plan.groups[0].distance <= greedy.groups[0].distance


def test_an_odd_number_of_mens_prisons_gets_one_trio() -> None:
    keys = codes("adult_men")[:-1]
    plan = pair_up(measured("adult_men").total[:-1, :-1], keys)
    assert plan.gap == 0
    assert [len(group.members) for group in plan.groups].count(3) == 1
    assert [keys[index] for index in plan.unpaired] == ["MKI"]
