"""Turning a document into what every engine keeps of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from portal.search.analysis import terms_of, words_of
from portal.search.index import SearchDocument
from portal.search.thesaurus import thesaurus

# How often the words of a title and of a summary count, beside once for those of the text.
TITLE_WORTH = 3
SUMMARY_WORTH = 2


@dataclass(frozen=True, slots=True)
class Prepared:
    """Hold a document's terms, in order; `concepts` are meanings, as often as they stand there.

    `words` are the different words as people wrote them, for spelling: not those of files, which
    hold broken ones. `facets` are tokens, see `facet_token`.
    """

    text: list[str]
    files: list[str]
    concepts: list[str]
    words: set[str]
    title_words: list[str]
    facets: list[str]


def prepare(document: SearchDocument) -> Prepared:
    """Cut a document into terms."""
    title = terms_of(document.title)
    summary = terms_of(document.summary)
    rest = terms_of("\n".join([*document.tags, document.body]))
    weighed = ((title, TITLE_WORTH), (summary, SUMMARY_WORTH), (rest, 1))
    concepts = [
        token for terms, worth in weighed for token in _concepts(terms) for _ in range(worth)
    ]
    whole = " \n ".join([document.title, document.summary, *document.tags, document.body])
    return Prepared(
        text=[*title * TITLE_WORTH, *summary * SUMMARY_WORTH, *rest],
        files=terms_of(document.files) if document.files else [],
        concepts=concepts,
        words=set(words_of(whole)),
        title_words=words_of(document.title),
        facets=[facet_token(name, one) for name, many in document.facets.items() for one in many],
    )


def _concepts(terms: list[str]) -> list[str]:
    return [meaning.token for meaning in thesaurus().meanings(terms)]


def facet_token(name: str, value: str) -> str:
    """Write a facet's value as one word."""
    return f"{name}:{quote(value, safe='')}"


def values_of(facet: str, counted: Mapping[str, int]) -> dict[str, int]:
    """Pick the values of one facet out of counted tokens."""
    prefix = f"{facet}:"
    return {
        unquote(token[len(prefix) :]): number
        for token, number in counted.items()
        if number and token.startswith(prefix)
    }
