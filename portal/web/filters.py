"""How dates, numbers and short texts look on a page."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask

LONDON = ZoneInfo("Europe/London")


def init_app(app: Flask) -> None:
    """Let templates use these filters by name."""
    for show in (day, month, moment, number, plural):
        app.add_template_filter(show)


def day(value: date | datetime) -> str:
    """Say a date as in "3 November 2026", in London's time."""
    if isinstance(value, datetime):
        value = value.astimezone(LONDON).date()
    return f"{value.day} {value:%B %Y}"


def month(value: date) -> str:
    """Say a month as in "July 2023", for figures that are dated no closer."""
    return f"{value:%B %Y}"


def moment(value: datetime) -> str:
    """Say a date and time as in "3 November 2026 at 2:05pm", in London's time."""
    local = value.astimezone(LONDON)
    half = "am" if local.hour < 12 else "pm"
    return f"{day(value)} at {local.hour % 12 or 12}:{local:%M}{half}"


def number(value: float) -> str:
    """Group thousands with commas."""
    return f"{value:,}"


def plural(count: int, one: str, many: str = "") -> str:
    """Count things in words, as in "1 prison" and "3 prisons"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
