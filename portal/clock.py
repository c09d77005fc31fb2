"""The one place that knows what time it is, so that tests can move it."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """Tell the time now, aware and in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Tell today's date in UTC."""
    return now().date()
