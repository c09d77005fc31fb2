"""Putting words in a row."""

from collections.abc import Sequence
from typing import Final

PROPER: Final = ("Category", "English")
NUMBERS: Final = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
)


def listed(words: Sequence[str], last: str = "and") -> str:
    """Name things as in "a, b and c"."""
    *first, final = words or ("",)
    return f"{', '.join(first)} {last} {final}" if first else final


def lower_first(words: str) -> str:
    """Begin with a small letter, unless the first word has a capital wherever it stands."""
    return words if words.startswith(PROPER) else words[:1].lower() + words[1:]


def in_words(count: int) -> str:
    """Say a small number in words."""
    return NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"
