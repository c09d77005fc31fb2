from typing import Any

import numpy as np

from portal.matching.core import (
    METHODS,
    Distances,
    Item,
    Method,
    Same,
    Scaled,
    distances,
    nearest,
)
from tests.unit.matching.estate import codes, measured

CUTOFFS = METHODS["record"]["women"].cutoffs


def _on_a_line(*places: float | None) -> Distances:
    method = Method("Line", "1", (Item("place", "Place", "", 1, Scaled(0, 100)),), CUTOFFS)
    return distances(method, [{"place": place} for place in places])


def _indexes(found: Any) -> list[int]:
    return [neighbour.index for neighbour in found]


def test_the_nearest_come_first_and_oneself_never() -> None:
    assert _indexes(nearest(_on_a_line(10, 90, 12, 40), "abcd", 0, k=2)) == [2, 3]


def test_equals_stand_by_their_keys_whatever_the_order_of_the_rows() -> None:
    assert _indexes(nearest(_on_a_line(10, 20, 20, 20), "dcba", 0, k=2)) == [3, 2]
    assert _indexes(nearest(_on_a_line(10, 20, 20, 20), "dabc", 0, k=2)) == [1, 2]


def test_what_cannot_be_compared_is_in_no_list() -> None:
    found = _on_a_line(10, None, 30)
    assert _indexes(nearest(found, "abc", 0)) == [2]
    assert nearest(found, "abc", 1) == ()


def test_mutual_says_whether_the_other_lists_us_too() -> None:
    found = _on_a_line(0, 10, 12)
    assert [one.mutual for one in nearest(found, "abc", 0, k=1)] == [False]
    assert [one.mutual for one in nearest(found, "abc", 1, k=1)] == [True]


def test_one_that_hangs_on_a_single_item_is_not_firm() -> None:
    items = tuple(Item(key, key, "", 1, Same()) for key in "pqrs")
    method = Method("Four", "1", items, CUTOFFS)
    ours = {"p": 1, "q": 1, "r": 1, "s": 1}
    steady = {"p": 1, "q": 1, "r": 1, "s": 2}
    shaky = {"p": 1, "q": 2, "r": 2, "s": 1}
    found = distances(method, [ours, steady, shaky])
    assert [one.index for one in nearest(found, "abc", 0, k=1)] == [1]
    assert nearest(found, "abc", 0, k=1)[0].firm_share == 1.0
    # As near as the first, which wins by its key; where q is dropped, the rival wins.
    rival = distances(method, [ours, steady, {"p": 1, "q": 2, "r": 1, "s": 1}])
    assert nearest(rival, "abc", 0, k=1)[0].firm_share == 0.75
    assert not nearest(rival, "abc", 0, k=1)[0].firm
    assert [item.key for item in nearest(rival, "abc", 0, k=1)[0].hangs_on] == ["q"]
    assert nearest(found, "abc", 0, k=1)[0].hangs_on == ()


def test_a_method_of_one_item_leaves_nothing_firm() -> None:
    assert [one.firm_share for one in nearest(_on_a_line(0, 1), "ab", 0)] == [0.0]


def test_everyone_but_millsike_has_five_nearest_within_the_men() -> None:
    found = {
        code: nearest(measured("adult_men"), codes("adult_men"), at)
        for at, code in enumerate(codes("adult_men"))
    }
    assert {code for code, listed in found.items() if len(listed) != 5} == {"MKI"}
    for listed in found.values():
        apart = [one.distance for one in listed]
        ranks = [closeness_rank(one.distance) for one in listed]
        assert ranks == sorted(ranks)
        assert not np.isnan(apart).any()


def closeness_rank(distance: float) -> int:
    cutoffs = METHODS["record"]["adult_men"].cutoffs
    return next((at for at, (_, most) in enumerate(cutoffs) if distance <= most), len(cutoffs))


def test_of_equally_close_ones_the_better_known_come_first() -> None:
    items = (
        Item("p", "p", "", 3, Same()),
        Item("q", "q", "", 1, Scaled(0, 100)),
    )
    method = Method("Two", "1", items, CUTOFFS)
    ours = {"p": 1, "q": 10}
    found = distances(method, [ours, {"p": 1}, {"p": 1, "q": 12}, {"p": 2, "q": 10}])
    assert found.total[0, 1] < found.total[0, 2]
    assert _indexes(nearest(found, "abcd", 0)) == [2, 1, 3]


def test_no_little_known_prison_is_the_nearest_of_many() -> None:
    men = codes("adult_men")
    first = [
        men[listed[0].index]
        for at in range(len(men))
        if (listed := nearest(measured("adult_men"), men, at))
    ]
    assert max(first.count(code) for code in set(first)) <= 6
