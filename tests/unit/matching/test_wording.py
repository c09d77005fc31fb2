from typing import Any

import pytest

from portal.matching.core import METHODS, Comparison, Item, compare, distances, explain
from portal.matching.wording import Pair, apart, both, called, reasons, say, say_known, unknown
from portal.matching.wording.values import FRACTIONS, PEOPLE, SCHEMES, fraction
from portal.prisons.mentoring import SCHEME_TYPES

ITEMS = {
    item.key: item
    for methods in METHODS.values()
    for block in ("women", "under_18", "adult_men")  # the men's scale of security stands
    for item in methods[block].items
}
PAIR = Pair("Oakwood", "Ranby", "here")


def _one(key: str, ours: Any, theirs: Any) -> Comparison:
    return Comparison(ITEMS[key], ours, theirs, 0.0 if ours == theirs else 0.5, 1.0)


def _shares(*percents: int) -> tuple[float, ...]:
    return tuple(percent / 100 for percent in percents)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("cannot_read", 34, "about a third (34%)"),
        ("cannot_read", "few", "Too few to give"),
        ("cannot_read", None, "Not known"),
        ("turnover", 19.6, "about 20 in every 100 arrive each month"),
        ("sentence_shares", _shares(5, 5, 50, 30, 10, 0), None),
        ("sentence_shares", _shares(80, 5, 5, 5, 5, 0), "mostly on remand (80%)"),
        ("schemes", frozenset({"maths", "reading"}), "learning to read and maths"),
        ("schemes", frozenset(), "none runs"),
        ("red_band", "some", "Some peer mentors"),
        ("quiet_space", "most_wings", "On most wings"),
        ("hours_unlocked", "6_to_8", "6 to under 8 hours"),
        ("size", 1250, "1,250 places"),
        ("time_left", frozenset({"to_36_months", "over_36_months"}), "16 months and longer"),
    ],
)
def test_values_are_said_in_plain_words(key: str, value: Any, said: str | None) -> None:
    if said is None:
        said = "mostly 1 year to under 4 years (50%), then 4 years to under 10 years (30%)"
    assert say(key, value) == said


@pytest.mark.parametrize(
    ("key", "ours", "theirs", "said"),
    [
        (
            "cannot_read",
            12.0,
            34.0,
            "Ranby has a larger share of people who cannot yet read (34%; 12% here)",
        ),
        (
            "esol",
            30.0,
            8.0,
            "Ranby has a smaller share of people who need English for speakers of other "
            "languages (8%; 30% here)",
        ),
        ("size", 600, 1200, "Ranby is about twice the size of Oakwood (1,200 places; 600 here)"),
        ("size", 1200, 600, "Ranby is about half the size of Oakwood (600 places; 1,200 here)"),
        ("security", "C", "B", "Ranby has higher security (Category B; Category C here)"),
        (
            "hours_unlocked",
            "under_4",
            "8_to_10",
            "Ranby unlocks people for longer (8 to under 10 hours; under 4 hours here)",
        ),
        (
            "red_band",
            "most",
            "none",
            "Ranby lets fewer of its mentors move without escort "
            "(no peer mentors; most peer mentors here)",
        ),
        ("holds_18_to_20", True, False, "Oakwood holds people aged 18 to 20; Ranby does not"),
        (
            "function",
            "Reception",
            "Category C",
            "Ranby is mainly Category C; Oakwood is mainly reception",
        ),
        (
            "schemes",
            frozenset({"maths"}),
            frozenset({"reading", "english"}),
            "Ranby also runs learning to read and English; only Oakwood runs maths",
        ),
        ("schemes", frozenset(), frozenset({"maths"}), "Only Ranby runs maths"),
        (
            "cohorts",
            frozenset({"resettlement", "cat_c_trainer"}),
            frozenset({"resettlement"}),
            "Only Oakwood is a Category C training prison",
        ),
        (
            "time_left",
            frozenset({"to_16_months"}),
            frozenset({"to_16_months", "to_36_months", "over_36_months"}),
            "Ranby also holds people with over 16 months left",
        ),
        (
            "turnover",
            8.0,
            31.0,
            "For its size, Ranby takes in more people each month (about 31 in every 100; 8 here)",
        ),
        (
            "sentence_shares",
            _shares(60, 20, 10, 10, 0, 0),
            _shares(0, 0, 10, 10, 60, 20),
            "People serve longer sentences at Ranby (mostly 10 years or more (60%); "
            "mostly on remand (60%) here)",
        ),
    ],
)
def test_differences_say_which_way(key: str, ours: Any, theirs: Any, said: str) -> None:
    assert apart(_one(key, ours, theirs), PAIR) == said


@pytest.mark.parametrize(
    ("key", "ours", "theirs", "said"),
    [
        (
            "time_left",
            frozenset({"over_36_months"}),
            None,
            "Both hold people with over 3 years left",
        ),
        (
            "time_left",
            frozenset({"under_29_days"}),
            None,
            "Both hold people on remand or with up to 29 days left",
        ),
        (
            "time_left",
            frozenset({"to_36_months", "indeterminate"}),
            None,
            "Both hold people with 16 months to 36 months left and with indeterminate sentences",
        ),
        ("cohorts", frozenset({"cat_c_trainer"}), None, "Both are Category C training prisons"),
        (
            "cohorts",
            frozenset({"children", "reception"}),
            None,
            "Both are reception prisons and hold boys under 18",
        ),
        ("security", "female_open", None, "Both are open prisons for women"),
        ("holds_18_to_20", False, None, "Neither holds people aged 18 to 20"),
        ("size", 600, 640, "They are of a similar size (600 and 640 places)"),
        ("cannot_read", 34.0, 31.0, "At both, about a third cannot yet read (31% to 34%)"),
        ("cannot_read", 0.0, 0.0, "At both, none cannot yet read (0%)"),
        ("schemes", frozenset({"reading"}), None, "Both run learning to read"),
        ("quiet_space", "none", None, "Neither has quiet space for mentoring"),
        (
            "hours_unlocked",
            "4_to_6",
            None,
            "Both unlock people for 4 to under 6 hours on a usual weekday",
        ),
    ],
)
def test_likenesses_are_whole_sentences(key: str, ours: Any, theirs: Any, said: str) -> None:
    assert both(_one(key, ours, ours if theirs is None else theirs)) == said


def _values(item: Item) -> tuple[Any, Any]:
    """Give two values of an item that are as different as can be."""
    kind: Any = item.kind
    if levels := getattr(kind, "levels", None):
        return levels[0], levels[-1]
    if getattr(kind, "bands", None):
        return _shares(100, 0, 0, 0, 0, 0), _shares(0, 0, 0, 0, 0, 100)
    special = {
        "time_left": (frozenset({"to_16_months"}), frozenset({"over_36_months"})),
        "cohorts": (frozenset({"reception"}), frozenset({"children"})),
        "schemes": (frozenset({"maths"}), frozenset({"reading"})),
        "function": ("Open", "Reception"),
        "size": (60, 1900),
    }
    return special.get(item.key, (False, True) if type(kind).__name__ == "Same" else (1.0, 49.0))


@pytest.mark.parametrize("key", sorted(ITEMS))
def test_every_item_has_words_of_its_own(key: str) -> None:
    ours, theirs = _values(ITEMS[key])
    for value in (ours, theirs):
        assert both(Comparison(ITEMS[key], value, value, 0.0, 1.0))
        assert not both(Comparison(ITEMS[key], value, value, 0.0, 1.0)).startswith(
            ITEMS[key].label + ":"
        )
    there, back = (
        apart(_one(key, ours, theirs), PAIR),
        apart(_one(key, theirs, ours), PAIR),
    )
    assert there != back
    assert "Ranby" in there
    assert "{" not in there + back
    assert called(ITEMS[key])


def test_every_percent_has_a_fraction() -> None:
    assert [most for most, _ in FRACTIONS] == sorted({most for most, _ in FRACTIONS})
    assert {fraction(percent) for percent in range(101)} == {words for _, words in FRACTIONS}
    assert (fraction(0.2), fraction(100)) == ("none", "all")


def test_every_scheme_has_a_short_name() -> None:
    assert list(SCHEMES) == list(SCHEME_TYPES)


def test_what_is_too_few_is_told_and_not_called_unknown() -> None:
    assert say_known(ITEMS["cannot_read"], {"cannot_read": "few"}) == "Too few to give"
    assert say_known(ITEMS["cannot_read"], {"cannot_read": 34}) == "34%"
    assert say_known(ITEMS["cannot_read"], {}) == "Not known"
    assert set(PEOPLE) <= set(ITEMS)


def test_what_is_not_known_is_told_once_for_each_who_does_not_tell() -> None:
    found = [_one("cannot_read", 3.0, None), _one("esol", 3.0, None), _one("size", None, None)]
    assert unknown(found, "Oakwood", "Ranby") == (
        "Ranby: Cannot yet read and Need English for speakers of other languages",
        "Oakwood and Ranby: Number of places",
    )


def test_reasons_name_where_our_figure_is_from() -> None:
    method = METHODS["record"]["adult_men"]
    values = {"cohorts": ["cat_c_trainer"], "security": ["C"], "function": "Category C"}
    found = distances(method, [values | {"capacity": 600}, values | {"capacity": 1300}])
    told = reasons(explain(found, 0, 1), "Oakwood", "Ranby")
    assert told.different == (
        "Ranby is about twice the size of Oakwood (1,300 places; 600 at Oakwood)",
    )
    assert told.alike[0] == "Both hold people with over 16 months left"
    assert len(compare(found, 0, 1)) == len(method.items)
