"""Noticing what must never be written here: the numbers that prisons give to people."""

import re

# Such as A1234BC, also with gaps: the form that prison numbers have had since 2008.
_PRISON_NUMBER = re.compile(r"(?<![A-Z0-9])[A-Z][ -]?\d{4}[ -]?[A-Z]{2}(?![A-Z0-9])", re.IGNORECASE)


def prison_number_in(text: str) -> str:
    """Give the first thing in a text that looks like a prison number, or an empty text."""
    found = _PRISON_NUMBER.search(text)
    return found.group() if found else ""
