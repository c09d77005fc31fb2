import csv
import json
import re
from itertools import combinations
from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.config import bundled
from portal.prisons import map
from portal.prisons.models import Prison


def prison(name="Somewhere", latitude=52.0, longitude=-1.0):
    return Prison(name=name, latitude=latitude, longitude=longitude)


def test_the_corners_of_the_map_are_the_corners_of_the_drawing():
    assert map.project(map.NORTH, map.WEST) == (0, 0)
    x, y = map.project(map.SOUTH, map.EAST)
    assert (x, y) == pytest.approx((map.WIDTH, map.HEIGHT), abs=0.5)


def test_a_mile_east_is_drawn_as_long_as_a_mile_north_in_the_middle_of_the_map():
    middle = (map.SOUTH + map.NORTH) / 2
    one_degree_north = map.project(middle, 0)[1] - map.project(middle + 1, 0)[1]
    one_degree_east = map.project(middle, 1)[0] - map.project(middle, 0)[0]
    # A degree of longitude at 52.9 degrees north is 67.3 km long, one of latitude 111.2 km.
    assert one_degree_east / one_degree_north == pytest.approx(67.3 / 111.2, abs=0.01)


@given(st.floats(map.SOUTH, map.NORTH), st.floats(map.WEST, map.EAST))
def test_whatever_is_inside_the_bounds_is_inside_the_drawing(latitude, longitude):
    x, y = map.project(latitude, longitude)
    assert 0 <= x <= map.WIDTH + 0.5
    assert 0 <= y <= map.HEIGHT + 0.5


def test_a_prison_without_coordinates_gets_no_dot():
    here, nowhere = prison("Here"), prison("Nowhere", None, None)
    assert [dot.prison for dot in map.dots([nowhere, here])] == [here]


def test_a_prison_alone_at_its_site_stands_exactly_there():
    (dot,) = map.dots([prison(latitude=51.5, longitude=0.1)])
    assert (dot.x, dot.y) == map.project(51.5, 0.1)


@given(st.integers(2, 6))
def test_prisons_at_one_site_are_drawn_apart_and_near_it(number):
    x, y = map.project(52.0, -1.0)
    placed = map.dots([prison(str(place)) for place in range(number)])
    assert len({(dot.x, dot.y) for dot in placed}) == number
    for dot in placed:
        assert ((dot.x - x) ** 2 + (dot.y - y) ** 2) ** 0.5 == pytest.approx(map.APART, abs=0.15)


def test_no_dot_of_the_estate_hides_another():
    with (bundled("content") / "estate" / "prisons.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["latitude"]]
    placed = map.dots(
        prison(row["name"], float(row["latitude"]), float(row["longitude"])) for row in rows
    )
    assert len(placed) == len(rows) == 121
    for one, other in combinations(placed, 2):
        assert dist(one[:2], other[:2]) > 1, (one, other)


def test_the_outline_closes_every_ring_where_it_began_and_stays_inside_the_drawing():
    file = bundled("content") / "estate" / "outline.json"
    rings = map.outline().split("z")[:-1]
    assert len(rings) == len(json.loads(file.read_text())["polygons"])
    for ring in rings:
        start, steps = ring.removeprefix("M").split("l")
        x, y = (int(number) for number in start.split())
        numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
        assert (sum(numbers[::2]), sum(numbers[1::2])) == (0, 0)
        for step_x, step_y in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + step_x, y + step_y
            assert 0 <= x <= map.WIDTH
            assert 0 <= y <= map.HEIGHT


def test_the_outline_is_light():
    assert len(map.outline()) < 2000
