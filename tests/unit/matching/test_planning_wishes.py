import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.matching.core.planning import Contradiction, Site, Wishes, check, check_all, plan
from tests.unit.matching.asked import question

ABC = ("ABI", "BXI", "CFI")


def _texts(wishes: Wishes, severity: str, codes: tuple[str, ...] = ABC) -> list[str]:
    return [each.text for each in check(wishes, codes) if each.severity == severity]


@given(st.integers(2, 12), st.integers(0, 1_000_000))
def test_wishes_come_back_from_json_as_they_were(count: int, seed: int) -> None:
    wishes = question(count, seed)[2]
    assert Wishes.from_json(json.loads(json.dumps(wishes.to_json(), allow_nan=False))) == wishes


def test_what_is_missing_has_its_usual_value() -> None:
    assert Wishes.from_json({}) == Wishes()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([], "must be values by name"),
        ({"colour": "red"}, "no names but size, region"),
        ({"size": 5}, "The group size must be 2, 3 or 4"),
        ({"size": True}, "The group size"),
        ({"size": "2"}, "The group size"),
        ({"region": "north"}, "must be any, rather_other or same_only"),
        ({"cap_km": -1}, "at least 0"),
        ({"cap_km": "far"}, "at least 0"),
        ({"cap_km": float("nan")}, "at least 0"),
        ({"repeat": -0.1}, "“repeat” must be a number from 0"),
        ({"need": float("inf")}, "“need”"),
        ({"maturity": None}, "“maturity”"),
        ({"same_region": True}, "“same_region”"),
        ({"seconds": 601}, "The time limit must be a number from 0 to 600"),
        ({"pins": "ABI"}, "a list of lists"),
        ({"pins": ["ABI"]}, "a list of lists"),
        ({"pins": [["ABI", 3]]}, "lists of prison codes"),
        ({"forbids": [["ABI"]]}, "pairs of prison codes"),
        ({"forbids": [["ABI", None]]}, "pairs of prison codes"),
        ({"earlier": [["ABI", "BXI"]]}, "how many rounds ago"),
        ({"earlier": [["ABI", "BXI", 0]]}, "how many rounds ago"),
        ({"earlier": [["ABI", "BXI", True]]}, "how many rounds ago"),
        ({"earlier": [["ABI", "BXI", 1.5]]}, "how many rounds ago"),
        ({"earlier": {"ABI": 1}}, "a list of lists"),
    ],
)
def test_wishes_that_cannot_be_are_refused_in_plain_words(given: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Wishes.from_json(given)


def test_a_meeting_in_no_round_is_refused_from_code_as_well() -> None:
    with pytest.raises(ValueError, match="how many rounds ago"):
        Wishes(earlier=(("ABI", "BXI", 0),))


def test_nothing_is_wrong_with_wishes_that_can_be_met() -> None:
    wishes = Wishes(pins=(("ABI", "BXI"),), forbids=(("ABI", "CFI"),))
    assert check(wishes, ABC) == []


@pytest.mark.parametrize(
    ("wishes", "text"),
    [
        (
            Wishes(pins=(("BXI", "ABI"),), forbids=(("ABI", "BXI"),)),
            "ABI and BXI are to be kept together and to be kept apart.",
        ),
        (
            Wishes(pins=(("ABI", "BXI"), ("BXI", "CFI"))),
            "BXI is in more than one place in the groups that are to stand.",
        ),
        (
            Wishes(size=3, pins=(("ABI", "BXI", "ABI"),)),
            "ABI is in more than one place in the groups that are to stand.",
        ),
        (
            Wishes(pins=(("ABI",),)),
            "A group that is to stand must have 2 to 5 prisons; ABI is in one alone.",
        ),
        (Wishes(pins=((),)), "A group that is to stand must have 2 to 5 prisons; one has none."),
        (
            Wishes(pins=(("ABI", "XXX"),)),
            "XXX is in a group that is to stand, but does not take part.",
        ),
        (Wishes(forbids=(("ABI", "ABI"),)), "ABI cannot be kept apart from itself."),
    ],
)
def test_wishes_that_contradict_each_other_are_errors_and_not_solved(
    wishes: Wishes, text: str
) -> None:
    assert _texts(wishes, "error") == [text]
    with pytest.raises(Contradiction, match=text.replace(".", r"\.")) as refused:
        plan(np.zeros((3, 3)), [Site(code) for code in ABC], wishes)
    assert [each.text for each in refused.value.problems] == [text]


def test_a_pin_of_six_is_too_large() -> None:
    (text,) = _texts(Wishes(pins=(tuple("ABCDEF"),)), "error", tuple("ABCDEF"))
    assert (
        text
        == "A group that is to stand must have 2 to 5 prisons; that of A, B, C, D, E and F has 6."
    )


def test_a_pin_of_another_size_is_kept_with_a_warning() -> None:
    wishes = Wishes(pins=(ABC,))
    text = "The group of ABI, BXI and CFI is kept although groups are to have 2 prisons."
    assert _texts(wishes, "warning") == [text]
    found = plan(np.zeros((3, 3)), [Site(code) for code in ABC], wishes)
    assert [each.members for each in found.groups] == [(0, 1, 2)]
    assert [each.text for each in found.warnings] == [text]


def test_one_that_does_not_take_part_may_be_kept_apart_and_is_named() -> None:
    wishes = Wishes(forbids=(("ABI", "XXX"),))
    text = "XXX is to be kept apart from another prison, but does not take part."
    assert _texts(wishes, "warning") == [text]


@pytest.mark.parametrize(
    ("wishes", "sites", "why"),
    [
        (
            {"cap_km": 100},
            [Site("ABI", latitude=51.5, longitude=0.0), Site("BXI", latitude=53, longitude=0.0)],
            "they are more than 100 km apart",
        ),
        (
            {"cap_km": 100},
            [Site("ABI", latitude=51.5, longitude=0.0), Site("BXI", latitude=53)],
            "there is a greatest distance, and it is not known where both are",
        ),
        (
            {"region": "same_only"},
            [Site("ABI", region="North"), Site("BXI", region="South")],
            "they are in different regions, and only prisons of one region may meet",
        ),
        (
            {"region": "same_only"},
            [Site("ABI", region="North"), Site("BXI")],
            "only prisons of one region may meet, and a region is not known",
        ),
        ({}, [Site("ABI"), Site("BXI")], "too little is known to compare them"),
    ],
)
def test_a_pin_that_breaks_a_rule_stands_with_a_warning_that_names_the_rule(
    wishes: dict[str, Any], sites: list[Site], why: str
) -> None:
    total = np.full((2, 2), 0.2 if wishes else np.nan)
    asked = Wishes(pins=(("BXI", "ABI"),), **wishes)
    (warning,) = check_all(total, sites, asked)
    assert warning.text == f"ABI and BXI are kept together although {why}."
    assert (warning.severity, warning.codes) == ("warning", ("ABI", "BXI"))
    found = plan(total, sites, asked)
    assert [each.members for each in found.groups] == [(0, 1)]
    assert found.warnings == (warning,)


def test_a_meeting_with_one_that_takes_no_part_this_time_is_passed_over() -> None:
    wishes = Wishes(earlier=(("ABI", "XXX", 1), ("ABI", "ABI", 1)))
    sites = [Site("ABI"), Site("BXI")]
    assert check(wishes, ("ABI", "BXI")) == []
    assert plan(np.zeros((2, 2)), sites, wishes).groups[0].charges["repeat"] == 0
