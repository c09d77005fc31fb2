import itertools
from typing import Any

import pytest

from portal.matching.core import METHODS, TIME_LEFT_BANDS, blocks_of, closeness
from portal.matching.wording import STRETCHES
from tests.unit.matching.estate import codes, known, measured


def test_men_women_and_under_18_are_never_in_one_block() -> None:
    assert blocks_of({"security": ["B"]}, "M") == ("adult_men",)
    assert blocks_of({"security": ["female_closed"]}, "F") == ("women",)
    assert blocks_of({"security": ["children_closed"]}, "M") == ("under_18",)
    assert blocks_of({"function": "Under 18", "holds_under_18": True}, "M") == ("under_18",)


def test_a_site_with_adults_and_boys_stands_in_two_blocks() -> None:
    assert blocks_of({"security": ["C", "children_closed"]}, "M") == ("adult_men", "under_18")
    assert "FMI" in codes("adult_men")
    assert "FMI" in codes("under_18")


def test_a_prison_of_which_nothing_is_known_stands_with_the_adults_of_its_sex() -> None:
    assert blocks_of({}, "M") == ("adult_men",)
    assert blocks_of({}, "F") == ("women",)


def test_the_estate_has_the_blocks_that_its_register_says() -> None:
    assert [len(codes(block)) for block in ("adult_men", "women", "under_18")] == [109, 12, 4]


def _read(key: str, values: dict[str, Any]) -> Any:
    return next(item for item in METHODS["record"]["adult_men"].items if item.key == key).of(values)


def test_no_places_in_use_is_an_unknown_size_and_not_a_small_one() -> None:
    assert _read("size", {"capacity": 0}) is None
    assert _read("size", {"capacity": 70}) == 70
    assert known()["DAI"]["capacity"] == 0
    assert _read("size", dict(known()["DAI"])) is None


def test_time_left_is_joined_from_the_cohort_types_and_boys_tell_nothing_of_it() -> None:
    assert _read("time_left", {"cohorts": ["reception", "resettlement"]}) == {
        "under_29_days",
        "to_16_months",
    }
    assert _read("time_left", {"cohorts": ["children"]}) is None
    assert _read("time_left", {}) is None


def test_every_band_has_words() -> None:
    assert set().union(*TIME_LEFT_BANDS.values()) == {*STRETCHES, "indeterminate"}


def test_a_site_with_two_securities_counts_by_the_adults_highest() -> None:
    assert _read("security", {"security": ["children_closed", "C", "B"]}) == "B"
    assert _read("security", {"security": ["children_closed"]}) is None


def test_the_mens_groups_have_the_starting_weights() -> None:
    items = METHODS["record"]["adult_men"].items
    groups = {
        group: sum(item.weight for item in held)
        for group, held in itertools.groupby(items, key=lambda item: item.group)
    }
    assert groups == {
        "Time left to serve": 25,
        "Category and function": 20,
        "Who it holds": 10,
        "Size": 10,
    }


@pytest.mark.parametrize("method", METHODS["record"].values(), ids=list(METHODS["record"]))
def test_the_cutoffs_rise_and_a_word_holds_up_to_its_own(method: Any) -> None:
    greatest = [cutoff for _, cutoff in method.cutoffs]
    assert greatest == sorted(set(greatest))
    for word, cutoff in method.cutoffs:
        assert closeness(method, cutoff) == word
        assert closeness(method, cutoff + 1e-9) != word
    assert closeness(method, 0.0) == "very close"
    assert closeness(method, 1.0) == "not close"
    assert closeness(method, float("nan")) is None


def test_two_receptions_alike_but_for_twice_the_size_are_very_close() -> None:
    method = METHODS["record"]["adult_men"]
    near = measured("adult_men").total[codes("adult_men").index("BFI")]
    # Bedford has 421 places and Liverpool 840, but only Bedford holds people aged 18 to 20.
    assert closeness(method, near[codes("adult_men").index("CFI")]) == "very close"
    assert closeness(method, near[codes("adult_men").index("LPI")]) == "close"
    assert closeness(method, near[codes("adult_men").index("WDI")]) == "not close"
