import itertools
import math
import time
from collections.abc import Iterable

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.matching.core.closest_first import closest_first
from portal.matching.core.cover import Cover
from portal.matching.core.groups import Grouping, group
from portal.matching.core.one_trio import Trios
from tests.unit.matching.all_groupings import Pairs, best_of_all, costs_of
from tests.unit.matching.estate import codes, measured

LATER = 60.0


def _random(count: int, seed: int, levels: int, allowed: float) -> Pairs:
    rng = np.random.default_rng(seed)
    return {
        pair: float(rng.integers(0, levels + 1)) if levels else float(rng.random())
        for pair in itertools.combinations(range(count), 2)
        if rng.random() < allowed
    }


def _tied(count: int, seed: int) -> Pairs:
    places = np.random.default_rng(seed).integers(0, 4, size=(count, 2)).tolist()
    return {
        (one, other): float(math.dist(places[one], places[other]) ** 2)
        for one, other in itertools.combinations(range(count), 2)
    }


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from([3, 5, 7, 9, 11]),
    st.integers(0, 1_000_000),
    st.sampled_from([0, 0, 1, 3]),
    st.sampled_from([1.0, 0.8, 0.5]),
)
def test_no_pairs_with_a_trio_are_better(
    count: int, seed: int, levels: int, allowed: float
) -> None:
    pairs = _random(count, seed, levels, allowed)
    found = group(costs_of(count, pairs), 2, "sum")
    others = sum(len(each) == 3 for each in found.groups)
    best = best_of_all(count, pairs, 2, squared=False)
    assert (len(found.alone), others, found.total) == pytest.approx(best, abs=1e-9)
    assert found.gap == 0


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([3, 5, 7, 9]),
    st.integers(0, 1_000_000),
    st.sampled_from([0, 0, 1, 3]),
    st.sampled_from([1.0, 0.7]),
)
def test_of_all_trios_the_best_is_found(count: int, seed: int, levels: int, allowed: float) -> None:
    pairs = _random(count, seed, levels, allowed)
    nowhere = Cover(tuple((0, 1) for _ in range(count // 2)), 1e6)
    found = _search(count, pairs, nowhere, LATER).cheapest()
    left_out, _, best = best_of_all(count, pairs, 2, squared=False)
    if left_out or not _trios(count, pairs):
        assert found.cost == 1e6
        return
    assert found.cost == pytest.approx(best, abs=1e-9)
    assert found.bound == found.cost
    assert sorted(itertools.chain.from_iterable(found.groups)) == list(range(count))


def _search(count: int, pairs: Pairs, best: Cover, seconds: float) -> Trios:
    costs = costs_of(count, pairs)
    trios = np.array(_trios(count, pairs), dtype=np.intp).reshape(-1, 3)
    return Trios(
        costs=costs,
        pairs=np.array(sorted(pairs), dtype=np.intp).reshape(-1, 2),
        prices=np.zeros(count),
        trios=trios,
        bounds=np.zeros(len(trios)),
        best=best,
        deadline=time.monotonic() + seconds,
    )


def _trios(count: int, pairs: Pairs) -> list[tuple[int, ...]]:
    return [
        trio
        for trio in itertools.combinations(range(count), 3)
        if all(pair in pairs for pair in itertools.combinations(trio, 2))
    ]


def test_when_time_is_up_the_bound_is_that_of_the_trios_left() -> None:
    pairs = _random(9, 1, 0, 1.0)
    costs = costs_of(9, pairs)
    start = closest_first(costs, 2)
    found = _search(9, pairs, Cover(start, _cost(start, pairs)), -1.0).cheapest()
    assert found == Cover(start, _cost(start, pairs), 0.0)


def _cost(groups: Iterable[tuple[int, ...]], pairs: Pairs) -> float:
    within = (pair for each in groups for pair in itertools.combinations(each, 2))
    return math.fsum(pairs[pair] for pair in within)


@pytest.mark.parametrize("clusters", [3, 5])
def test_clusters_of_odd_size_are_placed_as_well_as_with_any_other_trio(clusters: int) -> None:
    count = 3 * clusters
    rng = np.random.default_rng(3)
    places = np.repeat(rng.random((clusters, 2)), 3, axis=0) + rng.random((count, 2)) * 0.01
    pairs = {
        (one, other): math.dist(places[one], places[other])
        for one, other in itertools.combinations(range(count), 2)
    }
    _check_against_all_trios(count, pairs)


@pytest.mark.parametrize(("count", "seed"), [(13, 1), (15, 2)])
def test_ties_are_placed_as_well_as_with_any_other_trio(count: int, seed: int) -> None:
    _check_against_all_trios(count, _tied(count, seed))


def _check_against_all_trios(count: int, pairs: Pairs) -> None:
    """Pair up by networkx all that each trio leaves."""
    found = group(costs_of(count, pairs), 2, "sum")
    best = math.inf
    for trio in itertools.combinations(range(count), 3):
        rest = networkx.Graph()
        rest.add_weighted_edges_from(
            (*pair, apart) for pair, apart in pairs.items() if not set(pair) & set(trio)
        )
        matched = networkx.min_weight_matching(rest)
        groups = [trio, *((min(pair), max(pair)) for pair in matched)]
        best = min(best, _cost(groups, pairs))
    assert found.gap == 0
    assert found.total == pytest.approx(best, abs=1e-9)


@pytest.mark.parametrize(("count", "seed"), [(21, 1), (25, 2), (25, 3)])
def test_ties_are_placed_as_well_as_by_a_solver_that_has_every_trio(count: int, seed: int) -> None:
    from scipy.optimize import LinearConstraint, milp

    pairs = _tied(count, seed)
    all_groups = [
        *itertools.combinations(range(count), 2),
        *itertools.combinations(range(count), 3),
    ]
    rows = np.zeros((count + 1, len(all_groups)))
    for at, members in enumerate(all_groups):
        rows[list(members), at] = 1
        rows[count, at] = len(members) == 3
    solved = milp(
        [_cost([members], pairs) for members in all_groups],
        constraints=LinearConstraint(rows, 1, 1),
        integrality=np.ones(len(all_groups)),
    )
    found = group(costs_of(count, pairs), 2, "sum")
    assert found.gap == 0
    assert found.total == pytest.approx(solved.fun, abs=1e-6)


@pytest.mark.parametrize("left_out", [0, 60])
def test_all_but_one_of_the_mens_prisons_are_placed_and_proven_soon(left_out: int) -> None:
    found, pairs, count = _men(left_out)
    assert (found.gap, found.alone) == (0, ())
    assert sorted(map(len, found.groups)) == [2] * (count // 2 - 1) + [3]
    assert found.total < 0.7 * _cost(closest_first(costs_of(count, pairs), 2), pairs)


def _men(left_out: int) -> tuple[Grouping, Pairs, int]:
    kept = [at for at, code in enumerate(codes("adult_men")) if code != "MKI"]
    del kept[left_out]
    total = measured("adult_men").total[np.ix_(kept, kept)]
    pairs = {
        (one, other): float(total[one, other] ** 2)
        for one, other in itertools.combinations(range(len(kept)), 2)
    }
    return group(costs_of(len(kept), pairs), 2, "sum", 10.0), pairs, len(kept)
