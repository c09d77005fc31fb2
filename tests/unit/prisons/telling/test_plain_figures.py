from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.prisons.telling import plain_figures


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("35", Decimal(35)),
        (" 35 % ", Decimal(35)),
        ("45 percent", Decimal(45)),
        ("45 per cent", Decimal(45)),
        ("35.5", Decimal("35.5")),
        ("45.55", Decimal("45.55")),
        ("45,5", Decimal("45.5")),
        ("about 45%", Decimal(45)),
        ("~45", Decimal(45)),
        ("c. 45", Decimal(45)),
        ("0", Decimal(0)),
        ("0.4%", Decimal("0.4")),
        ("Nobody", Decimal(0)),
        ("100", Decimal(100)),
        ("100.0", Decimal(100)),
        ("About a third", Decimal(33)),
        ("two-thirds", Decimal(67)),
    ],
)
def test_a_percent_is_read_however_it_is_written(typed, value):
    assert plain_figures.percent(typed) == value


@pytest.mark.parametrize("typed", ["*", "Few", "<5", "< 5", "under 5", "Fewer than five people"])
def test_fewer_than_five_people_are_read_however_it_is_written(typed):
    assert plain_figures.percent(typed) == "few"


@pytest.mark.parametrize("typed", ["", "  ", "?", "n/a", "N/A", "Not known", "don\u2019t know"])
def test_what_says_that_it_is_not_known_is_blank(typed):
    assert plain_figures.percent(typed) is None
    assert plain_figures.number(typed) is None


@pytest.mark.parametrize("typed", ["<5%", "<10", "-", "0.4", ".5", "40-45", "1/3", "over half"])
def test_a_percent_that_may_mean_two_things_is_refused(typed):
    with pytest.raises(ValueError, match=r"^"):
        plain_figures.percent(typed)


@pytest.mark.parametrize(
    "typed", ["lots", "-3", "101", "100.1", "3 5", "1e1", "\u0663", "9" * 9, "1,234", "9" * 5000]
)
def test_what_is_no_percent_is_refused(typed):
    with pytest.raises(ValueError, match=r"^"):
        plain_figures.percent(typed)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("62", 62),
        ("1,234", 1234),
        ("1 234", 1234),
        ("about 60", 60),
        ("60 people", 60),
        ("none", 0),
    ],
)
def test_a_number_is_read_however_it_is_written(typed, value):
    assert plain_figures.number(typed) == value


@pytest.mark.parametrize("typed", ["3.5", "1,2", "12,34", "-1", "<5", "\u0663", "9" * 5000])
def test_what_is_no_whole_number_is_refused(typed):
    with pytest.raises(ValueError, match=r"^"):
        plain_figures.number(typed)


@given(st.text())
def test_whatever_is_typed_is_a_percent_a_star_not_known_or_refused(typed):
    try:
        found = plain_figures.percent(typed)
    except ValueError:
        return
    assert found is None or found == "few" or 0 <= found <= 100
