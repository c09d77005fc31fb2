"""Turning a document into what every engine keeps of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from portal.search.analysis import NOT, meant_by, terms_of, title_token, words_of
from portal.search.index import SearchDocument, SearchQuery
from portal.search.thesaurus import thesaurus

# How often the words of a title and of a summary count, beside once for those of the text.
TITLE_WORTH = 2
SUMMARY_WORTH = 2


@dataclass(frozen=True, slots=True)
class Prepared:
    """Hold a document's terms, in order, part by part: phrases do not reach from one to the next.

    `weights` tells how often each term counts, `length` how many terms there are without that.
    `concepts` are meanings, as often as they count, and the title as one token. `words` are the
    different words as people wrote them, for spelling: not those of files, which hold broken ones.
    `facets` are tokens, see `facet_token`.
    """

    title: list[str]
    summary: list[str]
    rest: list[str]
    files: list[str]
    concepts: list[str]
    words: set[str]
    title_words: list[str]
    facets: list[str]

    @property
    def text(self) -> list[str]:
        """Repeat the terms of the title and the summary as often as they count."""
        return [*self.title * TITLE_WORTH, *self.summary * SUMMARY_WORTH, *self.rest]

    @property
    def weights(self) -> Counter[str]:
        """Count the terms, those of the title and the summary as often as they are worth."""
        return Counter(self.text)

    @property
    def length(self) -> int:
        """Count the terms, each once wherever it stands."""
        return len(self.title) + len(self.summary) + len(self.rest)


def prepare(document: SearchDocument) -> Prepared:
    """Cut a document into terms."""
    title_words, summary_words = words_of(document.title), words_of(document.summary)
    rest_words = words_of("\n".join([document.body, *document.tags]))
    if rest_words[: len(summary_words)] == summary_words:
        summary_words = []  # it only repeats how the text begins
    meant = [meant_by(words) for words in (title_words, summary_words, rest_words)]
    title, summary, rest = map(_terms, meant)
    return Prepared(
        title=title,
        summary=summary,
        rest=rest,
        files=terms_of(document.files) if document.files else [],
        concepts=[
            *_concepts(zip(meant, (TITLE_WORTH, SUMMARY_WORTH, 1), strict=True)),
            title_token(title),
        ],
        words={*title_words, *summary_words, *rest_words},
        title_words=title_words,
        facets=[facet_token(name, one) for name, many in document.facets.items() for one in many],
    )


def _terms(meant: list[str]) -> list[str]:
    return [term for term in meant if term != NOT]


def _concepts(weighed: Iterable[tuple[list[str], int]]) -> list[str]:
    return [
        meaning.token
        for terms, worth in weighed
        for meaning in thesaurus().meanings(terms)
        for _ in range(worth)
    ]


def facet_token(name: str, value: str) -> str:
    """Write a facet's value as one word."""
    return f"{name}:{quote(value, safe='', errors='replace')}"


def facet_counts(
    query: SearchQuery, tokens: Callable[[str], Mapping[str, int]]
) -> dict[str, Mapping[str, int]]:
    """Count what `query.counted` names, each as if the filter of its own name were not set.

    `tokens` counts the tokens of what passes all filters but the one it is given, "" for none:
    most facets have no filter of their own, so once is enough for all of these.
    """
    counted: dict[str, dict[str, dict[str, int]]] = {}
    found: dict[str, Mapping[str, int]] = {}
    for name, facet in query.counted.items():
        own = name if name in query.filters else ""
        if own not in counted:
            counted[own] = by_facet(tokens(own))
        found[name] = counted[own].get(facet, {})
    return found


def by_facet(counted: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Sort counted tokens by their facet: its values with their numbers."""
    found: dict[str, dict[str, int]] = {}
    for token, number in counted.items():
        facet, _, value = token.partition(":")
        found.setdefault(facet, {})[unquote(value) if "%" in value else value] = number
    return found
