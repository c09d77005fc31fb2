"""The steps of one search in Whoosh: all the words first, then most, then some."""

from typing import Any

from portal.search import whoosh_query
from portal.search.index import Hit, SearchHits, SearchQuery
from portal.search.whoosh_spelling import better_spelling

# With fewer hits than this for all words, those with some of the words are shown too.
ENOUGH = 10


def search(searcher: Any, query: SearchQuery) -> SearchHits:
    """Find what has every word; where that is little, what has some of them after it."""
    asked = whoosh_query.read(query.text)
    if not asked:
        if query.text.strip():  # only common words or signs: nothing to look for
            return SearchHits()
        everything = whoosh_query.filtered(None, query)
        hits, total = _run(searcher, everything, query.offset, query.limit)
        return SearchHits(hits, total, match="all" if total else "none")
    words = whoosh_query.without_common(
        asked, lambda term: searcher.doc_frequency("text", term), searcher.doc_count()
    )
    every = whoosh_query.filtered(whoosh_query.all_words(words), query)
    wanted = max(query.limit, ENOUGH)
    hits, total = _run(searcher, every, query.offset, wanted)
    if total >= wanted or len(words.terms) + len(words.phrases) == 1:
        page = hits[: query.limit]
        found = SearchHits(page, total, asked.every_term, "all" if total else "none")
    else:
        full = hits if len(hits) == total else _run(searcher, every, 0, total)[0]
        found = _with_some(searcher, query, words, full)
    if found.match != "all" or found.total < ENOUGH:
        return _suggesting(searcher, query, found)
    return found


def _with_some(
    searcher: Any, query: SearchQuery, words: whoosh_query.Words, full: tuple[Hit, ...]
) -> SearchHits:
    """Put the few that have all the words first, then the best of those that have some."""
    some = whoosh_query.filtered(whoosh_query.some_words(words), query)
    rest, total = _run(searcher, some, 0, query.offset + query.limit + len(full))
    top = {hit.key for hit in full}
    ordered = [*full, *(hit for hit in rest if hit.key not in top)]
    page = tuple(ordered[query.offset : query.offset + query.limit])
    if not total:
        return SearchHits(terms=words.every_term)
    return SearchHits(page, total, words.every_term, "all" if total == len(full) else "some")


def _run(searcher: Any, wanted: Any, offset: int, limit: int) -> tuple[tuple[Hit, ...], int]:
    results = searcher.search(wanted, limit=offset + limit)
    top = results.top_n[offset : offset + limit]
    hits = tuple(Hit(searcher.stored_fields(number)["key"], float(score)) for score, number in top)
    return hits, len(results)


def _suggesting(searcher: Any, query: SearchQuery, found: SearchHits) -> SearchHits:
    suggestion = better_spelling(searcher, query.text[: whoosh_query.TEXT_MAX])
    return SearchHits(found.hits, found.total, found.terms, found.match, suggestion)
