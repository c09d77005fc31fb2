"""Titles that go on from what somebody types."""

from tantivy import Query

from portal.search.analysis import words_of
from portal.search.question import TEXT_MAX
from portal.search.tantivy_engine.queries import all_of
from portal.search.tantivy_engine.reading import Opened
from portal.search.tantivy_engine.schema import BEGINNING

WORDS_MAX = 16
# So many words that begin with what was typed are looked at, the most frequent ones.
ENDINGS_MAX = 50


def suggest(opened: Opened, text: str, limit: int) -> list[str]:
    """Give titles that have a word beginning with each one typed, in any order.

    First those that begin with what was typed, of equals the short ones. Each title comes once.
    """
    words = words_of(text[:TEXT_MAX])[:WORDS_MAX]
    if not words or limit < 1:
        return []
    first = _titles(opened, _beginning(opened, words), limit)
    if len(first) >= limit:
        return first
    more = _titles(opened, _anywhere(opened, words), limit + len(first))
    return [*first, *(title for title in more if title not in first)][:limit]


def _beginning(opened: Opened, words: list[str]) -> Query:
    begin: list[str | tuple[int, str]] = [BEGINNING, *words]
    return Query.phrase_prefix_query(opened.schema, "title_words", begin)


def _anywhere(opened: Opened, words: list[str]) -> Query:
    return all_of(*(_goes_on(opened, word) for word in dict.fromkeys(words)))


def _goes_on(opened: Opened, word: str) -> Query:
    endings = opened.searcher.terms_with_prefix("title_words", word, limit=ENDINGS_MAX)
    return Query.term_set_query(opened.schema, "title_words", [each for each, _ in endings])


def _titles(opened: Opened, query: Query, limit: int) -> list[str]:
    by_title = {
        "title": {
            "terms": {"field": "title", "size": limit, "order": {"length": "asc"}},
            "aggs": {"length": {"min": {"field": "title_length"}}},
        }
    }
    found = opened.searcher.aggregate(query, by_title)["title"]["buckets"]
    return [each["key"] for each in found]
