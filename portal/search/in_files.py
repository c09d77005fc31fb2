"""Finding where in a result's files the words stand, for the few results that are shown."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, case, func, or_, select

from portal.db import db
from portal.search.snippets import Fragment, places, snippet
from portal.search.sources import CarriedFile, Found
from portal.storage.media_types import PDF, PPTX, XLSX
from portal.storage.models import StoredPage

# What pages are called, where a file has them: a text document is read as one.
PAGE_WORDS = {PDF: "page", PPTX: "slide", XLSX: "sheet"}
PAGES_MAX = 5  # looked at in each file: those with the most of the words
PAGE_LONGEST = 200_000  # characters
TERMS_MAX = 8
LEAD = 200  # characters kept before the first word found


@dataclass(frozen=True, slots=True)
class Passage:
    """Hold the best passage of a result's files; `page` is None where the file has no pages."""

    file: CarriedFile
    page: int | None
    page_word: str
    fragments: list[Fragment]


def missing_terms(found: Found, terms: Collection[str]) -> frozenset[str]:
    """Give the terms that only a result's files can have: its own words have none of them."""
    if not found.files:
        return frozenset()
    own = places(f"{found.title}\n{found.summary}\n{found.text}", terms)
    return frozenset(terms) - own.keys()


def passages(wanted: Mapping[int, tuple[Found, frozenset[str]]]) -> dict[int, Passage]:
    """Find the best passage for each result, by its number, in one query for all.

    Each stands with the terms that its own words do not have.
    """
    pages: dict[str, list[Row[tuple[str, int, str]]]] = {}
    for row in _pages(wanted.values()):
        pages.setdefault(row.sha256, []).append(row)
    best = {number: _best(found, terms, pages) for number, (found, terms) in wanted.items()}
    return {number: passage for number, passage in best.items() if passage}


def _pages(wanted: Iterable[tuple[Found, frozenset[str]]]) -> Iterable[Row[tuple[str, int, str]]]:
    """Read the pages that have the most words beginning as the terms do."""
    each = list(wanted)
    terms = sorted({term for _, missing in each for term in missing}, key=lambda term: -len(term))
    sha256s = {file.sha256 for found, _ in each for file in found.files}
    if not terms or not sha256s:
        return []
    having = [_has(term) for term in terms[:TERMS_MAX]]
    matches = sum((case((has, 1), else_=0) for has in having[1:]), case((having[0], 1), else_=0))
    order = (matches.desc(), StoredPage.number)
    place = func.row_number().over(partition_by=StoredPage.sha256, order_by=order)
    columns = (StoredPage.sha256, StoredPage.number)
    text = func.substr(StoredPage.text, 1, PAGE_LONGEST).label("text")
    ranked = (
        select(*columns, text, place.label("place"))
        .where(StoredPage.sha256.in_(sha256s), or_(*having))
        .subquery()
    )
    chosen = select(ranked.c.sha256, ranked.c.number, ranked.c.text)
    return db.session.execute(chosen.where(ranked.c.place <= PAGES_MAX))


def _has(term: str) -> ColumnElement[bool]:
    """Tell whether a page may have a word of this stem; stemming changes a last i or e only."""
    beginning = term[:-1] if term[-1] in "ie" and len(term) > 1 else term
    return StoredPage.text.icontains(beginning, autoescape=True)


def _best(
    found: Found,
    terms: frozenset[str],
    pages: Mapping[str, list[Row[tuple[str, int, str]]]],
) -> Passage | None:
    best, most = None, 0
    for file in found.files:
        for page in pages.get(file.sha256, ()):
            there = places(page.text, terms)
            if len(there) > most:
                start = max(0, min(there.values()) - LEAD)
                best, most = (file, page.number, page.text[start:]), len(there)
    if best is None:
        return None
    file, number, text = best
    word = PAGE_WORDS.get(file.media_type, "")
    return Passage(file, number if word else None, word, snippet(text, terms))
