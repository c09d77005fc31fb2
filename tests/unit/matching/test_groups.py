import itertools
import math

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.matching.core import blossom, growing, programme, relaxation
from portal.matching.core import pairs as pairing
from portal.matching.core.groups import Grouping, Objective, Size, group
from tests.unit.matching.all_groupings import Pairs, best_of_all, costs_of

few = settings(max_examples=15, deadline=None)
sizes = st.sampled_from([2, 3, 4])
objectives = st.sampled_from(["squared", "sum"])


def _random(count: int, seed: int, *, levels: int = 0, allowed: float = 1.0) -> Pairs:
    rng = np.random.default_rng(seed)
    return {
        pair: float(rng.integers(0, levels + 1)) if levels else float(rng.random())
        for pair in itertools.combinations(range(count), 2)
        if rng.random() < allowed
    }


def _places(count: int, seed: int, dimensions: int = 2) -> Pairs:
    places = np.random.default_rng(seed).normal(size=(count, dimensions))
    return {
        (one, other): math.dist(places[one], places[other])
        for one, other in itertools.combinations(range(count), 2)
    }


def _check(found: Grouping, count: int, pairs: Pairs, objective: Objective) -> None:
    """Check what every grouping must be: each once, only allowed pairs, the total added up."""
    everyone = [*itertools.chain.from_iterable(found.groups), *found.alone]
    assert sorted(everyone) == list(range(count))
    assert list(found.groups) == sorted(found.groups)
    within = [pair for each in found.groups for pair in itertools.combinations(each, 2)]
    power = 2 if objective == "squared" else 1
    assert found.total == pytest.approx(math.fsum(pairs[pair] ** power for pair in within))


def _figures(found: Grouping, size: int) -> tuple[int, int, float]:
    others = sum(len(each) != size for each in found.groups)
    return len(found.alone), others, found.total


@settings(max_examples=100, deadline=None)
@given(
    st.integers(1, 10),
    st.integers(0, 100_000),
    st.sampled_from([1.0, 1.0, 0.8, 0.5, 0.3]),
    st.sampled_from([0, 0, 3]),
    sizes,
    objectives,
)
def test_no_grouping_is_better_and_that_is_proven(
    count: int, seed: int, allowed: float, levels: int, size: Size, objective: Objective
) -> None:
    pairs = _random(count, seed, levels=levels, allowed=allowed)
    found = group(costs_of(count, pairs), size, objective)
    _check(found, count, pairs, objective)
    best = best_of_all(count, pairs, size, squared=objective == "squared")
    assert _figures(found, size) == pytest.approx(best, rel=1e-9, abs=1e-9)
    assert found.gap == 0


@settings(max_examples=40, deadline=None)
@given(
    st.integers(4, 10),
    st.integers(0, 100_000),
    st.sampled_from([1.0, 0.6]),
    st.sampled_from([0, 2]),
    sizes,
    st.sampled_from([0.0, 0.3, 1.0]),
    st.sampled_from([0.0, 8.0]),
    st.sampled_from([0.0, 0.7]),
)
def test_it_is_as_good_when_groups_are_only_brought_in_as_needed(
    count: int,
    seed: int,
    allowed: float,
    levels: int,
    size: Size,
    many: float,
    seconds: float,
    cutting: float,
) -> None:
    pairs = _random(count, seed, levels=levels, allowed=allowed)
    with pytest.MonkeyPatch.context() as patch:
        _by_the_relaxation(patch)
        for module, name, value in (
            (programme, "NEAREST", 1),
            (programme, "BATCH", 1),
            (programme, "STARTS", 0),
            (relaxation, "BATCH", 1),
            (relaxation, "FEW", 2),
            (relaxation, "CUTTING", cutting),
            (relaxation, "HELD", 1),
            (programme, "NARROW", 1e-3),
            (pairing, "FEW", many),
            (pairing, "TRIOS", 0),
            (pairing, "ALL_BUT_ONE", seconds),
        ):
            patch.setattr(module, name, value)
        found = group(costs_of(count, pairs), size)
    best = best_of_all(count, pairs, size, squared=True)
    assert _figures(found, size) == pytest.approx(best, rel=1e-9, abs=1e-9)
    assert found.gap == 0


def _by_the_relaxation(patch: pytest.MonkeyPatch) -> None:
    """Let no pairs be few enough for the blossom algorithm alone."""
    patch.setattr(pairing, "AT_ONCE", -1.0)
    patch.setattr(pairing, "SPARSE", -1)


@few
@given(st.integers(2, 12), st.integers(0, 100_000), st.sampled_from([1.0, 1000.0, 1e-6, 1e6]))
def test_another_unit_changes_nothing_but_the_total(count: int, seed: int, unit: float) -> None:
    pairs = _random(count, seed)
    found = group(costs_of(count, pairs))
    other = group(costs_of(count, {pair: far * unit for pair, far in pairs.items()}))
    assert other.total == pytest.approx(found.total * unit**2, rel=1e-9)


@settings(max_examples=8, deadline=None)
@given(st.integers(2, 9), st.integers(0, 100_000), sizes)
def test_the_order_of_the_members_does_not_change_the_total(
    count: int, seed: int, size: Size
) -> None:
    pairs = _random(count, seed, allowed=0.8)
    order = np.random.default_rng(seed).permutation(count).tolist()
    mixed = {
        (min(order[one], order[other]), max(order[one], order[other])): far
        for (one, other), far in pairs.items()
    }
    found, other = group(costs_of(count, pairs), size), group(costs_of(count, mixed), size)
    assert _figures(other, size) == pytest.approx(_figures(found, size), rel=1e-9)


@few
@given(
    st.integers(20, 60),
    st.sampled_from([2, 7]),
    st.sampled_from([1.0, 1.0, 0.3, 0.08]),
    st.integers(0, 100_000),
    st.booleans(),
)
def test_pairs_are_as_good_as_those_of_an_independent_solver(
    count: int, dimensions: int, allowed: float, seed: int, at_once: bool
) -> None:
    rng = np.random.default_rng(seed)
    places = _places(count, seed, dimensions).items()
    pairs = {pair: round(far * 1000) for pair, far in places if rng.random() < allowed}
    best = _best_pairs(pairs)
    with pytest.MonkeyPatch.context() as patch:
        if not at_once:
            _by_the_relaxation(patch)
        found = group(costs_of(count, {pair: float(far) for pair, far in pairs.items()}))
    assert found.gap == 0
    placed, trios = count - len(found.alone), [each for each in found.groups if len(each) == 3]
    if trios:
        assert placed > 2 * len(best)
    else:
        assert placed == 2 * len(best)
        assert found.total == sum(pairs[pair] ** 2 for pair in best)


def _best_pairs(pairs: Pairs) -> list[tuple[int, int]]:
    """Match by networkx: the most pairs, and of those choices the least squares."""
    graph = networkx.Graph()
    graph.add_weighted_edges_from((*pair, -(far**2)) for pair, far in pairs.items())
    best = networkx.max_weight_matching(graph, maxcardinality=True)
    return [(min(pair), max(pair)) for pair in best]


@pytest.mark.parametrize(("count", "seed"), [(46, 1), (45, 2)])
def test_doubles_and_ties_are_solved_and_proven_both_ways(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    places = rng.integers(0, 4, size=(count, 2)).tolist()
    pairs = {
        (one, other): math.dist(places[one], places[other])
        for one, other in itertools.combinations(range(count), 2)
    }
    found = group(costs_of(count, pairs))
    with pytest.MonkeyPatch.context() as patch:
        _by_the_relaxation(patch)
        again = group(costs_of(count, pairs))
    assert found.gap == again.gap == 0
    assert again.total == pytest.approx(found.total, rel=1e-9, abs=1e-9)
    if count % 2 == 0:
        assert found.total == pytest.approx(sum(pairs[each] ** 2 for each in _best_pairs(pairs)))


@pytest.mark.parametrize("far", [0.0, 1.0, 1e-9, 1e9])
@pytest.mark.parametrize("count", [12, 13])
def test_equal_distances_are_proven_at_once(count: int, far: float) -> None:
    found = group(costs_of(count, dict.fromkeys(itertools.combinations(range(count), 2), far)))
    assert found.gap == 0
    assert found.total == pytest.approx((count // 2 + 2 * (count % 2)) * far**2)


def test_a_distance_far_greater_than_all_others_is_no_trouble() -> None:
    pairs = {(0, 1): 1e-6, (1, 2): 2e-6, (2, 3): 1e15, (0, 3): 1e15, (0, 2): 1e-6, (1, 3): 2e15}
    found = group(costs_of(4, pairs))
    assert found.total == 1e30
    assert found.gap == 0


@pytest.mark.parametrize(("count", "nearest"), [(300, 10), (301, 10), (300, 3), (301, 3)])
def test_tables_of_the_nearest_only_are_proven(count: int, nearest: int) -> None:
    places = _places(count, 3)
    full = costs_of(count, places)
    kept = [(int(one), int(other)) for one, other in full.nearest(nearest).tolist()]
    found = group(costs_of(count, {pair: places[pair] for pair in kept}))
    assert found.gap == 0
    assert found.alone == ()


def test_a_trio_is_as_good_as_the_best_of_all_trios_with_the_rest_paired_elsewhere() -> None:
    count = 15
    pairs = {pair: round(far * 1000) for pair, far in _places(count, 5).items()}
    totals = []
    for trio in itertools.combinations(range(count), 3):
        left = {pair: far for pair, far in pairs.items() if not set(pair) & set(trio)}
        rest = sum(pairs[pair] ** 2 for pair in _best_pairs(left))
        totals.append(rest + sum(pairs[pair] ** 2 for pair in itertools.combinations(trio, 2)))
    found = group(costs_of(count, {pair: float(far) for pair, far in pairs.items()}))
    assert found.total == min(totals)
    assert sorted(map(len, found.groups)) == [2] * 6 + [3]


def test_a_trio_costs_the_sum_over_its_three_pairs() -> None:
    pairs = {(0, 1): 1.0, (0, 2): 2.0, (1, 2): 3.0}
    assert group(costs_of(3, pairs)).total == 14
    assert group(costs_of(3, pairs), objective="sum").total == 6


@pytest.mark.parametrize(
    ("size", "count", "expected"),
    [
        (2, 7, [2, 2, 3]),
        (3, 7, [3, 4]),
        (3, 8, [2, 3, 3]),
        (3, 9, [3, 3, 3]),
        (4, 8, [4, 4]),
        (4, 9, [4, 5]),
        (4, 11, [3, 4, 4]),
        (4, 6, [3, 3]),
    ],
)
def test_as_few_groups_as_possible_have_another_size(
    size: Size, count: int, expected: list[int]
) -> None:
    found = group(costs_of(count, _places(count, 1)), size)
    assert sorted(map(len, found.groups)) == expected


def test_clusters_of_odd_size_are_solved_and_proven() -> None:
    rng = np.random.default_rng(7)
    places = np.repeat(rng.random((20, 2)), 5, axis=0) + rng.random((100, 2)) * 0.001
    pairs = {
        (one, other): math.dist(places[one], places[other])
        for one, other in itertools.combinations(range(100), 2)
    }
    found = group(costs_of(100, pairs))
    assert found.gap == 0
    least = sum(pairs[pair] ** 2 for pair in _best_pairs(pairs))
    assert found.total == pytest.approx(least, rel=1e-9)


@pytest.mark.parametrize("size", [2, 3, 4])
def test_everyone_at_the_same_place_costs_nothing(size: Size) -> None:
    pairs = dict.fromkeys(itertools.combinations(range(24), 2), 0.0)
    found = group(costs_of(24, pairs), size)
    assert (found.total, found.gap, found.alone) == (0.0, 0.0, ())


def test_when_time_is_up_the_groups_are_still_whole_and_said_to_be_unproven() -> None:
    pairs = _places(41, 1)
    found = group(costs_of(41, pairs), seconds=0)
    _check(found, 41, pairs, "squared")
    assert found.alone == ()
    least = group(costs_of(41, pairs)).total
    assert 1 - least / found.total <= found.gap < 1


def test_matching_that_might_take_too_long_is_left_to_the_other_solver(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pairs = costs_of(24, _places(24, 1))
    quick = group(pairs)
    monkeypatch.setattr(blossom, "SLOW", 1e9)
    monkeypatch.delattr(blossom, "matched")
    found = group(pairs)
    assert found.total == pytest.approx(quick.total)
    assert found.gap == 0


def test_groups_of_very_many_members_are_told_apart() -> None:
    wide = np.array([[0, 1, 2, 3, 4], [0, 1, 2, 3, 5], [0, 1, 2, 3, 4]]) + 200_000
    assert len(np.unique(growing.keys(wide, 300_000))) == 2


def test_more_groups_than_can_be_held_are_refused_or_cut() -> None:
    costs = costs_of(30, _places(30, 1))
    with pytest.raises(growing.TooMany):
        growing.worthwhile(costs, np.full(30, 9.0), 3, 0.0, 50, cut=False)
    found, left = growing.worthwhile(costs, np.full(30, 9.0), 3, 0.0, 50, cut=True)
    assert len(found) == len(left) == 50


@pytest.mark.parametrize("size", [2, 3, 4])
def test_nobody_and_one_alone_are_no_group(size: Size) -> None:
    assert group(costs_of(0, {}), size) == Grouping((), 0.0, 0.0, ())
    assert group(costs_of(1, {}), size) == Grouping((), 0.0, 0.0, (0,))
