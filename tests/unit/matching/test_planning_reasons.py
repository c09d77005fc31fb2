import numpy as np
import pytest

from portal.matching.core.items import Matrix
from portal.matching.core.planning import Reason, Site, Wishes, plan
from tests.unit.matching.asked import apart

LONDON = (51.5, -0.1)
READING = (51.45, -0.97)
LEEDS = (53.8, -1.55)
DURHAM = (54.78, -1.57)


def _at(code: str, place: tuple[float, float] | None, region: str | None = None) -> Site:
    north, east = place or (None, None)
    return Site(code, region=region, latitude=north, longitude=east)


def _joined(count: int, *pairs: tuple[int, int]) -> Matrix:
    """Give the same distance for some pairs; of all others too little is known."""
    total = np.full((count, count), np.nan)
    for one, other in pairs:
        total[one, other] = total[other, one] = 0.1
    return total


def _why(found: dict[int, Reason]) -> dict[int, tuple[str, dict[str, int]]]:
    return {one: (why.rule, dict(why.counts)) for one, why in found.items()}


def test_the_rule_that_kept_the_most_away_is_named_and_all_are_counted() -> None:
    sites = [_at("A", LONDON), _at("B", READING), _at("C", LEEDS), _at("D", DURHAM), _at("E", None)]
    total = np.full((5, 5), 0.1)
    wishes = Wishes(cap_km=150, forbids=(("A", "B"),))
    found = plan(total, sites, wishes)
    assert [each.members for each in found.groups] == [(2, 3)]
    assert _why(dict(found.unpaired)) == {
        0: ("too_far", {"forbidden": 1, "place_unknown": 1, "too_far": 2}),
        1: ("too_far", {"forbidden": 1, "place_unknown": 1, "too_far": 2}),
        4: ("place_unknown", {"place_unknown": 4}),
    }


def test_a_cap_that_nobody_can_keep_leaves_everyone_over_and_says_so() -> None:
    sites = [_at("A", LONDON), _at("B", READING), _at("C", LEEDS)]
    found = plan(np.full((3, 3), 0.1), sites, Wishes(cap_km=5))
    assert (found.groups, found.total, found.gap) == ((), 0, 0)
    assert {why.rule for why in found.unpaired.values()} == {"too_far"}
    assert found.greedy.unpaired == 3


def test_a_cap_holds_to_the_kilometre() -> None:
    sites = [_at("A", (52.0, 0.0)), _at("B", (53.0, 0.0))]  # a degree is 111.195 km
    total = np.full((2, 2), 0.1)
    assert plan(total, sites, Wishes(cap_km=111.2)).unpaired == {}
    assert len(plan(total, sites, Wishes(cap_km=111.19)).unpaired) == 2


def test_of_one_region_only_the_others_and_the_unknown_are_counted() -> None:
    regions = ("North", "North", "South", None)
    sites = [_at(code, None, region) for code, region in zip("ABCD", regions, strict=True)]
    found = plan(np.full((4, 4), 0.1), sites, Wishes(region="same_only"))
    assert [each.members for each in found.groups] == [(0, 1)]
    assert _why(dict(found.unpaired)) == {
        2: ("other_region", {"other_region": 2, "region_unknown": 1}),
        3: ("region_unknown", {"region_unknown": 3}),
    }


def test_one_of_whom_too_little_is_known_is_told_so() -> None:
    total = _joined(3, (0, 1))
    found = plan(total, [Site(code) for code in "ABC"], Wishes())
    assert _why(dict(found.unpaired)) == {2: ("too_little_known", {"too_little_known": 2})}


def test_one_whose_partners_are_all_pinned_is_told_so() -> None:
    found = plan(np.full((3, 3), 0.1), [Site(code) for code in "ABC"], Wishes(pins=(("A", "B"),)))
    assert _why(dict(found.unpaired)) == {2: ("pinned", {"pinned": 2})}


def test_one_left_over_of_a_chain_of_three_is_the_odd_one() -> None:
    found = plan(_joined(3, (0, 1), (1, 2)), [Site(code) for code in "ABC"], Wishes())
    (why,) = found.unpaired.values()
    assert (why.rule, why.counts) == ("odd", {"odd": 1, "too_little_known": 1})


def test_those_who_can_only_join_one_that_is_taken_are_told_so() -> None:
    found = plan(_joined(4, (0, 1), (0, 2), (0, 3)), [Site(code) for code in "ABCD"], Wishes())
    assert {why.rule for why in found.unpaired.values()} == {"elsewhere"}
    assert len(found.unpaired) == 2


def test_two_who_may_meet_are_too_few_where_groups_are_of_four() -> None:
    found = plan(np.full((2, 2), 0.1), [Site("A"), Site("B")], Wishes(size=4))
    assert _why(dict(found.unpaired)) == {at: ("too_few", {"too_few": 1}) for at in (0, 1)}


def test_who_is_left_over_because_time_ran_out_is_told_so() -> None:
    # A ring of 41 with a single triangle: closest first leaves one over.
    ring = [(one, (one + 1) % 41) for one in range(41)]
    total = _joined(41, *ring, (10, 12))
    sites = [Site(f"P{index:02}") for index in range(41)]
    found = plan(total, sites, Wishes(seconds=0))
    assert found.gap == 1
    assert [why.rule for why in found.unpaired.values()] == ["no_time"]
    assert plan(total, sites, Wishes()).unpaired == {}


@pytest.mark.parametrize("size", [2, 3, 4])
def test_nobody_is_left_over_where_all_may_meet(size: int) -> None:
    for count in range(6, 12):
        sites = [Site(f"P{index:02}") for index in range(count)]
        assert plan(apart(count, count), sites, Wishes(size=size)).unpaired == {}  # type: ignore[arg-type]
