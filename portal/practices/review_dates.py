"""When a practice must be looked at again, and how long ago something was, in words."""

from calendar import monthrange
from datetime import date, timedelta

YEAR = 12
FEWEST_MONTHS, MOST_MONTHS = 1, 24
SOON = timedelta(days=30)


def next_review(day: date) -> date:
    """Give the day a year later, by which somebody must look again whether it still holds."""
    return months_after(day, YEAR)


def months_after(day: date, months: int) -> date:
    """Give the same day some months later; the first of the next where a month has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    if day.day <= monthrange(year, month)[1]:
        return date(year, month, day.day)
    return months_after(date(year, month, 1), 1)


def age(day: date, today: date) -> str:
    """Say how long ago a day was, as in "today", "3 weeks ago" and "14 months ago"."""
    days = (today - day).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days < 14:
        return f"{days} days ago"
    months = _whole_months(day, today)
    if months < 2:
        return f"{days // 7} weeks ago"
    if months < 2 * YEAR:
        return f"{months} months ago"
    return f"{months // YEAR} years ago"


def _whole_months(day: date, today: date) -> int:
    months = (today.year - day.year) * 12 + today.month - day.month
    return months - 1 if months_after(day, months) > today else months
