"""The calendar file of a meeting, line by line as RFC 5545 asks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from portal.matching.partners.calendar import Event, to_ics

EVENT = Event(
    uid="partners-7@portal.example",
    sequence=3,
    changed_at=datetime(2026, 11, 1, 9, 30, tzinfo=UTC),
    starts_at=datetime(2026, 11, 5, 15, 0, tzinfo=timezone(timedelta(hours=1))),
    minutes=90,
    summary="Partner meeting: Example Midvale and Example Westholme",
    place="Room 2; education, first floor\\left",
    description="Bring:\na pen",
    url="https://portal.example/matching/partners/7",
)


def unfolded(ics: bytes) -> dict[str, str]:
    """Read a calendar back: folded lines joined, by the name of the property."""
    lines = ics.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    return dict(line.split(":", 1) for line in lines)


def test_times_are_in_utc_and_the_end_follows_from_the_length() -> None:
    read = unfolded(to_ics(EVENT))
    assert read["DTSTART"] == "20261105T140000Z"
    assert read["DTEND"] == "20261105T153000Z"
    assert read["DTSTAMP"] == "20261101T093000Z"


def test_text_is_escaped() -> None:
    read = unfolded(to_ics(EVENT))
    assert read["LOCATION"] == r"Room 2\; education\, first floor\\left"
    assert read["DESCRIPTION"] == r"Bring:\na pen"


@pytest.mark.parametrize("place", ["x" * 300, "é" * 300, "𝄞" * 150, "a" + "€" * 100])
def test_no_line_is_longer_than_75_octets_and_no_character_is_cut(place: str) -> None:
    ics = to_ics(replace(EVENT, place=place))
    lines = ics.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)
    assert unfolded(ics)["LOCATION"] == place


def test_every_line_ends_in_crlf_and_nothing_else_breaks_lines() -> None:
    ics = to_ics(replace(EVENT, description="one\r\ntwo\rthree\nfour"))
    assert ics.endswith(b"END:VCALENDAR\r\n")
    assert ics.count(b"\n") == ics.count(b"\r") == ics.count(b"\r\n")


def test_a_cancelled_meeting_keeps_its_uid_and_says_so() -> None:
    before = unfolded(to_ics(EVENT))
    after = unfolded(to_ics(replace(EVENT, is_cancelled=True, sequence=4)))
    assert before["UID"] == after["UID"]
    assert (after["STATUS"], after["METHOD"], after["SEQUENCE"]) == ("CANCELLED", "CANCEL", "4")
