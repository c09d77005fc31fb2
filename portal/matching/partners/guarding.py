"""Looking through what people write about each other's prisons: nothing about one person."""

import re
from typing import Final

from portal.personal_data import Kind, find
from portal.practices.content import is_storable

LONGEST: Final = 10_000
SURE: Final = "sure"
_TITLED: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\b\.? +\w+", re.IGNORECASE)
_LOOKS: Final = {
    Kind.DATE_OF_BIRTH: "a date of birth",
    Kind.TELEPHONE: "somebody’s telephone number",
    Kind.PRIVATE_EMAIL: "one person’s email address",
    Kind.NAMED_PERSON: "a person’s name beside an offence or a health condition",
}


class Doubt(str):
    """Mark a problem that whoever wrote it may set aside: it only looks like personal data."""

    __slots__ = ()


def tidy(text: str) -> str:
    """Trim a text, with line ends as they are kept."""
    lines = re.split(r"\r\n|\r|\n", text)
    return "\n".join(line.rstrip() for line in lines).strip()


def problem(text: str, *, if_blank: str = "", longest: int = LONGEST, sure: bool = False) -> str:
    """Say what is wrong with a tidied text; "" for nothing.

    What never may stand here, such as a prison number, is refused. What only looks like personal
    data gives a `Doubt`, and nothing where somebody said that they are `sure`.
    """
    if not text:
        return if_blank
    if len(text) > longest:
        return f"Use {longest:,} characters or fewer"
    if not is_storable(text):
        return "This holds a character that cannot be stored. Type it again"
    found = find(text)
    if never := next((each for each in found if each.kind.is_blocking), None):
        return f"“{never.words}”: {never.why}"
    if sure:
        return ""
    if found:
        return _doubt(found[0].words, _LOOKS[found[0].kind])
    if titled := _TITLED.search(text):
        return _doubt(titled.group(), "a person’s name")
    return ""


def _doubt(words: str, looks_like: str) -> Doubt:
    return Doubt(
        f"“{words}” looks like {looks_like}. Give a role or take it out. "
        "If it is right as it is, tick the box below and save again"
    )
