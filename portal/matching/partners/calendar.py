"""One meeting as an iCalendar file (RFC 5545), which every calendar can take in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

FOLD: Final = 75  # octets in a line, its line end not counted
PRODUCT: Final = "-//ESW Practice Exchange//Partners//EN"


@dataclass(frozen=True, slots=True)
class Event:
    """Hold one meeting; `uid` never changes, `sequence` rises with each change.

    Times are aware. A calendar that already has the event changes it, or takes it out where it is
    cancelled.
    """

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    minutes: int
    summary: str
    place: str
    description: str
    url: str
    is_cancelled: bool = False


def to_ics(event: Event) -> bytes:
    """Write a calendar of one event: UTF-8, lines that end in CRLF, folded at 75 octets."""
    return b"".join(_folded(line) for line in _lines(event))


def _lines(event: Event) -> Iterator[str]:
    ends_at = event.starts_at + timedelta(minutes=event.minutes)
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN")
    yield "METHOD:CANCEL" if event.is_cancelled else "METHOD:PUBLISH"
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTAMP:{_utc(event.changed_at)}"
    yield f"LAST-MODIFIED:{_utc(event.changed_at)}"
    yield f"DTSTART:{_utc(event.starts_at)}"
    yield f"DTEND:{_utc(ends_at)}"
    yield f"SUMMARY:{_text(event.summary)}"
    if event.place:
        yield f"LOCATION:{_text(event.place)}"
    yield f"DESCRIPTION:{_text(event.description)}"
    yield f"URL:{event.url}"
    yield f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}"
    yield from ("END:VEVENT", "END:VCALENDAR")


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """Escape a TEXT value (section 3.3.11)."""
    for character in "\\;,":
        words = words.replace(character, f"\\{character}")
    return words.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """Cut a line at octets but never within a character (section 3.1)."""
    pieces: list[bytes] = []
    piece = b""
    for character in line:
        octets = character.encode()
        # Every line after the first begins with the space that marks it.
        if len(piece) + len(octets) > FOLD - bool(pieces):
            pieces.append(piece)
            piece = b""
        piece += octets
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
