import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.prisons.measures import MEASURES, NUMBER_MAX, SECURITY

ANY = pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)


@given(st.integers(0, NUMBER_MAX))
def test_a_number_is_read_back_as_it_is_said(number):
    population = MEASURES["population"]
    assert population.read(population.say(number)) == number


@given(st.lists(st.sampled_from(sorted(SECURITY)), min_size=1, unique=True))
def test_a_list_keeps_its_parts_in_order_whatever_the_gaps(keys):
    assert MEASURES["security"].read(" ; ".join(keys)) == keys


@pytest.mark.parametrize("raw", ["yes", "Yes", " YES "])
def test_a_flag_is_read_however_it_is_written(raw):
    assert MEASURES["open_conditions"].read(raw) is True


def test_a_known_no_and_a_known_nought_are_said_and_what_is_not_known_says_so():
    assert MEASURES["open_conditions"].say(MEASURES["open_conditions"].read("no")) == "No"
    assert MEASURES["population"].say(MEASURES["population"].read("0")) == "0"
    assert MEASURES["population"].say(None) == "Not known"


def test_keys_are_said_in_words():
    assert MEASURES["cohorts"].say(["cat_c_trainer", "open"]) == "Category C training, Open"
    assert MEASURES["security"].say(["female_closed"]) == "Women, closed"


@ANY
def test_blank_is_never_a_value(measure):
    with pytest.raises(ValueError, match="blank"):
        measure.read("  ")


@pytest.mark.parametrize(
    ("key", "raw", "reason"),
    [
        ("population", "-1", "not a whole number"),
        ("population", "12.5", "not a whole number"),
        ("population", "²", "not a whole number"),
        ("population", str(NUMBER_MAX + 1), "more than any prison holds"),
        ("population", "9" * 5000, "not a whole number"),
        ("function", "category c", "not one of"),
        ("cohorts", "reception;;open", "not one of"),
        ("cohorts", "open;open", "twice"),
        ("security", "Z", "not one of"),
        ("holds_under_18", "perhaps", "neither yes nor no"),
        ("region", "x" * 301, "longer than"),
    ],
)
def test_a_wrong_value_is_refused_with_the_reason(key, raw, reason):
    with pytest.raises(ValueError, match=reason):
        MEASURES[key].read(raw)


@ANY
@given(raw=st.text())
def test_any_text_is_either_read_and_can_be_said_or_refused_in_words(measure, raw):
    try:
        said = measure.say(measure.read(raw))
    except ValueError as error:
        said = str(error)
    assert said.strip()
