"""Answering a search: the engine suggests, the database decides, and we cut the snippets."""

import logging
from dataclasses import dataclass
from typing import Any

from portal.pagination import Page
from portal.search.in_files import Passage, missing_terms, passages
from portal.search.index import IndexUnavailable, SearchHits, SearchQuery
from portal.search.services import catch_up, heal, index
from portal.search.snippets import Fragment, highlight, snippet
from portal.search.sources import Found, sources, split

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Result:
    """Hold one result: its card, and its title and best passage with the words marked.

    `in_file` is the best passage of its files where they have words that its own text has not.
    """

    card: Any
    title: list[Fragment]
    snippet: list[Fragment]
    score: float
    in_file: Passage | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold one page of results and what to say about them.

    `match` is "all" where every word was found, "some" where only some were; `unavailable` is
    true while the index is being rebuilt.
    """

    page: Page[Result]
    match: str = "all"
    suggestion: str | None = None
    unavailable: bool = False


def find(query: SearchQuery, *, viewer: Any, page: int, per_page: int) -> Answer:
    """Find what fits a query; never shows what `viewer` may not see.

    A broken index gives an empty answer marked unavailable and is rebuilt in the background.
    """
    catch_up(patience=0)
    try:
        hits = index().search(query)
    except IndexUnavailable as error:
        log.warning("search index: %s", error)
        heal()
        return Answer(Page([], page, per_page, 0), unavailable=True)
    return Answer(
        page=Page(_results(hits, viewer), page, per_page, hits.total),
        match=hits.match,
        suggestion=hits.suggestion,
    )


def _results(hits: SearchHits, viewer: Any) -> list[Result]:
    wanted: dict[str, list[int]] = {}
    for hit in hits.hits:
        prefix, number = split(hit.key)
        wanted.setdefault(prefix, []).append(number)
    known = sources()
    seen = {
        (prefix, number): found
        for prefix, ids in wanted.items()
        if prefix in known
        for number, found in known[prefix].visible(ids, viewer).items()
    }
    shown = [(seen[split(hit.key)], hit) for hit in hits.hits if split(hit.key) in seen]
    in_files = _in_files([found for found, _ in shown], hits.terms)
    return [
        _result(found, hit.score, hits.terms, in_files.get(place))
        for place, (found, hit) in enumerate(shown)
    ]


def _in_files(shown: list[Found], terms: frozenset[str]) -> dict[int, Passage]:
    """Look into the files of those results whose own text has not all the words."""
    missing = {place: (found, missing_terms(found, terms)) for place, found in enumerate(shown)}
    wanted = {place: pair for place, pair in missing.items() if pair[1]}
    return passages(wanted) if wanted else {}


def _result(found: Found, score: float, terms: Any, in_file: Passage | None) -> Result:
    return Result(
        card=found.card,
        title=highlight(found.title, terms),
        snippet=snippet(found.text or found.summary, terms),
        score=score,
        in_file=in_file,
    )
