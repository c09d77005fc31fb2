from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.practices.review_dates import age, months_after, next_review


def test_the_next_review_is_a_year_on_and_29_february_becomes_1_march():
    assert next_review(date(2026, 11, 23)) == date(2027, 11, 23)
    assert next_review(date(2028, 2, 29)) == date(2029, 3, 1)
    assert next_review(date(2027, 2, 28)) == date(2028, 2, 28)


def test_a_month_without_such_a_day_gives_the_first_of_the_next():
    assert months_after(date(2026, 1, 31), 1) == date(2026, 3, 1)
    assert months_after(date(2028, 1, 29), 1) == date(2028, 2, 29)
    assert months_after(date(2026, 12, 31), 24) == date(2028, 12, 31)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 24))
def test_some_months_on_is_never_early_nor_more_than_a_day_late(day, months):
    after = months_after(day, months)
    assert (after.year - day.year) * 12 + after.month - day.month in (months, months + 1)
    assert months_after(day, months - 1) < after


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-1, "today"),
        (0, "today"),
        (1, "yesterday"),
        (13, "13 days ago"),
        (14, "2 weeks ago"),
        (62, "2 months ago"),
        (426, "14 months ago"),
        (731, "2 years ago"),
    ],
)
def test_an_age_is_said_as_people_say_it(days, words):
    today = date(2026, 11, 23)
    assert age(today - timedelta(days=days), today) == words


def test_a_month_is_over_on_its_day_not_before():
    assert age(date(2026, 8, 23), date(2026, 11, 22)) == "2 months ago"
    assert age(date(2026, 8, 23), date(2026, 11, 23)) == "3 months ago"
