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
UNKNOWN: Final = 0.8


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
        said = {key: [self._terms(one) for one in _phrases(barrier)] for key, barrier in known.items()}
        self._rarity = _rarity(said, [self._terms(text) for text in texts])
        self._phrases: list[_Phrase] = []
        self._in_phrases: dict[str, list[int]] = defaultdict(list)
        self._in_barriers: dict[str, set[str]] = defaultdict(set)
        for key, phrases in said.items():
            for terms in phrases:
                self._add(key, terms)

    def closest(self, text: str) -> str | None:
        """Give the key of the barrier that a question sounds like, or None."""
        ranked = sorted(self.scores(text).items(), key=lambda pair: pair[1], reverse=True)
        if not ranked or ranked[0][1] < THRESHOLD:
            return None
        if len(ranked) > 1 and ranked[0][1] < LEAD * ranked[1][1]:
            return None
        return ranked[0][0]

    def scores(self, text: str) -> dict[str, float]:
        """Score each barrier that shares a word with a question, from 0 to 1."""
        asked = self._weighed(self._terms(text))
        shared: dict[int, float] = defaultdict(float)
        heard: dict[str, float] = defaultdict(float)
        for term, weight in asked.items():
            for number in self._in_phrases.get(term, ()):
                shared[number] += weight * weight
            for key in self._in_barriers.get(term, ()):
                heard[key] += weight * weight
        length = _length(asked)
        best: dict[str, float] = {}
        for number, product in shared.items():
            phrase = self._phrases[number]
            best[phrase.key] = max(best.get(phrase.key, 0.0), product / (length * phrase.length))
        return {key: (cosine + heard[key] / length**2) / 2 for key, cosine in best.items()}

    def _terms(self, text: str) -> set[str]:
        """Give the stems of a text, and the meanings that it has in the field's own words."""
        terms = terms_of(text)
        return {*terms, *(each.token for each in self._meanings.meanings(terms))}

    def _weighed(self, terms: Iterable[str]) -> dict[str, float]:
        return {
            term: weight for term in terms if (weight := self._rarity.get(term, UNKNOWN)) > 0
        }

    def _add(self, key: str, terms: set[str]) -> None:
        weighed = self._weighed(terms)
        if not weighed:
            return
        for term in weighed:
            self._in_phrases[term].append(len(self._phrases))
            self._in_barriers[term].add(key)
        self._phrases.append(_Phrase(key, _length(weighed)))


def _phrases(barrier: Barrier) -> Iterator[str]:
    yield from (barrier.sentence, barrier.label, barrier.search, *barrier.sounds_like)


def _rarity(
    said: Mapping[str, Sequence[set[str]]], texts: Sequence[set[str]]
) -> dict[str, float]:
    """Weigh each term from 0 to about 1, by how few barriers and how few texts have it."""
    in_barriers = Counter(term for sets in said.values() for term in set().union(*sets))
    in_texts = Counter(term for terms in texts for term in terms)
    return {
        term: _idf(in_barriers[term], len(said)) * (0.5 + 0.5 * _idf(in_texts[term], len(texts)))
        for term in in_barriers | in_texts
    }


def _idf(having: int, of: int) -> float:
    """Give 1 for what one or none has, 0 for what all have."""
    return 1 - ln(max(having, 1)) / ln(of) if of > 1 else 1.0


def _length(weighed: Mapping[str, float]) -> float:
    return sqrt(sum(weight * weight for weight in weighed.values()))
