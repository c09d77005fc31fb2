"""Counting the syllables of English words."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyphen import Pyphen

_VOWELS = re.compile(r"[aeiouyà-öø-ÿ]+")
_SILENT_END = re.compile(r"(?:[^aeiouyl]|[aeiouy]l)e$|[^aeiouydt]ed$|[^aeiouysxzcgh]es$")
# No English word is longer; what is longer is no word, and must not take long either.
_LONGEST = 40


@lru_cache(maxsize=1)
def _hyphenation() -> "Pyphen":
    # Imported on first use: most processes that import the portal never measure a text.
    from pyphen import Pyphen

    return Pyphen(lang="en_GB")


@lru_cache(maxsize=8192)
def syllables(word: str) -> int:
    """Count the syllables of one word, at least 1.

    Hyphenation never breaks off a single letter and misses "i-de-a"; groups of vowels miss
    "cre-a-ting". Each errs on the low side, so the larger of the two is taken.
    """
    word = word.lower()[:_LONGEST]
    hyphenation = _hyphenation()
    parts = len(hyphenation.positions(word)) + 1
    # The dictionary remembers every word it ever saw; the cache above is enough and has an end.
    hyphenation.hd.cache.clear()
    groups = len(_VOWELS.findall(word)) - bool(_SILENT_END.search(word))
    return max(1, parts, groups)
