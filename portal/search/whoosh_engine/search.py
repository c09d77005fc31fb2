"""One search in Whoosh."""

from collections import Counter
from typing import Any

import numpy as np

from portal.search import question
from portal.search.index import Hit, SearchHits, SearchQuery, Signals
from portal.search.preparing import values_of
from portal.search.whoosh_engine.ranking import (
    Marks,
    Matched,
    documents,
    facets,
    match,
    without_tail,
)
from portal.search.whoosh_engine.schema import SIGNALS
from portal.search.whoosh_engine.segments import segment
from portal.search.whoosh_engine.spelling import better_spelling, is_known

# With fewer results than this, a better spelling may be what was meant.
FEW = 10


def search(searcher: Any, query: SearchQuery) -> SearchHits:
    """Find what fits the words and passes the filters, with counts for the facets asked for."""
    asked = question.read(query.text)
    if query.text.strip() and not asked:
        return SearchHits()  # only common words or signs: nothing to look for
    matched = match(searcher, asked)
    there = [a & b for a, b in zip(without_tail(matched), documents(searcher), strict=True)]
    passing = facets(searcher, query)
    wanted = _all_of(there, passing)
    has_full = any((each.full & marks).any() for each, marks in zip(matched, wanted, strict=True))
    if query.sort and has_full:
        wanted = [marks & each.full for each, marks in zip(matched, wanted, strict=True)]
    total = sum(int(marks.sum()) for marks in wanted)
    return SearchHits(
        hits=_page(searcher, matched, wanted, query),
        total=total,
        terms=asked.marked,
        match=("all" if has_full else "some") if total else "none",
        suggestion=_suggestion(searcher, query.text, asked, total),
        counts=_counts(searcher, there, passing, query),
    )


def suggest(searcher: Any, text: str, limit: int) -> list[str]:
    """Give titles that go on from what was typed."""
    return []


def _all_of(there: list[Marks], passing: dict[str, list[Marks]], but: str = "") -> list[Marks]:
    wanted = there
    for name, marks in passing.items():
        if name != but:
            wanted = [a & b for a, b in zip(wanted, marks, strict=True)]
    return wanted


def _counts(
    searcher: Any, there: list[Marks], passing: dict[str, list[Marks]], query: SearchQuery
) -> dict[str, dict[str, int]]:
    """Count facets: most without a filter of their own, so once for all of them."""
    counted: dict[str, Counter[str]] = {}
    for name in query.counted:
        own = name if name in passing else ""
        if own not in counted:
            counted[own] = _tokens(searcher, _all_of(there, passing, but=own))
    return {
        name: values_of(facet, counted[name if name in passing else ""])
        for name, facet in query.counted.items()
    }


def _tokens(searcher: Any, wanted: list[Marks]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for (leaf, _), marks in zip(searcher.leaf_searchers(), wanted, strict=True):
        known = segment(leaf.reader())
        numbers = np.bincount(known.tokens[marks[known.having]], minlength=len(known.names))
        for at in np.flatnonzero(numbers):
            counted[known.names[at]] += int(numbers[at])
    return counted


def _page(
    searcher: Any, matched: list[Matched], wanted: list[Marks], query: SearchQuery
) -> tuple[Hit, ...]:
    numbers, scores, sort = [], [], []
    for (leaf, offset), each, marks in zip(searcher.leaf_searchers(), matched, wanted, strict=True):
        found = np.flatnonzero(marks)
        numbers.append(found + offset)
        scores.append(each.scores[found])
        by = query.sort or ("" if query.text.strip() else "published_on")
        sort.append(segment(leaf.reader()).signals[by][found] if by else np.zeros(len(found)))
    places, worth, first = (np.concatenate(each) for each in (numbers, scores, sort))
    order = np.lexsort((-places, -worth, -first))[query.offset : query.offset + query.limit]
    return tuple(_hit(searcher, int(places[at]), float(worth[at])) for at in order)


def _hit(searcher: Any, number: int, score: float) -> Hit:
    key = searcher.stored_fields(number)["key"]
    for leaf, offset in reversed(searcher.leaf_searchers()):
        if number >= offset:
            values = segment(leaf.reader()).signals
            here = {name: int(values[name][number - offset]) for name in SIGNALS}
            return Hit(key, score, Signals(**here))
    raise IndexError(number)


def _suggestion(searcher: Any, text: str, asked: question.Question, total: int) -> str | None:
    """Give a better spelling, where little was found and some word is not known."""
    if total >= FEW or all(is_known(searcher, term) for term in asked.all_terms):
        return None
    return better_spelling(searcher, text[: question.TEXT_MAX])
