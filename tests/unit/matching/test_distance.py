"""Laws of the distance, on invented prisons of the men's and women's methods."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.matching.core import (
    METHODS,
    Method,
    Ordered,
    Same,
    Scaled,
    SetOverlap,
    Values,
    distances,
)
from portal.matching.core.blocks import MENS_CATEGORIES
from portal.matching.core.record import TIME_LEFT_BANDS
from tests.unit.matching.estate import codes, known, measured

MEN = METHODS["record"]["adult_men"]

few = settings(max_examples=60, deadline=None)


def _kinds() -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(sorted(TIME_LEFT_BANDS)), min_size=1, max_size=4, unique=True)


prisons = st.fixed_dictionaries(
    {},
    optional={
        "function": st.sampled_from(["Reception", "Open", "Category C"]),
        "cohorts": _kinds(),
        "security": st.lists(st.sampled_from(MENS_CATEGORIES), min_size=1, max_size=2),
        "long_term_high_security": st.booleans(),
        "holds_18_to_20": st.booleans(),
        "foreign_national_hub": st.booleans(),
        "capacity": st.integers(0, 3000),
    },
)
estates = st.lists(prisons, max_size=8)


def _plain_distance(kind: Any, one: Any, other: Any) -> float:
    match kind:
        case Ordered(levels):
            return abs(levels.index(one) - levels.index(other)) / (len(levels) - 1)
        case SetOverlap():
            one, other = set(one), set(other)
            return 1 - len(one & other) / len(one | other) if one | other else 0.0
        case Same():
            return float(one != other)
        case Scaled(low, high, log):
            way = math.log if log else float
            return min(abs(way(one) - way(other)) / (way(high) - way(low)), 1.0)
    raise AssertionError(kind)


def _plain_gower(method: Method, one: Values, other: Values) -> float:
    weighted = weight = 0.0
    for item in method.items:
        ours, theirs = item.of(one), item.of(other)
        if ours is not None and theirs is not None:
            weighted += item.weight * _plain_distance(item.kind, ours, theirs)
            weight += item.weight
    enough = weight >= method.least_share * sum(item.weight for item in method.items)
    return weighted / weight if enough else math.nan


@few
@given(estates)
def test_it_is_gowers_distance_as_restated_plainly(estate: list[Values]) -> None:
    plain = [[_plain_gower(MEN, one, other) for other in estate] for one in estate]
    np.testing.assert_allclose(
        distances(MEN, estate).total,
        np.array(plain).reshape(len(estate), len(estate)),
        atol=1e-12,
    )


@few
@given(estates)
def test_it_is_symmetric_between_0_and_1_and_0_to_itself(estate: list[Values]) -> None:
    total = distances(MEN, estate).total
    np.testing.assert_array_equal(total, total.T)
    known_ones = total[~np.isnan(total)]
    assert ((known_ones >= 0) & (known_ones <= 1)).all()
    diagonal = np.diag(total)
    assert (diagonal[~np.isnan(diagonal)] == 0).all()


@few
@given(estates)
def test_what_the_items_add_sums_to_the_total(estate: list[Values]) -> None:
    found = distances(MEN, estate)
    np.testing.assert_allclose(found.contributions.sum(axis=0), found.total, atol=1e-12)


@few
@given(estates, st.randoms())
def test_the_order_of_the_prisons_makes_no_difference(estate: list[Values], chance: Any) -> None:
    order = list(range(len(estate)))
    chance.shuffle(order)
    mixed = distances(MEN, [estate[index] for index in order]).total
    np.testing.assert_array_equal(mixed, distances(MEN, estate).total[np.ix_(order, order)])


@few
@given(prisons, prisons)
def test_it_is_0_only_where_all_that_both_tell_is_equal(one: Values, other: Values) -> None:
    found = distances(MEN, [one, other])
    if found.total[0, 1] == 0:
        for item in MEN.items:
            ours, theirs = item.of(one), item.of(other)
            assert ours is None or theirs is None or ours == theirs


@few
@given(prisons, prisons)
def test_too_little_known_on_both_sides_gives_no_distance(one: Values, other: Values) -> None:
    found = distances(MEN, [one, other])
    np.testing.assert_array_equal(np.isnan(found.total), found.known_share < MEN.least_share)
    shared = sum(item.weight for item in MEN.items if None not in (item.of(one), item.of(other)))
    assert found.known_share[0, 1] == pytest.approx(shared / 65)


@few
@given(prisons, prisons, st.data())
def test_becoming_alike_in_one_thing_never_takes_two_apart(
    one: Values, other: Values, data: st.DataObject
) -> None:
    shared = sorted(one.keys() & other.keys())
    if not shared:
        return
    measure = data.draw(st.sampled_from(shared))
    if measure == "capacity" and not (one["capacity"] and other["capacity"]):
        return
    closer = {**other, measure: one[measure]}
    before = distances(MEN, [one, other]).total[0, 1]
    after = distances(MEN, [one, closer]).total[0, 1]
    assert math.isnan(before) or after <= before


@few
@given(prisons, st.lists(st.integers(1, 3000), min_size=3, max_size=3))
def test_a_size_nearer_to_ours_is_never_further(one: Values, sizes: list[int]) -> None:
    low, middle, high = sorted(sizes)
    total = distances(MEN, [{**one, "capacity": size} for size in (low, middle, high)]).total
    assert math.isnan(total[0, 1]) or (total[0, 1] <= total[0, 2] and total[1, 2] <= total[0, 2])


def test_millsike_has_too_little_known_to_compare_it_with_anyone() -> None:
    at = codes("adult_men").index("MKI")
    assert np.isnan(measured("adult_men").total[at]).all()
    assert measured("adult_men").known_share[at].max() == 0


def test_all_others_can_be_compared_with_everyone_in_their_block() -> None:
    blank = codes("adult_men").index("MKI")
    rest = np.delete(np.delete(measured("adult_men").total, blank, axis=0), blank, axis=1)
    assert not np.isnan(rest).any()
    assert not np.isnan(measured("women").total).any()
    assert not np.isnan(measured("under_18").total).any()


def test_dartmoor_is_compared_without_its_size() -> None:
    at = codes("adult_men").index("DAI")
    other = codes("adult_men").index("LHI")
    assert measured("adult_men").known_share[at, other] == pytest.approx(55 / 65)
    assert measured("adult_men").total[at, other] == 0
    bigger = {**known()["DAI"], "capacity": 640}
    assert distances(MEN, [bigger, known()["LHI"]]).total[0, 1] > 0
