"""Reading days and times as people type them, and bringing two texts together."""

from datetime import UTC, date, datetime, time

import pytest

from portal.errors import Invalid
from portal.matching.partners.forms import both, read_day, read_start, read_time
from portal.matching.partners.guarding import Doubt, problem


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("14:00", time(14)),
        ("9.30", time(9, 30)),
        ("2pm", time(14)),
        ("2:15 PM", time(14, 15)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("2", None),
        ("25:00", None),
        ("9:60", None),
        ("13pm", None),
        ("0am", None),
        ("noon", None),
        ("", None),
    ],
)
def test_a_time_is_read_or_refused(typed: str, wanted: time | None) -> None:
    assert read_time(typed) == wanted


@pytest.mark.parametrize("parts", [("", "", ""), ("31", "2", "2026"), ("x", "1", "2026")])
def test_what_is_no_day_is_none(parts: tuple[str, str, str]) -> None:
    assert read_day(dict(zip(("day-day", "day-month", "day-year"), parts, strict=True))) is None


def test_a_start_is_london_time_in_summer_and_winter() -> None:
    def start(month: str) -> datetime:
        typed = {"day-day": "3", "day-month": month, "day-year": "2026", "time": "14:00"}
        return read_start(typed)

    assert start("7") == datetime(2026, 7, 3, 13, tzinfo=UTC)
    assert start("11") == datetime(2026, 11, 3, 14, tzinfo=UTC)
    assert read_day({"day-day": " 3 ", "day-month": "7", "day-year": "2026"}) == date(2026, 7, 3)


def test_a_start_says_all_that_is_wrong() -> None:
    with pytest.raises(Invalid) as refused:
        read_start({"time": "soon"})
    assert set(refused.value.problems) == {"day", "time"}


def test_both_keeps_every_line_that_anybody_added() -> None:
    found = both("one\ntwo", "one\ntwo\ntheirs", "one\nours\ntwo")
    assert found.splitlines() == ["one", "two", "theirs", "", "ours"]
    assert both("", "theirs", "theirs") == "theirs"


def test_a_prison_number_is_refused_whatever_its_writer_says() -> None:
    found = problem("We spoke of A1234BC.", sure=True)
    assert "prison number" in found
    assert not isinstance(found, Doubt)


@pytest.mark.parametrize("words", ["Ask Mr Smith", "Call 07700 900123", "jo.smith@gmail.com"])
def test_what_looks_like_a_person_is_asked_about_once(words: str) -> None:
    assert isinstance(problem(words), Doubt)
    assert problem(words, sure=True) == ""


def test_plain_words_are_fine() -> None:
    assert problem("We met on 3 November 2026 and chose two goals.") == ""
    assert problem("", if_blank="Say something") == "Say something"
    assert problem("x" * 11, longest=10)
