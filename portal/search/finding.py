"""Answering a search: the engine suggests, the database decides, and we cut the snippets."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from portal.pagination import Page
from portal.search.choices import Offer, offers, resolve
from portal.search.choices import counted as counted_facets
from portal.search.in_files import Passage, missing_terms, passages
from portal.search.index import Hit, IndexUnavailable, SearchHits, SearchQuery
from portal.search.lifts import Lifted, Near, closest_first, explained, lifted, near_to
from portal.search.query_string import Asked
from portal.search.services import catch_up, heal, index
from portal.search.snippets import Fragment, highlight, snippet
from portal.search.sources import Found, sources, split

log = logging.getLogger(__name__)


# The usual order weighs so many of the best matches; what comes after stays in the order of words.
POOL = 100
CLOSEST_POOL = 1_000
# From so much of the best score on, words fit well.
GOOD_SHARE = 0.5
_SIGNALS: Mapping[str, Literal["published_on", "used_by"]] = {
    "newest": "published_on",
    "used": "used_by",
}


@dataclass(frozen=True, slots=True)
class Result:
    """Hold one result: its card, and its title and best passage with the words marked.

    `in_file` is the best passage of its files where they have words that its own text has not.
    `lifted` tells why it stands where it does.
    """

    card: Any
    title: list[Fragment]
    snippet: list[Fragment]
    lifted: Lifted
    in_file: Passage | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold one page of results and what to say about them.

    `good` counts the results whose words fit nearly as well as the best, None where nobody looked.
    With `is_mended` the results are those for the suggestion. `match` is "all" where something has
    every word, "some" where nothing has; `offers` are the filters with their counts, where they
    were asked for; `unavailable` is true while the index is being rebuilt.
    """

    page: Page[Result]
    match: str = "all"
    suggestion: str | None = None
    is_mended: bool = False
    good: int | None = None
    offers: tuple[Offer, ...] = ()
    unavailable: bool = False


def find(asked: Asked, *, viewer: Any, page: int, per_page: int, counted: bool = False) -> Answer:
    """Find what fits a question; never shows what `viewer` may not see.

    With `counted` the filters come along. A broken index gives an empty answer marked unavailable
    and is rebuilt in the background.
    """
    catch_up(patience=0)
    start = (page - 1) * per_page
    try:
        query = _query(asked, viewer, start, per_page, counted)
        hits, is_mended = _search(query, exactly=asked.exactly)
    except IndexUnavailable as error:
        log.warning("search index: %s", error)
        heal()
        return Answer(Page([], page, per_page, 0), unavailable=True)
    near = near_to(viewer)
    first = start - query.offset
    shown = _ordered(asked, hits.hits, near)[first : first + per_page]
    chosen = [explained(hit, near, is_lifted=_is_lifted(asked)) for hit in shown]
    return Answer(
        page=Page(_results(chosen, hits.terms, viewer), page, per_page, hits.total),
        match=hits.match,
        suggestion=hits.suggestion,
        is_mended=is_mended,
        good=_good(hits) if _is_lifted(asked) and not query.offset else None,
        offers=tuple(offers(hits.counts, asked.filters, viewer)) if counted else (),
    )


def _good(hits: SearchHits) -> int | None:
    """Count what fits nearly as well as the best; None where there is more than we looked at."""
    best = max((hit.score for hit in hits.hits), default=0)
    good = sum(hit.score >= GOOD_SHARE * best for hit in hits.hits)
    return good if good < len(hits.hits) or good == hits.total else None


def keys_about(words: str, *, limit: int) -> list[str]:
    """Name what fits these words best, by its keys; not yet checked for who may see it."""
    try:
        hits = index().search(SearchQuery(words, limit=limit)).hits
    except IndexUnavailable as error:
        log.warning("search index: %s", error)
        return []
    return [hit.key for hit in hits]


def _search(query: SearchQuery, *, exactly: bool) -> tuple[SearchHits, bool]:
    """Search; what finds nothing is searched for in its better spelling.

    Tells whether that was done; then the suggestion is what was searched for.
    """
    hits = index().search(query)
    if exactly or hits.total or hits.suggestion is None:
        return hits, False
    mended = index().search(replace(query, text=hits.suggestion))
    if not mended.total:
        return hits, False
    return replace(mended, suggestion=hits.suggestion), True


def _query(asked: Asked, viewer: Any, start: int, per_page: int, is_counted: bool) -> SearchQuery:
    # A page that begins among what is put into another order needs all of that, and what follows.
    weighed = start < _pool(asked)
    return SearchQuery(
        text=asked.text,
        filters=resolve(asked.filters, viewer),
        sort=_SIGNALS.get(asked.sort, ""),
        counted=counted_facets() if is_counted else {},
        offset=0 if weighed else start,
        limit=max(_pool(asked), start + per_page) if weighed else per_page,
    )


def _is_lifted(asked: Asked) -> bool:
    return asked.sort == "" and bool(asked.text)


def _pool(asked: Asked) -> int:
    """Tell how many of the best matches are put into another order than that of the index."""
    if asked.sort == "closest":
        return CLOSEST_POOL
    return POOL if _is_lifted(asked) else 0


def _ordered(asked: Asked, hits: Sequence[Hit], near: Mapping[int, Near]) -> Sequence[Hit]:
    """Put the pool into its order; what follows stays, so that pages hold everything once."""
    if not _pool(asked):
        return hits
    pool, rest = hits[: _pool(asked)], hits[_pool(asked) :]
    if asked.sort == "closest":
        return [*closest_first(pool, near), *rest]
    return [*lifted(pool, near), *rest]


def _results(chosen: Sequence[Lifted], terms: frozenset[str], viewer: Any) -> list[Result]:
    wanted: dict[str, list[int]] = {}
    for each in chosen:
        prefix, number = split(each.hit.key)
        wanted.setdefault(prefix, []).append(number)
    known = sources()
    seen = {
        (prefix, number): found
        for prefix, ids in wanted.items()
        if prefix in known
        for number, found in known[prefix].visible(ids, viewer).items()
    }
    shown = [(seen[split(each.hit.key)], each) for each in chosen if split(each.hit.key) in seen]
    in_files = _in_files([found for found, _ in shown], terms)
    return [
        _result(found, each, terms, in_files.get(place))
        for place, (found, each) in enumerate(shown)
    ]


def _in_files(shown: list[Found], terms: frozenset[str]) -> dict[int, Passage]:
    """Look into the files of those results whose own text has not all the words."""
    missing = {place: (found, missing_terms(found, terms)) for place, found in enumerate(shown)}
    wanted = {place: pair for place, pair in missing.items() if pair[1]}
    return passages(wanted) if wanted else {}


def _result(found: Found, lifted: Lifted, terms: frozenset[str], in_file: Passage | None) -> Result:
    return Result(
        card=found.card,
        title=highlight(found.title, terms),
        snippet=snippet(found.text or found.summary, terms),
        lifted=lifted,
        in_file=in_file,
    )
