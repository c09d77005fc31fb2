"""One search in Whoosh: all the words first, then some."""

from typing import Any

from portal.search import whoosh_query
from portal.search.index import Hit, SearchHits, SearchQuery
from portal.search.whoosh_ranking import Ranked, rank
from portal.search.whoosh_spelling import better_spelling

# With fewer hits than this for all words, those with some of the words are shown too.
ENOUGH = 10


def search(searcher: Any, query: SearchQuery) -> SearchHits:
    """Find what has every word; where that is little, what has some of them after it."""
    filters = whoosh_query.filters(query)
    asked = whoosh_query.read(query.text)
    if not asked:
        if query.text.strip():  # only common words or signs: nothing to look for
            return SearchHits()
        found = rank(searcher, (), (), filters)
        total = len(found.numbers)
        return SearchHits(_page(searcher, found, query), total, match="all" if total else "none")
    words = whoosh_query.without_common(
        asked, lambda term: searcher.doc_frequency("text", term), searcher.doc_count()
    )
    found = rank(searcher, words.all_terms, words.phrases, filters)
    only_full = found.full >= max(query.limit, ENOUGH)
    total = found.full if only_full else len(found.numbers)
    hits = SearchHits(
        hits=_page(searcher, found, query, total),
        total=total,
        terms=asked.every_term,
        match="all" if total == found.full else "some",
    )
    if not total:
        hits = SearchHits(terms=asked.every_term)
    if hits.match == "all" and total >= ENOUGH:
        return hits
    if all(_is_known(searcher, term) for term in words.all_terms):
        return hits  # every word is known: there is nothing to mend
    suggestion = better_spelling(searcher, query.text[: whoosh_query.TEXT_MAX])
    return SearchHits(hits.hits, hits.total, hits.terms, hits.match, suggestion)


def _is_known(searcher: Any, term: str) -> bool:
    return any(searcher.doc_frequency(field, term) for field in ("text", "files"))


def _page(
    searcher: Any, found: Ranked, query: SearchQuery, total: int | None = None
) -> tuple[Hit, ...]:
    shown = slice(query.offset, min(query.offset + query.limit, total or len(found.numbers)))
    return tuple(
        Hit(searcher.stored_fields(int(number))["key"], float(score))
        for number, score in zip(found.numbers[shown], found.scores[shown], strict=True)
    )
