"""What is asked, and how agreement is counted."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.matching.core import Distances, Item, Method, Scaled, distances
from portal.matching.core.triads import Agreement, Triad, agreement, agreement_by_group, triads
from tests.unit.matching.estate import codes, measured

ITEMS = (
    Item("age", "Age", "People", 3, Scaled(0, 100)),
    Item("size", "Size", "Place", 1, Scaled(0, 100)),
)


def _two_groups(*places: tuple[float | None, float | None]) -> Distances:
    method = Method("Two", "1", ITEMS, (("close", 0.1),), least_share=0.1)
    return distances(method, [{"age": age, "size": size} for age, size in places])


def test_thirty_different_questions_are_asked_of_each_prison_and_the_same_each_time() -> None:
    men = measured("adult_men")
    keys = codes("adult_men")
    for ours in (0, 40, 90):
        asked = triads(men, keys, ours)
        assert len({frozenset((each.a, each.b)) for each in asked}) == 30
        assert all(ours not in (each.a, each.b) and each.a != each.b for each in asked)
        assert asked == triads(men, keys, ours)


def test_what_is_asked_does_not_hang_on_the_order_of_the_prisons() -> None:
    men, keys = measured("adult_men"), codes("adult_men")
    order = np.random.default_rng(1).permutation(len(keys))
    mixed = replace(men, total=men.total[np.ix_(order, order)])
    names = [keys[at] for at in order]
    there = names.index(keys[40])
    asked = [(keys[each.a], keys[each.b]) for each in triads(men, keys, 40)]
    assert asked == [(names[each.a], names[each.b]) for each in triads(mixed, names, there)]


def test_few_prisons_give_few_questions_and_none_give_none() -> None:
    assert triads(_two_groups((1, 1)), "a", 0) == []
    assert triads(_two_groups((1, 1), (None, None)), "ab", 0) == []
    assert len(triads(_two_groups((1, 1), (2, 2), (3, 3)), "abc", 0)) == 1


def test_an_answer_agrees_where_it_names_the_nearer_one() -> None:
    apart = _two_groups((0, 0), (10, 0), (50, 0))
    nearer, further = (Triad(0, 1, 2), True), (Triad(0, 2, 1), True)
    assert agreement(apart, [nearer, further, nearer]) == Agreement(same=2, told=3)


def test_equally_far_ones_and_unknown_ones_tell_nothing() -> None:
    apart = _two_groups((0, 0), (10, 0), (10, 0), (None, None))
    answers = [(Triad(0, 1, 2), True), (Triad(0, 1, 3), True)]
    assert agreement(apart, answers) == Agreement(0, 0)
    assert agreement(apart, answers).between == (0.0, 1.0)


def test_each_group_is_compared_by_itself() -> None:
    apart = _two_groups((0, 0), (10, 90), (50, 0))
    found = agreement_by_group(apart, [(Triad(0, 1, 2), True)])
    assert found == {"People": Agreement(1, 1), "Place": Agreement(0, 1)}


@given(told=st.integers(1, 200), part=st.floats(0, 1))
def test_the_interval_holds_the_share_and_stays_between_none_and_all(told, part) -> None:
    found = Agreement(round(told * part), told)
    low, high = found.between
    assert 0 <= low <= found.share + 1e-12
    assert found.share - 1e-12 <= high <= 1


def test_the_interval_is_that_of_wilson() -> None:
    # Agresti and Coull (1998): 8 of 10 give 0.49 to 0.94.
    assert Agreement(8, 10).between == pytest.approx((0.490, 0.943), abs=0.001)
