from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from portal.matching.core import METHODS, Distances, Item, Method, Scaled, all_nearest, distances
from portal.matching.core.suggestions import entry_costs, suggest
from tests.unit.matching.estate import codes, measured

CUTOFFS = METHODS["record"]["women"].cutoffs
MEN = codes("adult_men")

places = st.lists(st.tuples(*[st.none() | st.integers(0, 12)] * 3), min_size=1, max_size=16).map(
    tuple
)


def _of(rows: Any) -> Distances:
    items = tuple(
        Item(key, key, "", weight, Scaled(0, 12))
        for key, weight in zip("pqr", (3, 2, 2), strict=True)
    )
    method = Method("Three", "1", items, CUTOFFS)
    return distances(method, [dict(zip("pqr", row, strict=True)) for row in rows])


def _keys(rows: Any) -> list[str]:
    return [f"{at:02}" for at in range(len(rows))]


def _full(total: Any, k: int, most: int) -> tuple[float, float]:
    """Solve the whole programme as it is written: first how many entries, then how far apart."""
    total = total.copy()
    np.fill_diagonal(total, np.nan)
    row, column = np.nonzero(np.isfinite(total))
    if not len(row):
        return 0.0, 0.0
    n, each = len(total), np.arange(len(row))
    rows, columns = np.zeros((n, len(row))), np.zeros((n, len(row)))
    rows[row, each] = columns[column, each] = 1
    within = {"A_ub": np.vstack([rows, columns]), "b_ub": np.repeat([k, most], n)}
    entries = -linprog(-np.ones(len(row)), bounds=(0, 1), **within).fun
    found = linprog(
        total[row, column],
        bounds=(0, 1),
        **within,
        A_eq=np.ones((1, len(row))),
        b_eq=[round(entries)],
    )
    return entries, found.fun


def _sum(found: Distances, lists: Any) -> float:
    costs = entry_costs(found)
    return sum(costs[row, one] for row, listed in enumerate(lists) for one in listed)


@given(places, st.integers(1, 4), st.integers(1, 5))
@settings(max_examples=150, deadline=None)
def test_the_lists_are_the_best_there_are_within_the_limit(rows, k, most) -> None:
    found = _of(rows)
    suggestions = suggest(found, _keys(rows), k, most)
    lists = [suggestions.of(at) for at in range(len(rows))]
    entries, least = _full(entry_costs(found), k, most)
    assert sum(map(len, lists)) == round(entries)
    assert _sum(found, lists) == pytest.approx(least, abs=1e-9)
    for at, listed in enumerate(lists):
        assert len(listed) <= k
        assert at not in listed
        assert len(set(listed)) == len(listed)
        assert np.isfinite(found.total[at, listed]).all()
        assert suggestions.listed[at] == sum(at in other for other in lists) <= most


@given(places, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_rows_is_of_no_account(rows, chance) -> None:
    keys = _keys(rows)
    turned = list(range(len(rows)))
    chance.shuffle(turned)
    one = suggest(_of(rows), keys, 2, 3)
    other = suggest(_of([rows[at] for at in turned]), [keys[at] for at in turned], 2, 3)
    said = {keys[at]: [keys[there] for there in one.of(at)] for at in range(len(rows))}
    for place, at in enumerate(turned):
        assert [keys[turned[there]] for there in other.of(place)] == said[keys[at]]


@given(places)
@settings(max_examples=60, deadline=None)
def test_without_a_limit_that_binds_the_lists_are_nobodys_loss(rows) -> None:
    found = _of(rows)
    free = suggest(found, _keys(rows), 3, len(rows))
    costs = entry_costs(found)
    apart = np.where(np.eye(len(rows), dtype=bool), np.nan, costs)
    for at, row in enumerate(apart):
        nearest = np.sort(row[np.isfinite(row)])[:3]
        assert sorted(costs[at, free.of(at)]) == pytest.approx(list(nearest))


def test_a_list_stands_in_the_order_of_the_nearest() -> None:
    order = all_nearest(measured("adult_men"), MEN, len(MEN)).tolist()
    suggestions = suggest(measured("adult_men"), MEN)
    for at, row in enumerate(order):
        listed = suggestions.of(at)
        assert listed == sorted(listed, key=row.index)


def test_on_the_real_estate_everyone_has_five_and_nobody_stands_in_more_than_seven_lists() -> None:
    suggestions = suggest(measured("adult_men"), MEN)
    lengths = {code: len(suggestions.of(at)) for at, code in enumerate(MEN)}
    assert {code for code, length in lengths.items() if length != 5} == {"MKI"}
    assert suggestions.listed.max() == suggestions.most == 7
    assert suggestions.listed.sum() == 5 * 108
    found = measured("adult_men")
    everyone = [suggestions.of(at) for at in range(len(MEN))]
    assert _sum(found, everyone) == pytest.approx(_full(entry_costs(found), 5, 7)[1], abs=1e-9)


def test_little_known_prisons_do_not_fill_the_lists_of_those_who_must_give_way() -> None:
    # All are alike; of the fourth less is known, so it is listed only where nobody else may be.
    found = _of([(1, 1, 1), (1, 1, 1), (1, 1, 1), (1, 1, None)])
    assert suggest(found, "bcda", 1, 4).listed[3] == 0
    assert suggest(found, "bcda", 1, 1).listed[3] == 1


def test_of_equally_close_ones_those_stand_first_that_come_first_by_their_keys() -> None:
    found = _of([(1, 1, 1)] * 4)
    suggestions = suggest(found, "dabc", 1, 3)
    assert [suggestions.of(at) for at in range(4)] == [[1], [2], [1], [1]]


def test_where_all_that_can_be_compared_are_full_the_list_is_shorter() -> None:
    # The first is known in full, the others can be compared with it alone.
    found = _of([(1, 1, 1), (2, 2, None), (2, None, 2)])
    assert np.isnan(found.total[1, 2])
    suggestions = suggest(found, "abc", 1, 1)
    assert [suggestions.of(at) for at in range(3)] == [[1], [0], []]
    assert suggestions.order.tolist() == [[1, 2, -1], [0, -1, -1], [0, -1, -1]]


def test_nobody_is_an_answer_too() -> None:
    assert suggest(_of([(None, None, None)] * 3), "abc").lists.tolist() == [[-1] * 5] * 3
