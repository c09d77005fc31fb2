"""One search in a snapshot of the index."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portal.search import question
from portal.search.analysis import stem
from portal.search.index import Hit, SearchHits, SearchQuery
from portal.search.preparing import facet_counts, facet_token
from portal.search.spelling import with_better
from portal.search.whoosh_engine.ranking import Matched, match, without_tail
from portal.search.whoosh_engine.snapshot import Marks, Snapshot
from portal.search.whoosh_engine.spelling import better_words, is_known

# With fewer results than this, a better spelling may be what was meant.
FEW = 10


def search(snapshot: Snapshot, query: SearchQuery) -> SearchHits:
    """Find what fits the words and passes the filters, with counts for the facets asked for."""
    asked = question.read(query.text)
    if query.text.strip() and not asked:
        return SearchHits()  # only common words or signs: nothing to look for
    better = _better(snapshot, query.text, asked)
    matched = match(snapshot, asked, {stem(typed): stem(meant) for typed, meant in better.items()})
    there = without_tail(snapshot, matched)
    passing = _passing(snapshot, query)
    wanted = _all_of(there, passing)
    has_full = bool((matched.full & wanted).any())
    if query.sort and has_full:
        wanted = wanted & matched.full
    total = int(wanted.sum())
    return SearchHits(
        hits=_page(snapshot, matched, wanted, query),
        total=total,
        terms=asked.marked,
        match=("all" if has_full else "some") if total else "none",
        suggestion=_suggestion(query.text, better, total),
        counts=facet_counts(query, lambda own: _tokens(snapshot, _all_of(there, passing, but=own))),
    )


def _passing(snapshot: Snapshot, query: SearchQuery) -> dict[str, Marks]:
    """Mark for each filter, by its name, the documents that pass it."""
    return {
        name: snapshot.having("facet", [facet_token(each.facet, one) for one in each.values])
        for name, each in query.filters.items()
    }


def _all_of(there: Marks, passing: dict[str, Marks], but: str = "") -> Marks:
    for name, marks in passing.items():
        if name != but:
            there = there & marks
    return there


def _tokens(snapshot: Snapshot, wanted: Marks) -> Counter[str]:
    counted: Counter[str] = Counter()
    for segment, start in zip(snapshot.segments, snapshot.offsets, strict=False):
        tokens, having, numbers = segment.facets
        found = np.bincount(numbers[wanted[start + having]], minlength=len(tokens))
        for at in np.flatnonzero(found):
            counted[tokens[at]] += int(found[at])
    return counted


def _page(
    snapshot: Snapshot, matched: Matched, wanted: Marks, query: SearchQuery
) -> tuple[Hit, ...]:
    found = np.flatnonzero(wanted)
    scores = matched.scores[found]
    by = query.sort or ("" if query.text.strip() else "published_on")
    first = snapshot.signals[by][found] if by else scores
    chosen = _foremost(first, scores, query.offset + query.limit)[query.offset :]
    numbers = found[chosen]
    signals = snapshot.signals_of(numbers)
    return tuple(
        Hit(snapshot.name(number), score, each)
        for number, score, each in zip(
            numbers.tolist(), scores[chosen].tolist(), signals, strict=True
        )
    )


def _foremost(first: NDArray[Any], scores: NDArray[np.float32], many: int) -> NDArray[np.int64]:
    """Give the places of so many of the largest, in order; the last written of equals first."""
    among = np.arange(len(first))
    if 0 < many < len(first):
        least = np.partition(first, len(first) - many)[len(first) - many]
        among = np.flatnonzero(first >= least)
    order = np.lexsort((-among, -scores[among], -first[among]))
    return among[order][:many]


def _better(snapshot: Snapshot, text: str, asked: question.Question) -> dict[str, str]:
    """Look for a better spelling where some word is not known."""
    if all(is_known(snapshot, term) for term in asked.all_terms):
        return {}
    return better_words(snapshot, text[: question.TEXT_MAX])


def _suggestion(text: str, better: Mapping[str, str], total: int) -> str | None:
    """Give a better spelling, where the words as typed found little."""
    return with_better(text[: question.TEXT_MAX], better) if total < FEW else None
