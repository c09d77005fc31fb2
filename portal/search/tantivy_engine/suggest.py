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
    """Give titles that have the words typed, the last as far as typed; those that begin so first.

    A title that several documents have comes once.
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
    *whole, last = words
    endings = opened.searcher.terms_with_prefix("title_words", last, limit=ENDINGS_MAX)
    goes_on = Query.term_set_query(opened.schema, "title_words", [word for word, _ in endings])
    return all_of(goes_on, *(opened.term("title_words", word) for word in whole))


def _titles(opened: Opened, query: Query, limit: int) -> list[str]:
    by_title = {"title": {"terms": {"field": "title", "size": limit}}}
    found = opened.searcher.aggregate(query, by_title)["title"]["buckets"]
    return [each["key"] for each in found]
