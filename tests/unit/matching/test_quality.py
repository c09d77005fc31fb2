"""The measurements by which lists and pairings are judged."""

import numpy as np
import pytest

from portal.matching.core import Distances, Item, Method, Same, Scaled, all_nearest, distances
from portal.matching.core.quality import (
    faults,
    hubs,
    kept_with_noise,
    kept_without_an_item,
    mutual,
    pairings,
)
from tests.unit.matching.estate import codes, measured

CUTOFFS = (("close", 0.1),)


def _on_a_line(*places: float | None) -> Distances:
    method = Method("Line", "1", (Item("place", "Place", "", 1, Scaled(0, 100)),), CUTOFFS)
    return distances(method, [{"place": place} for place in places])


def test_a_hub_stands_in_many_lists_and_some_in_none() -> None:
    star = _on_a_line(50, 40, 60, 0)
    found = hubs(star, all_nearest(star, "abcd", 1))
    assert (found.most, found.never) == (2, 0.5)
    assert found.mean == pytest.approx((0.1 + 0.1 + 0.1 + 0.4) / 4)


def test_one_that_can_be_compared_with_nobody_is_not_counted_as_never_listed() -> None:
    apart = _on_a_line(1, 2, None)
    assert hubs(apart, all_nearest(apart, "abc", 1)).never == 0.0


def test_mutual_counts_entries_that_stand_in_each_others_lists() -> None:
    apart = _on_a_line(0, 1, 50)
    assert mutual(all_nearest(apart, "abc", 1)) == pytest.approx(2 / 3)


def test_lists_that_hang_on_one_item_do_not_survive_without_it() -> None:
    two = (Item("p", "P", "", 1, Same()), Item("q", "Q", "", 1, Same()))
    method = Method("Two", "1", two, CUTOFFS, least_share=0.0)
    apart = distances(method, [{"p": 1, "q": 1}, {"p": 1, "q": 1}, {"p": 2, "q": 2}])
    assert kept_without_an_item(apart, "abc", 1) == 1.0
    shaky = distances(method, [{"p": 1, "q": 1}, {"p": 1, "q": 2}, {"p": 2, "q": 1}])
    assert kept_without_an_item(shaky, "abc", 1) < 1.0


def test_noise_moves_near_ones_and_leaves_words_alone() -> None:
    near = _on_a_line(*(50 + at / 1000 for at in range(12)), 0, 100)
    assert kept_with_noise(near, "abcdefghijklmn", 5) < 0.8
    words = Method("Words", "1", (Item("p", "P", "", 1, Same()),), CUTOFFS)
    steady = distances(words, [{"p": letter} for letter in "aabbc"])
    assert kept_with_noise(steady, "abcde", 2) == 1.0


def test_pairs_are_judged_by_how_many_are_nearer_than_the_partner() -> None:
    # Closest first takes the two in the middle and leaves the ends to one another.
    best, greedy = pairings(_on_a_line(0, 40, 60, 100), "abcd")
    assert best.total == pytest.approx(2 * 0.4**2)
    assert greedy.total == pytest.approx(0.2**2 + 1.0)
    assert (best.worst_rank, greedy.worst_rank) == (2, 3)
    assert (best.gap, best.alone) == (0, 0)


def test_equally_near_ones_share_a_rank() -> None:
    best, _ = pairings(_on_a_line(10, 10, 10, 10), "abcd")
    assert best.worst_rank == 1


@pytest.mark.parametrize("block", ["adult_men", "women", "under_18"])
def test_the_real_estate_keeps_every_promise_and_the_aims_for_stability(block) -> None:
    apart, keys = measured(block), codes(block)
    assert faults(apart) == []
    assert kept_without_an_item(apart, keys) >= 0.65
    assert kept_with_noise(apart, keys, runs=3) >= 0.80


def test_a_broken_promise_is_named() -> None:
    apart = _on_a_line(0, 40, 60)
    apart.total[0, 1] = 0.9
    assert faults(apart) == [
        "a distance is not the same both ways",
        "what the items add is not the whole",
    ]
    apart.total[:] = np.nan
    assert faults(apart) == []
