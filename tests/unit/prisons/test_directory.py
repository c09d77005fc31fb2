from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.prisons import directory
from portal.prisons.directory import Filters
from portal.prisons.models import Prison
from portal.prisons.profiles import Figure, Profile


def profile(name, *, sex="M", is_example=False, **values):
    prison = Prison(name=name, designation="HMP", sex=sex, is_example=is_example)
    at = datetime(2026, 11, 1, tzinfo=UTC)
    figures = {
        key: Figure(key, value, f"Source of {key}", date(2023, 7, 31), at)
        for key, value in values.items()
    }
    return Profile(prison, figures)


ASH = profile("Ash", region="North", function="Open", cohorts=["open"], security=["D"])
BIRCH = profile("Birch", region="South", function="Reception", cohorts=["reception", "open"])
ELM = profile("Elm", sex="F", region="South", function="Women", security=["female_closed"])
OAK = profile("Oak")  # nothing is known about it
MODEL = profile("Model", is_example=True, region="Example region", function="Open")
EVERYONE = [ASH, BIRCH, ELM, OAK, MODEL]
OFFERED = directory.choices(EVERYONE)


def names(filters):
    chosen = directory.choose(EVERYONE, filters)
    return [row.prison.name for row in chosen.prisons + chosen.examples]


def test_without_filters_everyone_is_shown_and_examples_stand_apart():
    chosen = directory.choose(EVERYONE, Filters())
    assert (chosen.prisons, chosen.examples) == ([ASH, BIRCH, ELM, OAK], [MODEL])
    assert chosen.total == 4


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(name="BIR"), ["Birch"]),
        (Filters(name="hmp as"), ["Ash"]),
        (Filters(name="HMP/YOI ash"), ["Ash"]),
        (Filters(region="South"), ["Birch", "Elm"]),
        (Filters(function="Open"), ["Ash", "Model"]),
        (Filters(cohort="open"), ["Ash", "Birch"]),
        (Filters(security="female_closed"), ["Elm"]),
        (Filters(sex="F"), ["Elm"]),
        (Filters(region="South", sex="M"), ["Birch"]),
        (Filters(region="North", sex="F"), []),
    ],
)
def test_every_filter_narrows(filters, expected):
    assert names(filters) == expected


def test_the_total_counts_real_prisons_whatever_the_filters():
    assert directory.choose(EVERYONE, Filters(name="nowhere")).total == 4


def test_a_security_filter_fits_whole_keys_only():
    # "A" is a letter of no key here, but would be part of many words.
    assert names(Filters(security="A")) == []


def test_regions_are_offered_by_name_without_those_of_examples():
    assert list(OFFERED["region"]) == ["North", "South"]


def test_sources_are_those_of_the_columns_shown_each_once():
    chosen = directory.choose(EVERYONE, Filters())
    assert chosen.sources == ["Source of function", "Source of region"]


def test_known_values_are_read_from_the_address():
    args = {"name": " ash ", "region": "North", "cohort": "open", "security": "D", "sex": "M"}
    assert directory.read_filters(args, OFFERED) == Filters(
        name="ash", region="North", cohort="open", security="D", sex="M"
    )


def test_values_that_are_not_offered_count_as_not_given():
    args = {"region": "Atlantis", "function": "x", "cohort": "x", "security": "x", "sex": "X"}
    filters = directory.read_filters(args, OFFERED)
    assert filters == Filters()
    assert not filters


@given(
    st.dictionaries(
        st.sampled_from(["name", "region", "function", "cohort", "security", "sex", "other"]),
        st.text(max_size=200),
    )
)
def test_whatever_stands_in_the_address_gives_filters_that_can_be_used(args):
    filters = directory.read_filters(args, OFFERED)
    assert len(filters.name) <= directory.NAME_MAX
    assert filters.name.isprintable()
    for name, values in OFFERED.items():
        assert getattr(filters, name) in ("", *values)
    assert set(names(filters)) <= set(names(Filters()))
    again = {name: getattr(filters, name) for name in ("name", *OFFERED)}
    assert directory.read_filters(again, OFFERED) == filters
