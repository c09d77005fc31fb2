"""Turning what people type into terms, phrases and filters.

Their text never reaches Whoosh's own query language: it is cut into words by the same rules as the
documents, so nothing they type can be an operator, a wildcard or an error.
"""

import re
from dataclasses import dataclass
from typing import Any

from portal.search.index import SearchQuery
from portal.search.whoosh_schema import DOCUMENT, terms_of

TEXT_MAX = 500
TERMS_MAX = 32
# In a question of more terms than this, those that stand in more than this share of documents go.
LONG_QUESTION = 6
COMMON = 0.3

_QUOTED = re.compile(r'["“]([^"“”]+)["”]')


@dataclass(frozen=True, slots=True)
class Words:
    """Hold the terms of a question: single ones, and phrases as runs of terms."""

    terms: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]

    @property
    def all_terms(self) -> tuple[str, ...]:
        """Give all terms, each once, in the order in which they were typed."""
        return tuple(dict.fromkeys([*self.terms, *(t for phrase in self.phrases for t in phrase)]))

    @property
    def every_term(self) -> frozenset[str]:
        """Give all terms, for marking them in a passage."""
        return frozenset(self.terms).union(*self.phrases)

    def __bool__(self) -> bool:
        return bool(self.terms or self.phrases)


def read(text: str) -> Words:
    """Cut a question into terms and quoted phrases; common words are left out."""
    text = text[:TEXT_MAX]
    phrases = []
    for quoted in _QUOTED.findall(text):
        terms = tuple(terms_of(quoted))
        if len(terms) > 1:
            phrases.append(terms)
            text = text.replace(quoted, " ")
    singles = tuple(dict.fromkeys(terms_of(text)))[:TERMS_MAX]
    return Words(singles, tuple(phrases[:8]))


def without_common(words: Words, frequency: Any, documents: int) -> Words:
    """Leave the commonest terms out of a long question; `frequency` tells a term's documents."""
    if len(words.terms) <= LONG_QUESTION or not documents:
        return words
    rare = tuple(term for term in words.terms if frequency(term) <= COMMON * documents)
    return Words(rare or words.terms, words.phrases)


def filters(query: SearchQuery) -> list[tuple[str, tuple[str, ...]]]:
    """Name the fields that must hold, each with its allowed values.

    Only a search without words and filters could meet the index's marker, which has neither.
    """
    wanted = [
        ("kind", query.kinds),
        ("theme", query.themes),
        ("barrier", query.barriers),
        ("prison", (query.prison,) if query.prison else ()),
        ("template", ("yes",) if query.templates_only else ()),
    ]
    chosen = [(field, values) for field, values in wanted if values]
    return chosen or ([] if query.text.strip() else [("what", (DOCUMENT,))])
