"""Putting prisons in a row so that alike ones stand together."""

import numpy as np

from portal.matching.core.seriation import in_a_row


def test_points_on_a_line_come_back_in_their_order():
    places = np.array([3.0, 0.0, 7.0, 1.0, 10.0])
    order = in_a_row(np.abs(places[:, None] - places[None, :]))
    assert sorted(order) == [0, 1, 2, 3, 4]
    assert [places[at] for at in order] in ([0, 1, 3, 7, 10], [10, 7, 3, 1, 0])


def test_two_clusters_are_not_mixed():
    kinds = np.array([0, 1, 0, 1, 0, 1])
    order = in_a_row(np.where(kinds[:, None] == kinds[None, :], 0.1, 0.9))
    row = [int(kinds[at]) for at in order]
    assert row in ([0, 0, 0, 1, 1, 1], [1, 1, 1, 0, 0, 0])


def test_what_is_not_known_stands_at_an_end():
    apart = np.array([[0, np.nan, 0.1], [np.nan, np.nan, np.nan], [0.1, np.nan, 0]])
    assert in_a_row(apart)[1] != 1


def test_up_to_two_stay_as_they_are():
    assert in_a_row(np.zeros((0, 0))) == []
    assert in_a_row(np.zeros((1, 1))) == [0]
    assert in_a_row(np.full((2, 2), np.nan)) == [0, 1]
