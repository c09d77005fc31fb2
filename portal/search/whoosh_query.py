"""Turning what people type into Whoosh queries.

Their text never reaches Whoosh's own query language: it is cut into words by the same rules as the
documents, so nothing they type can be an operator, a wildcard or an error.
"""

import re
from dataclasses import dataclass
from typing import Any

from portal.search.index import SearchQuery
from portal.search.whoosh_parts import query as whoosh
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


def all_words(words: Words) -> Any:
    """Ask for every term and phrase."""
    return whoosh.And(_parts(words)).normalize()


def some_words(words: Words) -> Any:
    """Ask for every phrase, and for any of the terms."""
    terms = [whoosh.Term("text", term) for term in words.terms]
    phrases = [_phrase(phrase) for phrase in words.phrases]
    if not phrases:
        return whoosh.Or(terms).normalize()
    required = whoosh.And(phrases)
    return whoosh.AndMaybe(required, whoosh.Or(terms)) if terms else required.normalize()


def filtered(wanted: Any, query: SearchQuery) -> Any:
    """Keep what passes the filters; each adds the same to every score, so the order stays."""
    filters = _filters(query)
    if wanted is None:
        return whoosh.And(filters).normalize()
    return whoosh.And([wanted, *filters[1:]]).normalize() if len(filters) > 1 else wanted


def _filters(query: SearchQuery) -> list[Any]:
    filters = [whoosh.Term("what", DOCUMENT)]
    for field, values in (
        ("kind", query.kinds),
        ("theme", query.themes),
        ("barrier", query.barriers),
        ("prison", (query.prison,) if query.prison else ()),
        ("template", ("yes",) if query.templates_only else ()),
    ):
        if values:
            filters.append(whoosh.Or([whoosh.Term(field, value) for value in values]).normalize())
    return filters


def _parts(words: Words) -> list[Any]:
    terms = [whoosh.Term("text", term) for term in words.terms]
    return terms + [_phrase(phrase) for phrase in words.phrases]


def _phrase(terms: tuple[str, ...]) -> Any:
    return whoosh.Phrase("text", list(terms))
