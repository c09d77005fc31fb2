"""Checking the few words that go straight onto paper: nothing in them may tell who a person is."""

import re
from typing import Final

from portal.personal_data import Kind, find
from portal.practices.content import Content, gaps, is_storable

_NEVER: Final = {
    Kind.PRISON_NUMBER: Kind.PRISON_NUMBER.why,
    Kind.NATIONAL_INSURANCE: Kind.NATIONAL_INSURANCE.why,
    Kind.PNC: Kind.PNC.why,
    Kind.DATE_OF_BIRTH: "This looks like a date of birth. Take it out.",
    Kind.NAMED_PERSON: (
        "This looks like a person’s name beside an offence or a health condition. Take it out."
    ),
}


def tidy(text: str) -> str:
    """Trim a text and its lines, and leave out empty ones."""
    lines = (" ".join(line.split()) for line in re.split(r"\r\n|\r|\n", text))
    return "\n".join(filter(None, lines))


def problem(text: str, *, longest: int, lines: int = 1) -> str:
    """Say what is wrong with a tidied text; "" for nothing.

    It has at most `longest` characters on at most `lines` lines, and no [gap] left open.
    """
    if len(text) > longest:
        return f"Use {longest} characters or fewer"
    if text.count("\n") >= lines:
        return f"Use {lines} lines or fewer" if lines > 1 else "Use one line"
    if not is_storable(text):
        return "Remove the character that cannot be printed"
    for found in find(text):
        if found.kind in _NEVER:
            return f"{_shown(found.words)}: {_NEVER[found.kind]}"
    if left := gaps(Content(title=text)):
        return f"Put your own words in the place of {', '.join(map(_shown, left[:3]))}"
    return ""


def _shown(words: str) -> str:
    return f"“{words if len(words) <= 60 else words[:59] + '…'}”"
