"""Telling which barrier a question sounds like, from how people say that they met it.

A question is held against every phrase of every barrier by the cosine of their rarity-weighted
words (Salton and Buckley 1988), and against all the words of a barrier together.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import Final

from portal.barriers.study import Barrier, barriers
from portal.config import bundled
from portal.errors import Invalid
from portal.search.signposts import Signpost
from portal.search.thesaurus import Thesaurus, thesaurus

log = logging.getLogger(__name__)

# Chosen on questions of our own, as tests/unit/barriers/test_signpost.py tells.
THRESHOLD: Final = 0.5
LEAD: Final = 1.1
MEANING_SHARE: Final = 0.6
UNKNOWN: Final = 0.8
QUESTION_TERMS: Final = 40

Features = dict[str, float]


def finder(text: str) -> Signpost | None:
    """Point to the barrier that a question sounds like."""
    try:
        key = ears().closest(text)
    except Invalid as error:
        log.warning("search points to no barrier: %s", error.problems)
        return None
    if key is None:
        return None
    sentence = barriers()[key].sentence
    return Signpost(sentence, "See what to try first", "barriers.show", {"key": key})


@lru_cache(maxsize=1)
def ears() -> "Ears":
    """Prepare once what the questions are held against; reads every text of the content."""
    texts = (path.read_text(encoding="utf-8") for path in bundled("content").rglob("*.md"))
    return Ears(barriers(), texts, thesaurus())


@dataclass(frozen=True, slots=True)
class _Phrase:
    key: str
    length: float


class Ears:
    """Hear barriers in questions. `texts` tell how common a word is."""

    def __init__(
        self, known: Mapping[str, Barrier], texts: Iterable[str], meanings: Thesaurus
    ) -> None:
        self._meanings = meanings
        said = {
            key: [self._terms(phrase) for phrase in _phrases(one)] for key, one in known.items()
        }
        self._weights = _weights(said, [set(self._terms(text)) for text in texts])
        self._phrases: list[_Phrase] = []
        self._in_phrases: dict[str, list[int]] = defaultdict(list)
        self._in_barriers: dict[str, set[str]] = defaultdict(set)
        for key, phrases in said.items():
            for terms in phrases:
                self._add(key, set(terms))

    def closest(self, text: str) -> str | None:
        """Give the key of the barrier that a question sounds like, or None."""
        ranked = sorted(self.scores(text).items(), key=lambda pair: pair[1], reverse=True)[:2]
        if not ranked or ranked[0][1] < THRESHOLD:
            return None
        if len(ranked) > 1 and ranked[0][1] < LEAD * ranked[1][1]:
            return None
        return ranked[0][0]

    def scores(self, text: str) -> dict[str, float]:
        """Score each barrier that shares a word with a question, from 0 to 1."""
        asked = {term: self._weight(term) for term in self._terms(text)}
        whole = sum(asked.values())
        if not whole:
            return {}
        length = sqrt(sum(weight * weight for weight in asked.values()))
        shared: Counter[int] = Counter()
        heard: Counter[str] = Counter()
        for term, weight in asked.items():
            for number in self._in_phrases.get(term, ()):
                shared[number] += weight * weight  # type: ignore[assignment]
            for key in self._in_barriers.get(term, ()):
                heard[key] += weight  # type: ignore[assignment]
        best: dict[str, float] = {}
        for number, product in shared.items():
            phrase = self._phrases[number]
            cosine = product / (length * phrase.length)
            best[phrase.key] = max(best.get(phrase.key, 0.0), cosine)
        return {key: (cosine + heard[key] / whole) / 2 for key, cosine in best.items()}
