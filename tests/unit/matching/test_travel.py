"""How far apart two places are."""

import pytest

from portal.matching.core.travel import EARTH_RADIUS_KM, km


def test_a_place_is_nowhere_from_itself():
    assert km(52.5, -1.9, 52.5, -1.9) == 0


def test_a_degree_of_latitude_is_about_111_km():
    assert km(52, -1, 53, -1) == pytest.approx(111.195, abs=0.001)


def test_half_way_round_the_earth_is_pi_radii():
    assert km(0, 0, 0, 180) == pytest.approx(3.141592653589793 * EARTH_RADIUS_KM)
    assert km(90, 0, -90, 77) == pytest.approx(3.141592653589793 * EARTH_RADIUS_KM)


def test_london_to_edinburgh_is_what_an_atlas_says():
    assert km(51.5074, -0.1278, 55.9533, -3.1883) == pytest.approx(534, abs=1)


def test_there_is_as_far_as_back_also_across_the_date_line():
    assert km(10, 179, -5, -179) == pytest.approx(km(-5, -179, 10, 179))
    assert km(0, 179.5, 0, -179.5) == pytest.approx(km(0, 0, 0, 1))
