"""Plain standardised Euclid over the portal's own items."""

import numpy as np
import pytest
from scipy.spatial.distance import pdist, squareform
from scipy.stats import zscore

from portal.matching.core import Bands, Item, Method, Ordered, Same, Scaled, SetOverlap, distances
from portal.matching.core.euclid import euclid
from tests.unit.matching.estate import measured

CUTOFFS = (("close", 0.1),)
ITEMS = (
    Item("size", "Size", "A", 3, Scaled(50, 2000, log=True)),
    Item("level", "Level", "A", 2, Ordered(("low", "middle", "high"))),
    Item("shares", "Shares", "B", 4, Bands(("x", "y"))),
    Item("open", "Open", "B", 1, Same()),
    Item("kinds", "Kinds", "B", 6, SetOverlap()),
)
VALUES = [
    {"size": 100, "level": "low", "shares": (0.2, 0.8), "open": True, "kinds": {"p", "q"}},
    {"size": 900, "level": "high", "shares": (0.5, 0.5), "open": False, "kinds": {"q"}},
    {"size": 300, "level": "low", "shares": (0.9, 0.1), "open": False, "kinds": {"r"}},
]


def test_it_is_the_weighted_euclid_of_sample_z_scores() -> None:
    found = euclid(distances(Method("All", "1", ITEMS, CUTOFFS), VALUES))
    numbers = np.array(
        [
            [np.log(100), 0, 0.2, 0.8, 1, 1, 1, 0],
            [np.log(900), 2, 0.5, 0.5, 0, 0, 1, 0],
            [np.log(300), 0, 0.9, 0.1, 0, 0, 0, 1],
        ]
    )
    weights = [3, 2, 2, 2, 1, 2, 2, 2]
    expected = squareform(pdist(zscore(numbers, ddof=1), "euclidean", w=weights))
    assert found == pytest.approx(expected, abs=1e-9)


def test_what_is_not_known_is_left_out_and_the_rest_count_for_more() -> None:
    two = Method("Two", "1", (ITEMS[0], ITEMS[3]), CUTOFFS, least_share=0.5)
    known = [{"size": 100, "open": True}, {"size": 900, "open": None}, {"size": 300, "open": False}]
    found = euclid(distances(two, known))
    deviation = np.std(np.log([100, 900, 300]), ddof=1)
    assert found[0, 1] == pytest.approx(np.sqrt(3 * (np.log(9) / deviation) ** 2 * 4 / 3))


def test_where_too_little_is_known_there_is_no_distance() -> None:
    apart = distances(Method("All", "1", ITEMS, CUTOFFS), [*VALUES, {"size": 100}])
    found = euclid(apart)
    assert np.array_equal(np.isnan(found), np.isnan(apart.total))


@pytest.mark.parametrize("block", ["adult_men", "women", "under_18"])
def test_the_real_estate_has_the_same_promises(block) -> None:
    apart = measured(block)
    found = euclid(apart)
    known = ~np.isnan(apart.total)
    assert np.array_equal(np.isnan(found), ~known)
    assert found[known] == pytest.approx(found.T[known])
    assert np.all(np.diag(found)[np.diag(known)] == 0)
