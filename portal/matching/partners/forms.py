"""Reading the forms of a shared space: days, times, numbers."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from portal.errors import Invalid
from portal.matching.partners.models import NextMeeting, PartnerWords
from portal.web.filters import LONDON

PARTS = ("day", "month", "year")
_TIME = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))? ?(am|pm)?", re.IGNORECASE)


def read_number(typed: str | None, *, otherwise: int) -> int:
    """Take a whole number of at most nine digits."""
    return int(typed) if typed and re.fullmatch("-?[0-9]{1,9}", typed) else otherwise


def read_day(form: Mapping[str, str]) -> date | None:
    """Take a day from its three boxes; None where it is no real one."""
    typed = (form.get(f"day-{part}", "").strip() for part in PARTS)
    day, month, year = (read_number(each, otherwise=0) for each in typed)
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def read_time(typed: str) -> time | None:
    """Take a time such as "14:00", "9.30" or "2pm"; None for anything else."""
    found = _TIME.fullmatch(typed.strip())
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if not half and found[2] is None:
        return None  # "2" may be by day or by night
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + 12 * (half == "pm") if half else hour
    return time(hour, minute) if hour < 24 and minute < 60 else None


def read_start(form: Mapping[str, str]) -> datetime:
    """Take when a meeting starts, typed as London's time. Raises Invalid."""
    day, clock_time = read_day(form), read_time(form.get("time", ""))
    problems = {}
    if day is None:
        problems["day"] = "Enter the day, such as 3 11 2026"
    if clock_time is None:
        problems["time"] = "Enter the time, such as 14:00 or 2pm"
    if day is None or clock_time is None:
        raise Invalid(problems)
    try:
        return datetime.combine(day, clock_time, LONDON).astimezone(UTC)
    except OverflowError as error:
        raise Invalid({"day": "Enter the day, such as 3 11 2026"}) from error


def day_typed(day: date | None) -> dict[str, str]:
    """Fill the three boxes."""
    values = (day.day, day.month, day.year) if day else ("", "", "")
    return {f"day-{part}": str(value) for part, value in zip(PARTS, values, strict=True)}


def meeting_typed(meeting: NextMeeting | None) -> dict[str, str]:
    """Fill the form of the next meeting with what is set, or leave it empty."""
    if meeting is None:
        return {**day_typed(None), "minutes": "60"}
    starts = meeting.starts_at.astimezone(LONDON)
    return {
        **day_typed(starts.date()),
        "time": f"{starts:%H:%M}",
        "minutes": str(meeting.minutes),
        "place": meeting.place,
    }


def both(base: str, theirs: str, ours: str) -> str:
    """Bring two changed texts into one: their lines, then those that only ours has.

    Nothing that anybody added is lost; what to keep is for a person to say.
    """
    known = {line.strip() for line in (*base.splitlines(), *theirs.splitlines())}
    new = [line for line in ours.splitlines() if line.strip() not in known]
    return "\n".join([theirs, *(["", *new] if new else [])])


def words_typed(now: PartnerWords, practice: str = "") -> dict[str, str]:
    """Fill the form that corrects a note."""
    return {**day_typed(now.day), "words": now.words, "practice": practice}
