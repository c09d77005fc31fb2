"""Reading the small forms of a review."""

import re
from datetime import date

from werkzeug.datastructures import MultiDict

from portal.errors import Invalid

DAY_PARTS = ("review_on-day", "review_on-month", "review_on-year")


def read_number(typed: str | None) -> int | None:
    """Take a whole number of at most nine digits; None where there is no such thing."""
    return int(typed) if typed and re.fullmatch("[0-9]{1,9}", typed) else None


def read_day(form: MultiDict[str, str]) -> date:
    """Take the review date from its three boxes. Raises Invalid."""
    day, month, year = (read_number(form.get(part, "").strip()) for part in DAY_PARTS)
    try:
        return date(year or 0, month or 0, day or 0)
    except (ValueError, OverflowError) as error:
        raise Invalid({"review_on": "Enter a real date, such as 3 11 2027"}) from error
