"""Reading a percent or a number as people write one on paper or copy it from a table."""

import re
from decimal import Decimal
from typing import Final

from portal.prisons.measure_kinds import FEW

LONGEST: Final = 60
# Only words with one meaning. "-" is none in some tables and not known in others; "<5%" may be
# five people or five percent; 0.4 may be a share of 1. Those are asked again.
NOT_KNOWN: Final = re.compile(
    r"|\?|n/?a|n\.a\.|n/?k|not known|unknown|not available|not applicable|no data|tbc|"
    r"(?:i )?(?:don'?t|do not) know"
)
NOBODY: Final = frozenset(("none", "nobody", "no one", "nil", "zero"))
TOO_FEW: Final = re.compile(
    r"\*|few|too few(?: to give)?|"
    r"(?:< ?|(?:under|below|fewer than|less than) )(?:5|five)(?: people)?"
)
FRACTIONS: Final = {
    "a tenth": 10,
    "a fifth": 20,
    "a quarter": 25,
    "a third": 33,
    "a half": 50,
    "half": 50,
    "two thirds": 67,
    "two-thirds": 67,
    "three quarters": 75,
    "three-quarters": 75,
    "everybody": 100,
    "everyone": 100,
}
_ROUGHLY = re.compile(r"^(?:about|around|roughly|approximately|approx\.?|circa|ca\.|c\.|~)\s*")
_PERCENT_SIGN = re.compile(r"\s*(?:%|per ?cent)$")
_PERCENT = re.compile(r"\d{1,3}(?:\.\d{1,6}|,\d{1,2})?", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}|\d{1,3}(?:[, ]\d{3}){1,2}", re.ASCII)


def percent(raw: str) -> Decimal | str | None:
    """Read a percent from 0 to 100, "few" for fewer than five people, or None for not known.

    Raises ValueError for anything else, and for what may mean two things.
    """
    words = _plain(raw)
    if NOT_KNOWN.fullmatch(words):
        return None
    if TOO_FEW.fullmatch(words):
        return FEW
    words = _ROUGHLY.sub("", words)
    if words in NOBODY:
        return Decimal(0)
    if words in FRACTIONS:
        return Decimal(FRACTIONS[words])
    return _figure(words)


def _figure(words: str) -> Decimal:
    has_sign = _PERCENT_SIGN.search(words)
    digits = _PERCENT_SIGN.sub("", words)
    if not _PERCENT.fullmatch(digits):
        raise ValueError(words)
    share = Decimal(digits.replace(",", "."))
    if share > 100 or (0 < share < 1 and not has_sign):
        raise ValueError(words)
    return share


def number(raw: str) -> int | None:
    """Read a whole number of people, or None for not known. Raises ValueError for anything else."""
    words = _plain(raw)
    if NOT_KNOWN.fullmatch(words):
        return None
    words = _ROUGHLY.sub("", words)
    if words in NOBODY:
        return 0
    words = words.removesuffix("people").strip()
    if not _NUMBER.fullmatch(words):
        raise ValueError(words)
    return int(words.replace(",", "").replace(" ", ""))


def _plain(raw: str) -> str:
    """Make words comparable: case, spaces and the apostrophes of word processors do not count."""
    if len(raw) > LONGEST:
        raise ValueError(raw)
    return " ".join(raw.lower().replace("\u2019", "'").split())
