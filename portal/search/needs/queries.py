"""Reading what was not found, and what leads ask for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from portal import clock
from portal.accounts.models import User
from portal.accounts.permissions import is_administrator
from portal.db import db
from portal.errors import Forbidden, NotFound
from portal.pagination import Page
from portal.search import sources
from portal.search.index import IndexUnavailable, SearchQuery
from portal.search.needs.models import PracticeRequest, SearchCount
from portal.search.services import index

DAYS = (30, 90, 365)
PARTS = ("told", "nothing", "unopened")
LEAST = 2  # times that a question was asked before anybody sees it
LEAST_UNOPENED = 5  # the same, where something was found
PER_PAGE = 20
NEWEST_SHOWN = 3
ANSWERED_SHOWN = 5
OFFERED = 10
OTHER_FORMS = 5
HIDDEN_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Need:
    """Hold a question with its counts; `others` are other forms of it, the most asked first."""

    question: str
    others: tuple[str, ...]
    asked: int
    empty: int
    partly: int
    opened: int
    wanted: int
    is_asked_for: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """Hold something that may answer a request: its search key, and its card."""

    key: str
    card: Any


@dataclass(frozen=True, slots=True)
class Answered:
    """Hold a request that is answered, with the card of what answers it."""

    request: PracticeRequest
    card: Any


def needs(*, days: int, part: str = "", page: int = 1) -> dict[str, Page[Need]]:
    """Give what was asked in the last days, by the `PARTS` to which it belongs.

    What leads were told of is there at once. What was mostly not found is there when it was asked
    `LEAST` times, and what was found and never opened when it was asked `LEAST_UNOPENED` times.
    The most wanted and asked come first. With a part only that one is read.
    """
    since = SearchCount.day > clock.today() - timedelta(days=days)
    rows = db.session.execute(_ranked(since, part, page)).all()
    stems = [row.stems for row in rows]
    forms, open_ones = _forms(stems, since), _open_stems(stems)
    found: dict[str, list[Need]] = {each: [] for each in PARTS if part in ("", each)}
    totals = {row.part: row.total for row in rows}
    for row in rows:
        found[row.part].append(_need(row, forms[row.stems], row.stems in open_ones))
    return {each: Page(items, page, PER_PAGE, totals.get(each, 0)) for each, items in found.items()}


def _ranked(since: ColumnElement[bool], part: str, page: int) -> Select[Any]:
    """Select one page of each part, each row with its part and how many that has in all."""
    counts = _counts(since).subquery()
    parts = select(counts, _part(counts.c).label("part")).subquery()
    order = (parts.c.wanted.desc(), parts.c.asked.desc(), parts.c.stems)
    ranked = (
        select(
            parts,
            func.row_number().over(partition_by=parts.c.part, order_by=order).label("place"),
            func.count().over(partition_by=parts.c.part).label("total"),
        )
        .where(parts.c.part.in_([part] if part else PARTS))
        .subquery()
    )
    start = (page - 1) * PER_PAGE
    return (
        select(ranked)
        .where(ranked.c.place > start, ranked.c.place <= start + PER_PAGE)
        .order_by(ranked.c.place)
    )


def _part(columns: Any) -> ColumnElement[str]:
    """Tell to which part a question with these counts belongs; "" for none."""
    asked, empty, opened = columns.asked, columns.empty, columns.opened
    return case(
        (columns.wanted > 0, "told"),
        ((asked >= LEAST) & (empty > opened) & (empty * 2 >= asked), "nothing"),
        ((asked >= LEAST_UNOPENED) & (opened == 0), "unopened"),
        else_="",
    )


def _counts(since: ColumnElement[bool]) -> Select[str, int, int, int, int, int]:
    hidden = select(SearchCount.stems).where(SearchCount.is_hidden)
    return (
        select(
            SearchCount.stems,
            func.sum(SearchCount.asked).label("asked"),
            func.sum(SearchCount.empty).label("empty"),
            func.sum(SearchCount.partly).label("partly"),
            func.sum(SearchCount.opened).label("opened"),
            func.sum(SearchCount.wanted).label("wanted"),
        )
        .where(since, SearchCount.stems.not_in(hidden))
        .group_by(SearchCount.stems)
    )


def _need(row: Any, forms: Sequence[str], is_asked_for: bool) -> Need:
    return Need(
        question=forms[0],
        others=tuple(forms[1 : OTHER_FORMS + 1]),
        asked=row.asked,
        empty=row.empty,
        partly=row.partly,
        opened=row.opened,
        wanted=row.wanted,
        is_asked_for=is_asked_for,
    )


def _forms(stems: Collection[str], *conditions: ColumnElement[bool]) -> dict[str, list[str]]:
    """Give the questions of some stems as they were asked, the most asked first."""
    rows = db.session.execute(
        select(SearchCount.stems, SearchCount.question)
        .where(SearchCount.stems.in_(stems), *conditions)
        .group_by(SearchCount.stems, SearchCount.question)
        .order_by(func.sum(SearchCount.asked).desc(), SearchCount.question)
    )
    forms: dict[str, list[str]] = {}
    for each, question in rows:
        forms.setdefault(each, []).append(question)
    return forms


def _open_stems(stems: Collection[str]) -> set[str]:
    asked = select(PracticeRequest.stems).where(_open(), PracticeRequest.stems.in_(stems))
    return set(db.session.scalars(asked))


def hidden() -> list[str]:
    """Give what leads took off the list, in its most asked form, by the alphabet."""
    stems = select(SearchCount.stems).where(SearchCount.is_hidden).distinct().limit(HIDDEN_SHOWN)
    return sorted(forms[0] for forms in _forms(list(db.session.scalars(stems))).values())


def _open() -> ColumnElement[bool]:
    return PracticeRequest.answered_at.is_(None)


def is_asked_for(stems: str) -> bool:
    """Tell whether there is an open request for the same words."""
    return bool(_open_stems([stems]))


def count_open() -> int:
    """Count the open requests."""
    return db.session.scalar(select(func.count(PracticeRequest.id)).where(_open())) or 0


def open_requests(page: int) -> Page[PracticeRequest]:
    """Give a page of the open requests, the newest first."""
    items = db.session.scalars(_newest().offset((page - 1) * PER_PAGE).limit(PER_PAGE)).all()
    return Page(items, page, PER_PAGE, count_open())


def newest_requests() -> Sequence[PracticeRequest]:
    """Give the newest open requests."""
    return db.session.scalars(_newest().limit(NEWEST_SHOWN)).all()


def _newest() -> Select[PracticeRequest]:
    order = (PracticeRequest.asked_at.desc(), PracticeRequest.id.desc())
    return select(PracticeRequest).where(_open()).order_by(*order)


def answered_requests(viewer: User) -> list[Answered]:
    """Give the requests that were answered last, each with what is still there to read."""
    rows = db.session.scalars(
        select(PracticeRequest)
        .where(PracticeRequest.answered_at.is_not(None))
        .order_by(PracticeRequest.answered_at.desc(), PracticeRequest.id.desc())
        .limit(ANSWERED_SHOWN)
    ).all()
    cards = {
        each.key: each.card for each in _pages([row.answered_by or "" for row in rows], viewer)
    }
    return [Answered(row, cards[row.answered_by]) for row in rows if row.answered_by in cards]


def changeable_request(number: int, viewer: User) -> PracticeRequest:
    """Give an open request to who may close it or take it away. Raises NotFound, Forbidden."""
    found = db.session.scalar(select(PracticeRequest).where(PracticeRequest.id == number, _open()))
    if found is None:
        raise NotFound("There is no such open request.")
    if not may_change(found, viewer):
        raise Forbidden("Only whoever asked, or an administrator, can change this request.")
    return found


def may_change(request: PracticeRequest, viewer: User) -> bool:
    """Tell whether somebody may close a request or take it away."""
    return request.asked_by_id == viewer.id or is_administrator(viewer)


def offered(words: str, viewer: User) -> list[Offered]:
    """Give what may answer a request, the best first; nothing while the index is repaired."""
    try:
        hits = index().search(SearchQuery(text=words, limit=OFFERED)).hits
    except IndexUnavailable:
        return []
    return _pages([hit.key for hit in hits], viewer)


def page_of(key: str, *, viewer: User) -> Offered | None:
    """Give what a search key names, where it is published and this person may see it."""
    found = _pages([key], viewer)
    return found[0] if found else None


def _pages(keys: Sequence[str], viewer: User) -> list[Offered]:
    """Read what search keys name, in their order; what is not there or not public is left out."""
    known, wanted = sources.sources(), dict[str, list[int]]()
    for key in keys:
        prefix, _, number = key.partition(":")
        if prefix in known and number.isascii() and number.isdecimal() and len(number) <= 9:
            wanted.setdefault(prefix, []).append(int(number))
    seen = {
        f"{prefix}:{number}": found.card
        for prefix, numbers in wanted.items()
        for number, found in known[prefix].visible(numbers, viewer).items()
    }
    return [Offered(key, seen[key]) for key in keys if key in seen]
