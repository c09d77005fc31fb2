"""One search in tantivy."""

from collections.abc import Mapping

from tantivy import DocAddress, Query

from portal.search import question
from portal.search.analysis import stem
from portal.search.index import Hit, SearchHits, SearchQuery, Signals
from portal.search.preparing import facet_counts
from portal.search.spelling import with_better
from portal.search.tail import POOL, lowest_kept
from portal.search.tantivy_engine.queries import (
    Wanted,
    all_of,
    any_of,
    filters,
    these,
    unscored,
    wanted,
)
from portal.search.tantivy_engine.reading import Opened
from portal.search.tantivy_engine.schema import SIGNALS
from portal.search.tantivy_engine.spelling import better_words

# With fewer results than this, a better spelling may be what was meant.
FEW = 10
# More values than all facets have together.
VALUES_MAX = 10_000


def search(opened: Opened, query: SearchQuery) -> SearchHits:
    """Find what fits the words and passes the filters, with counts for the facets asked for."""
    asked = question.read(query.text)
    if query.text.strip() and not asked:
        return SearchHits()  # only common words or signs: nothing to look for
    better = better_words(opened, query.text, asked)
    words = wanted(opened, asked, {stem(meant) for meant in better.values()})
    belonging = _without_tail(opened, words)
    passing = filters(opened, query)
    found = _passing(belonging, passing)
    full = _passing(words.full, passing)
    has_full = opened.count(full) > 0
    if query.sort and has_full:
        found = all_of(found, words.full)
    total = opened.count(found)
    return SearchHits(
        hits=_page(opened, found, query, total),
        total=total,
        terms=asked.marked,
        match=("all" if has_full else "some") if total else "none",
        suggestion=with_better(query.text[: question.TEXT_MAX], better) if total < FEW else None,
        counts=facet_counts(
            query, lambda own: _tokens(opened, _passing(belonging, passing, but=own))
        ),
    )


def _without_tail(opened: Opened, words: Wanted) -> Query:
    """Ask for what belongs to the answer, see portal.search.tail."""
    if words.some is words.full:
        return words.some
    best = opened.best(words.some, POOL)
    lowest = lowest_kept(best[0][0] if best else 0)
    near = [address for score, address in best if score >= lowest]
    if len(near) == len(best):
        return words.some
    kept = any_of(these(opened, opened.values("number", near)), words.full)
    return all_of(words.some, unscored(kept))


def _passing(query: Query, passing: Mapping[str, Query], but: str = "") -> Query:
    return all_of(query, *(each for name, each in passing.items() if name != but))


def _tokens(opened: Opened, query: Query) -> dict[str, int]:
    asked = {"facet": {"terms": {"field": "facet", "size": VALUES_MAX}}}
    counted = opened.searcher.aggregate(query, asked)["facet"]["buckets"]
    return {each["key"]: each["doc_count"] for each in counted}


def _page(opened: Opened, found: Query, query: SearchQuery, total: int) -> tuple[Hit, ...]:
    limit = min(query.limit, total - query.offset)
    if limit < 1:
        return ()
    if not query.text.strip():
        by = query.sort or "published_on"
        page = [(0.0, each) for each in opened.largest(found, by, limit, query.offset)]
    elif query.sort:
        scored = opened.best(found, total)
        values = opened.values(query.sort, [address for _, address in scored])
        # Sorting keeps the order of what is equal: the best of it stays first.
        order = sorted(range(len(scored)), key=lambda at: -values[at])
        page = [scored[at] for at in order[query.offset : query.offset + limit]]
    else:
        page = opened.best(found, limit, query.offset)
    return _hits(opened, page)


def _hits(opened: Opened, page: list[tuple[float, DocAddress]]) -> tuple[Hit, ...]:
    addresses = [address for _, address in page]
    columns = [opened.values(name, addresses) for name in SIGNALS]
    return tuple(
        Hit(opened.searcher.doc(address)["key"][0], score, Signals(*values))
        for (score, address), values in zip(page, zip(*columns, strict=True), strict=True)
    )
