"""Telling which barrier a question sounds like, from how people say that they met it.

A question is held against every phrase of every barrier by the cosine of their rarity-weighted
words (Salton and Buckley 1988), and against all the words of a barrier together.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log as ln
from math import sqrt
from typing import Final

from portal.barriers.study import Barrier, barriers
from portal.config import bundled
from portal.errors import Invalid
from portal.search.analysis import terms_of, words_of
from portal.search.signposts import Signpost
from portal.search.thesaurus import Thesaurus, thesaurus

log = logging.getLogger(__name__)

# Chosen on 39 complaints and 55 topics of our own. The test holds them against judged questions.
THRESHOLD: Final = 0.4
LEAD: Final = 1.25
# What shared words must weigh together: less where somebody tells of trouble.
TROUBLED: Final = 0.4
UNTROUBLED: Final = 1.05
# What is longer is a text, not a question.
QUESTION_MAX: Final = 200  # characters
# The weight of a word that neither barriers nor other texts have.
UNKNOWN: Final = 0.8
# Search leaves such words out, and yet they tell a complaint from a topic.
_TROUBLE: Final = frozenset(
    """
    against always arent cannot cant doesnt dont enough fed hard hasnt hate havent isnt keep keeps
    lack less lose losing lost never no nobody none not nowhere only refuse refused struggle
    struggling stuck too unclear who without wont wouldnt
    """.split()  # noqa: SIM905 - a list of forty strings is harder to read
)


def finder(text: str) -> Signpost | None:
    """Point to the barrier that a question sounds like; quotes ask for a text, not for help."""
    try:
        key = None if '"' in text else ears().closest(text[:QUESTION_MAX])
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
    texts = (path.read_text("utf-8", "replace") for path in bundled("content").rglob("*.md"))
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
            key: [self._terms(phrase) for phrase in _phrases(barrier)]
            for key, barrier in known.items()
        }
        self._rarity = _rarity(said, [self._terms(text) for text in texts])
        self._called = {key: _called(barrier) for key, barrier in known.items()}
        self._phrases: list[_Phrase] = []
        self._in_phrases: dict[str, list[int]] = defaultdict(list)
        self._in_barriers: dict[str, set[str]] = defaultdict(set)
        for key, phrases in said.items():
            for terms in phrases:
                self._add(key, terms)

    def closest(self, text: str) -> str | None:
        """Give the key of the barrier that a question sounds like, or None."""
        ranked = sorted(self.scores(text), reverse=True)
        if not ranked:
            return None
        best, weight, key = ranked[0]
        least = TROUBLED if _tells_of_trouble(text) else UNTROUBLED
        if weight < least and not self._names(key, text):
            return None
        second = ranked[1][0] if len(ranked) > 1 else 0.0
        return key if best >= max(THRESHOLD, LEAD * second) else None

    def scores(self, text: str) -> list[tuple[float, float, str]]:
        """Score the barriers that share words with a question: 0 to 1, weight of the stems, key."""
        stems, tokens = self._stems_and_tokens(text)
        asked = self._weighed(stems | tokens)
        shared: dict[int, float] = defaultdict(float)
        heard: dict[str, float] = defaultdict(float)
        said: dict[str, float] = defaultdict(float)
        for term, weight in asked.items():
            for number in self._in_phrases.get(term, ()):
                shared[number] += weight * weight
            for key in self._in_barriers.get(term, ()):
                heard[key] += weight * weight
                said[key] += weight if term in stems else 0
        length = _length(asked)
        best: dict[str, float] = {}
        for number, product in shared.items():
            phrase = self._phrases[number]
            best[phrase.key] = max(best.get(phrase.key, 0.0), product / (length * phrase.length))
        return [
            ((cosine + heard[key] / length**2) / 2, said[key], key) for key, cosine in best.items()
        ]

    def _names(self, key: str, text: str) -> bool:
        """Tell whether every word of a question stands in what a barrier is called."""
        return set(terms_of(text)) <= self._called[key]

    def _terms(self, text: str) -> set[str]:
        stems, tokens = self._stems_and_tokens(text)
        return stems | tokens

    def _stems_and_tokens(self, text: str) -> tuple[set[str], set[str]]:
        """Give the stems of a text, and the meanings that it has in the field's own words."""
        terms = terms_of(text)
        return set(terms), {each.token for each in self._meanings.meanings(terms)}

    def _weighed(self, terms: Iterable[str]) -> dict[str, float]:
        return {term: weight for term in terms if (weight := self._rarity.get(term, UNKNOWN)) > 0}

    def _add(self, key: str, terms: set[str]) -> None:
        weighed = self._weighed(terms)
        if not weighed:
            return
        for term in weighed:
            self._in_phrases[term].append(len(self._phrases))
            self._in_barriers[term].add(key)
        self._phrases.append(_Phrase(key, _length(weighed)))


def _tells_of_trouble(text: str) -> bool:
    return any(word in _TROUBLE or word.endswith("n't") for word in words_of(text))


def _called(barrier: Barrier) -> set[str]:
    return set(terms_of(f"{barrier.sentence} {barrier.label}"))


def _phrases(barrier: Barrier) -> Iterator[str]:
    yield from (barrier.sentence, barrier.label, barrier.search, *barrier.sounds_like)


def _rarity(said: Mapping[str, Sequence[set[str]]], texts: Sequence[set[str]]) -> dict[str, float]:
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
