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
from portal.matching.core.one_trio import pairs_and_one_trio
from tests.unit.matching.all_groupings import Pairs, costs_of
from tests.unit.matching.estate import codes, measured

LATER = 60.0


def _random(count: int, seed: int, levels: int, allowed: float) -> Pairs:
    rng = np.random.default_rng(seed)
    return {
        pair: float(rng.integers(0, levels + 1)) if levels else float(rng.random())
        for pair in itertools.combinations(range(count), 2)
        if rng.random() < allowed
    }


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([3, 5, 7, 9]),
    st.integers(0, 1_000_000),
    st.sampled_from([0, 0, 1, 3]),
    st.sampled_from([1.0, 0.8, 0.5]),
)
def test_everyone_is_placed_as_well_as_trying_everything_or_it_says_that_cannot_be(
    count: int, seed: int, levels: int, allowed: float
) -> None:
    pairs = _random(count, seed, levels, allowed)
    found = pairs_and_one_trio(costs_of(count, pairs), time.monotonic() + LATER)
    best = _best_with_one_trio(count, pairs)
    if best == math.inf:
        assert found is None
        return
    assert found is not None
    groups, gap = found
    assert sorted(itertools.chain.from_iterable(groups)) == list(range(count))
    assert sorted(map(len, groups)) == [2] * (count // 2 - 1) + [3]
    assert _cost(groups, pairs) == pytest.approx(best, abs=1e-9)
    assert gap == 0


def _cost(groups: Iterable[tuple[int, ...]], pairs: Pairs) -> float:
    within = (pair for each in groups for pair in itertools.combinations(each, 2))
    return math.fsum(pairs[pair] for pair in within)


def _best_with_one_trio(count: int, pairs: Pairs) -> float:
    best = math.inf
    for trio in itertools.combinations(range(count), 3):
        if all(pair in pairs for pair in itertools.combinations(trio, 2)):
            rest = [one for one in range(count) if one not in trio]
            within = sum(pairs[pair] for pair in itertools.combinations(trio, 2))
            best = min(best, within + _best_pairs(rest, pairs))
    return best


def _best_pairs(left: list[int], pairs: Pairs) -> float:
    if not left:
        return 0.0
    first, *others = left
    return min(
        (
            pairs[first, other] + _best_pairs([one for one in others if one != other], pairs)
            for other in others
            if (first, other) in pairs
        ),
        default=math.inf,
    )


def test_an_even_number_and_too_little_time_are_left_to_others() -> None:
    later = time.monotonic() + LATER
    assert pairs_and_one_trio(costs_of(4, _random(4, 1, 0, 1.0)), later) is None
    assert pairs_and_one_trio(costs_of(5, _random(5, 1, 0, 1.0)), time.monotonic()) is None


def test_clusters_of_odd_size_are_placed_as_well_as_with_any_other_trio() -> None:
    rng = np.random.default_rng(3)
    places = np.repeat(rng.random((5, 2)), 3, axis=0) + rng.random((15, 2)) * 0.01
    pairs = {
        (one, other): math.dist(places[one], places[other])
        for one, other in itertools.combinations(range(15), 2)
    }
    found = pairs_and_one_trio(costs_of(15, pairs), time.monotonic() + LATER)
    assert found is not None
    assert found[1] == 0
    best = math.inf
    for trio in itertools.combinations(range(15), 3):
        rest = networkx.Graph()
        rest.add_weighted_edges_from(
            (*pair, apart) for pair, apart in pairs.items() if not set(pair) & set(trio)
        )
        matched = networkx.min_weight_matching(rest)
        groups = [trio, *((min(pair), max(pair)) for pair in matched)]
        best = min(best, _cost(groups, pairs))
    assert _cost(found[0], pairs) == pytest.approx(best, abs=1e-9)


def test_all_but_one_of_the_mens_prisons_are_placed_and_proven() -> None:
    kept = [at for at, code in enumerate(codes("adult_men")) if code != "MKI"][:-1]
    total = measured("adult_men").total[np.ix_(kept, kept)]
    pairs = {
        (one, other): float(total[one, other] ** 2)
        for one, other in itertools.combinations(range(len(kept)), 2)
    }
    costs = costs_of(len(kept), pairs)
    found = pairs_and_one_trio(costs, time.monotonic() + LATER)
    assert found is not None
    groups, gap = found
    assert (gap, sum(map(len, groups))) == (0, len(kept))
    assert _cost(groups, pairs) < _cost(closest_first(costs, 2), pairs)
