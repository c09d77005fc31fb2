"""Titles that go on from what is being typed."""

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portal.search.analysis import words_of

LAST = "\U0010ffff"  # after every word that begins so
WORDS_MAX = 12
TITLE_MAX = 200  # characters looked at


@dataclass(frozen=True, slots=True)
class Titles:
    """Hold the words of the titles of a segment, in order, with who has each of them.

    The documents that have word number n stand in `having` from `starts[n]` to `starts[n + 1]`,
    and whether it is their first word in `is_first`. `lengths` counts words by document.
    """

    words: list[str]
    starts: NDArray[np.int32]
    having: NDArray[np.int32]
    is_first: NDArray[np.bool_]
    lengths: NDArray[np.int32]

    def begin(self, typed: str) -> slice:
        """Find where those stand that have a word that begins with what was typed."""
        first, last = bisect_left(self.words, typed), bisect_left(self.words, typed + LAST)
        return slice(int(self.starts[first]), int(self.starts[last]))


def titles_of(texts: list[str]) -> Titles:
    """Take titles apart, one for each document."""
    found: dict[str, dict[int, bool]] = {}
    cut = [words_of(text[:TITLE_MAX]) for text in texts]
    for number, words in enumerate(cut):
        for place, word in enumerate(words):
            found.setdefault(word, {}).setdefault(number, place == 0)
    words = sorted(found)
    having = [found[word] for word in words]
    return Titles(
        words=words,
        starts=np.cumsum([0, *(len(each) for each in having)], dtype=np.int32),
        having=np.array([number for each in having for number in each], np.int32),
        is_first=np.array([first for each in having for first in each.values()], np.bool_),
        lengths=np.array([len(each) for each in cut], np.int32),
    )
