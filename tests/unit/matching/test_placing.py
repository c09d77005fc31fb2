"""Placing what is alike close together on a plane."""

import numpy as np
import pytest

from portal.matching.core.placing import fitted, parted, place, place_one
from tests.unit.matching.estate import measured

SEEDS = range(5)


def between(points):
    return np.sqrt(((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2))


def plane(count, seed):
    """Scatter points on a plane that is wider than it is high."""
    return np.random.default_rng(seed).normal(size=(count, 2)) * [3, 1]


def closest(points):
    far = between(points[~np.isnan(points[:, 0])])
    np.fill_diagonal(far, np.inf)
    return far.min()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_plane_comes_back_up_to_turning(seed):
    known = plane(12, seed)
    found = place(between(known))
    assert found.stress < 1e-6
    assert found.keeps == "most of it"
    assert between(found.points) == pytest.approx(between(known), abs=1e-5)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_plane_comes_back_where_some_distances_are_not_known(seed):
    known = plane(12, seed)
    apart = between(known)
    gone = np.random.default_rng(seed).integers(0, 12, size=(8, 2))
    apart[gone[:, 0], gone[:, 1]] = apart[gone[:, 1], gone[:, 0]] = np.nan
    found = place(apart)
    told = ~np.isnan(apart)
    assert between(found.points)[told] == pytest.approx(apart[told], abs=0.01)


def test_the_same_distances_give_the_same_picture():
    apart = measured("adult_men").total
    assert place(apart).points == pytest.approx(place(apart.copy()).points, nan_ok=True, abs=0)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_does_not_matter(seed):
    apart = measured("women").total
    order = np.random.default_rng(seed).permutation(len(apart))
    mixed = place(apart[np.ix_(order, order)])
    straight = place(apart)
    assert mixed.points == pytest.approx(straight.points[order], abs=1e-6)
    assert mixed.stress == pytest.approx(straight.stress)


def test_the_order_does_not_matter_for_the_whole_estate():
    apart = measured("adult_men").total
    order = np.random.default_rng(7).permutation(len(apart))
    mixed = place(apart[np.ix_(order, order)])
    assert mixed.points == pytest.approx(place(apart).points[order], abs=1e-4, nan_ok=True)


def test_the_picture_of_the_real_estate_keeps_the_main_lines():
    found = place(measured("adult_men").total)
    assert found.stress < 0.2
    assert found.keeps == "the main lines"


def test_the_longest_way_lies_from_left_to_right():
    spread = place(measured("adult_men").total).points
    spread = spread[~np.isnan(spread[:, 0])].std(axis=0)
    assert spread[0] > spread[1]


def test_nobody_one_and_two():
    assert place(np.zeros((0, 0))).points.shape == (0, 2)
    assert place(np.zeros((1, 1))).points.tolist() == [[0, 0]]
    two = place(np.array([[0, 0.4], [0.4, 0]]))
    assert between(two.points)[0, 1] == pytest.approx(0.4)
    assert two.points[:, 1] == pytest.approx([0, 0])
    assert two.stress == pytest.approx(0)


def test_what_is_known_of_nobody_has_no_place():
    apart = np.array([[0, 0.5, np.nan], [0.5, 0, np.nan], [np.nan, np.nan, np.nan]])
    found = place(apart).points
    assert np.isnan(found[2]).all()
    assert between(found[:2])[0, 1] == pytest.approx(0.5)
    assert np.isnan(place(np.full((3, 3), np.nan)).points).all()


def test_the_same_stand_in_one_place():
    assert place(np.zeros((4, 4))).points == pytest.approx(np.zeros((4, 2)))
    apart = np.array([[0, 0, 1.0], [0, 0, 1], [1, 1, 0]])
    found = place(apart)
    assert found.points[0] == pytest.approx(found.points[1], abs=1e-6)
    assert found.stress == pytest.approx(0, abs=1e-6)


def test_the_distances_given_stay_as_they_are():
    apart = between(plane(6, 0))
    before = apart.copy()
    place(apart)
    assert (apart == before).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_one_more_finds_its_place_among_the_others(seed):
    known = plane(10, seed)
    apart = between(known)[-1, :-1]
    assert place_one(known[:-1], apart) == pytest.approx(known[-1], abs=1e-3)


def test_one_more_of_which_nothing_is_known_has_no_place():
    assert place_one(plane(3, 0), np.full(3, np.nan)) is None
    assert place_one(np.full((3, 2), np.nan), np.ones(3)) is None
    assert place_one(np.zeros((0, 2)), np.zeros(0)) is None


def test_one_more_the_same_as_another_stands_with_it():
    known = plane(8, 1)
    assert place_one(known, between(known)[2]) == pytest.approx(known[2], abs=1e-3)


def test_a_box_is_filled_and_nothing_stands_outside_it():
    found = fitted(plane(20, 3), 480, 400, 16)
    assert (found >= [16, 16]).all()
    assert (found <= [464, 384]).all()
    spare = found.min(axis=0) - 16
    assert spare.min() == pytest.approx(0)


def test_what_stands_in_one_place_is_drawn_in_the_middle():
    assert fitted(np.zeros((2, 2)), 480, 400, 16).tolist() == [[240, 200], [240, 200]]
    assert fitted(np.zeros((0, 2)), 480, 400, 16).shape == (0, 2)


def test_what_has_no_place_is_not_drawn():
    points = np.array([[np.nan, np.nan], [0, 0], [1, 0]])
    found = parted(fitted(points, 100, 100, 10), 12, 100, 100, 10)
    assert np.isnan(found[0]).all()
    assert found[1:].tolist() == [[10, 50], [90, 50]]


@pytest.mark.parametrize("count", [2, 3, 30])
def test_the_same_are_moved_apart_and_stay_in_the_box(count):
    found = parted(np.full((count, 2), 16.0), 13, 480, 400, 16)
    assert closest(found) >= 12.9
    assert (found >= 16).all()
    assert (found <= [464, 384]).all()


def test_those_apart_already_are_not_moved():
    points = np.array([[50.0, 50], [80, 50], [300, 300]])
    assert parted(points, 13, 480, 400, 16).tolist() == points.tolist()


def test_two_that_touch_share_the_way():
    found = parted(np.array([[100.0, 100], [104, 100]]), 12, 480, 400, 16)
    assert found.mean(axis=0) == pytest.approx([102, 100])
    assert found[:, 1] == pytest.approx([100, 100])
