"""Turning what people type into terms, phrases and meanings; the same for every engine.

Their text never reaches an engine's own query language: it is cut into words by the same rules as
the documents, so nothing they type can be an operator, a wildcard or an error.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.search.analysis import NOT, meant_by, terms_of, title_token, words_of
from portal.search.thesaurus import thesaurus

TEXT_MAX = 2_000
TERMS_MAX = 128
PHRASES_MAX = 8

_QUOTED = re.compile(r'["“]([^"“”]+)["”]')


@dataclass(frozen=True, slots=True)
class Concept:
    """Stand for some of the typed terms by what they mean, see portal.search.thesaurus."""

    token: str
    covers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Hold the terms of a question, each once: single ones, phrases as runs, and meanings.

    `words_meant` are terms that stand for a meaning without having been typed. `repeated` tells of
    terms that were typed more than once how often.
    """

    terms: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]
    concepts: tuple[Concept, ...] = ()
    words_meant: frozenset[str] = frozenset()
    repeated: Mapping[str, int] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Give the token of what has just these terms as its title."""
        return title_token(self.all_terms)

    def times(self, term: str) -> int:
        """Tell how often a term was typed."""
        return self.repeated.get(term, 1)

    @property
    def all_terms(self) -> tuple[str, ...]:
        """Give all typed terms, each once, in the order in which they were typed."""
        return tuple(dict.fromkeys([*self.terms, *(t for phrase in self.phrases for t in phrase)]))

    @property
    def marked(self) -> frozenset[str]:
        """Give the terms to mark in a passage."""
        return frozenset(self.all_terms) | self.words_meant

    def __bool__(self) -> bool:
        return bool(self.terms or self.phrases)


def read(text: str) -> Question:
    """Cut a question into terms and quoted phrases; common words are left out."""
    text = text[:TEXT_MAX]
    phrases: list[tuple[str, ...]] = []
    for quoted in _QUOTED.findall(text):
        terms = tuple(terms_of(quoted))
        if len(terms) > 1 and len(phrases) < PHRASES_MAX:
            phrases.append(terms)
            text = text.replace(quoted, " ")
    meant_in_order = meant_by(words_of(text))
    in_order = [term for term in meant_in_order if term != NOT]
    counted = Counter(in_order)
    singles = tuple(counted)[:TERMS_MAX]
    concepts, meant = _meanings(meant_in_order)
    repeated = {term: times for term, times in counted.items() if times > 1}
    return Question(singles, tuple(phrases), concepts, meant - frozenset(singles), repeated)


def _meanings(in_order: list[str]) -> tuple[tuple[Concept, ...], frozenset[str]]:
    words = thesaurus()
    found = {
        Concept(each.token, _covered(in_order[each.start : each.start + each.length]))
        for each in words.meanings(in_order[:TERMS_MAX])
    }
    meant = {run[0] for each in found for run in words.runs(each.token) if len(run) == 1}
    return tuple(sorted(found, key=lambda each: each.token)), frozenset(meant)


def _covered(run: list[str]) -> tuple[str, ...]:
    return tuple(term for term in run if term != NOT)
