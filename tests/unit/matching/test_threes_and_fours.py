import itertools
import math
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.matching.core.at_least import at_least
from portal.matching.core.closest_first import closest_first
from portal.matching.core.costs import Costs
from portal.matching.core.cover import Members, Rules
from portal.matching.core.groups import Grouping, Size, group, total
from portal.matching.core.improving import Exchanges
from tests.unit.matching.all_groupings import best_of_all, costs_of
from tests.unit.matching.estate import codes, measured

ROOT = Path(__file__).parents[3]
SOON = 2.0


def _costs(count: int, seed: int, allowed: float = 1.0) -> Costs:
    """Give squared distances of places in 2 dimensions, of a share of the pairs: the nearest."""
    places = np.random.default_rng(seed).normal(size=(count, 2))
    first, second = np.triu_indices(count, 1)
    apart = ((places[first] - places[second]) ** 2).sum(axis=1)
    near = apart <= np.quantile(apart, allowed)
    return Costs(count, first[near], second[near], apart[near])


def _figures(costs: Costs, groups: tuple[Members, ...], size: int) -> tuple[int, int, float]:
    others = sum(len(each) != size for each in groups)
    return costs.count - sum(map(len, groups)), others, total(costs, groups)


def _no_worse(found: Grouping, costs: Costs, size: Size) -> bool:
    *numbers, least = _figures(costs, closest_first(costs, size), size)
    *ours, cost = _figures(costs, found.groups, size)
    return ours < numbers or (ours == numbers and cost <= least * (1 + 1e-9))


@settings(max_examples=12, deadline=None)
@given(
    st.integers(11, 60),
    st.integers(0, 100_000),
    st.sampled_from([1.0, 0.3, 0.1]),
    st.sampled_from([3, 4]),
    st.sampled_from([0.0, 0.01, 0.3]),
)
def test_the_closest_first_are_never_better(
    count: int, seed: int, allowed: float, size: Size, seconds: float
) -> None:
    costs = _costs(count, seed, allowed)
    assert _no_worse(group(costs, size, "sum", seconds), costs, size)


@pytest.mark.parametrize(("size", "share", "gap"), [(3, 0.6, 0.8), (4, 0.5, 0.7)])
def test_the_mens_prisons_are_far_better_than_closest_first_and_much_is_proven(
    size: Size, share: float, gap: float
) -> None:
    kept = [at for at, code in enumerate(codes("adult_men")) if code != "MKI"]
    apart = measured("adult_men").total[np.ix_(kept, kept)]
    first, second = np.triu_indices(len(kept), 1)
    costs = Costs(len(kept), first, second, apart[first, second] ** 2)
    found = group(costs, size, "sum", 4.0)
    assert found.alone == ()
    assert {len(each) for each in found.groups} == {size}
    assert found.total < share * total(costs, closest_first(costs, size))
    assert found.gap < gap


@pytest.mark.parametrize(
    ("size", "count", "allowed", "seconds"),
    [(4, 125, 0.1, 0.3), (4, 125, 0.1, 1.0), (3, 1000, 1.0, 0.3), (3, 1000, 0.02, 0.5)],
)
def test_it_ends_soon_after_its_time_with_an_honest_gap(
    size: Size, count: int, allowed: float, seconds: float
) -> None:
    costs = _costs(count, 1, allowed)
    started = time.monotonic()
    found = group(costs, size, "sum", seconds)
    assert time.monotonic() - started < seconds + SOON
    assert _no_worse(found, costs, size)
    assert 0 < found.gap <= 1
    assert found.gap < 1 or found.alone or allowed < 1


@pytest.mark.parametrize("size", [2, 3, 4])
def test_pairs_that_are_many_end_in_time_as_well_and_are_not_far_off(size: Size) -> None:
    costs = _costs(601, 1)
    started = time.monotonic()
    found = group(costs, size, "sum", 0.3)
    assert time.monotonic() - started < 0.3 + SOON
    assert found.alone == ()
    assert 0 <= found.gap < 1


@pytest.mark.parametrize(("size", "others"), [(3, 1), (4, 1)])
def test_everyone_is_placed_though_few_pairs_are_allowed_and_closest_first_leaves_some_out(
    size: Size, others: int
) -> None:
    rng = np.random.default_rng(3)
    pairs = {
        pair: float(rng.random())
        for pair in itertools.combinations(range(61), 2)
        if rng.random() < 0.4
    }
    costs = costs_of(61, pairs)
    assert _figures(costs, closest_first(costs, size), size)[:2] > (0, others)
    found = group(costs, size, "sum", 10.0)
    assert _figures(costs, found.groups, size)[:2] == (0, others)
    assert found.gap < 1


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 9), st.integers(0, 100_000), st.sampled_from([2, 3, 4]))
def test_no_plan_costs_less_than_what_is_known_at_a_glance(
    count: int, seed: int, size: Size
) -> None:
    rng = np.random.default_rng(seed)
    pairs = {pair: float(rng.random()) for pair in itertools.combinations(range(count), 2)}
    alone, others, best = best_of_all(count, pairs, size, squared=False)
    fewer = {size - 1: (0, others)} if size > 2 else {}
    rules = Rules(size, {}, {1: (alone, alone), **fewer}, (others, others))
    bound = at_least(costs_of(count, pairs), rules)
    assert 0 <= bound <= best + 1e-9
    if not alone and not others:
        assert bound > 0


@pytest.mark.parametrize("sizes", [(3,) * 12, (4,) * 9, (4, 4, 3, 5, 4, 4, 2, 1, 1), (2,) * 10])
def test_exchanges_keep_the_sizes_and_cost_no_more(sizes: tuple[int, ...]) -> None:
    count = sum(sizes)
    costs = _costs(count, 5)
    ahead = iter(range(count))
    start = [tuple(itertools.islice(ahead, size)) for size in sizes if size > 1]
    search = Exchanges(costs, start)
    found = search.improved(1, math.inf)
    assert sorted(map(len, found)) == sorted(map(len, start))
    assert len(set(itertools.chain.from_iterable(found))) == sum(map(len, start))
    assert total(costs, found) < 0.6 * total(costs, start)
    assert search.improved(1, math.inf) == found


def test_exchanges_get_rid_of_pairs_that_are_not_allowed() -> None:
    pairs = {
        pair: 1.0 for half in (range(4), range(4, 8)) for pair in itertools.combinations(half, 2)
    }
    found = Exchanges(costs_of(8, pairs), [(0, 1, 4, 5), (2, 3, 6, 7)]).improved(1, math.inf)
    assert found == ((0, 1, 2, 3), (4, 5, 6, 7))


SCRIPT = """
import numpy as np
from portal.matching.core.costs import Costs
from portal.matching.core.groups import group
for count, size, kinds, allowed in (
    (41, 2, 3, 1.0), (40, 2, 3, 1.0), (33, 2, 50, 0.3), (31, 3, 3, 1.0), (40, 4, 9, 1.0),
    (40, 3, 50, 0.3),
):
    places = np.random.default_rng(2).integers(0, kinds, size=(count, 2))
    first, second = np.triu_indices(count, 1)
    apart = ((places[first] - places[second]) ** 2).sum(axis=1) * 1.0
    near = apart <= np.quantile(apart, allowed)
    print(group(Costs(count, first[near], second[near], apart[near]), size, "sum"))
"""


def test_another_process_makes_the_very_same_groups() -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2")
    ]
    one, other = (each.communicate(timeout=60)[0] for each in running)
    assert one == other
    assert one.count("Grouping") == 6
