"""Reading which published practices met a barrier, and what helps against it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import aliased

from portal.barriers.viewpoint import Viewpoint
from portal.db import db
from portal.pagination import Page
from portal.practices.models import Label, Practice, Revision, Status
from portal.prisons.models import Contact, Prison

Sort = Literal["closest", "newest", "evidence"]

PER_PAGE = 20
HELP_LISTED = 10
MET: Final = ("scheme", "practice_note")
MADE: Final = ("job_description", "training_material")
# Strongest first; what says nothing of its evidence comes last.
STRENGTH: Final = {"independent": 0, "local_figures": 1, "views": 2}


@dataclass(frozen=True, slots=True)
class Count:
    """Count the practices of prisons that met a barrier, of prisons like ours, and what helps.

    Those of example prisons are counted apart, in `examples`, and never in the first two.
    """

    met: int = 0
    examples: int = 0
    like_ours: int = 0
    helps: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """Hold what a list shows of one practice. `prison_id` is None for the starter library."""

    id: int
    slug: str
    kind: str
    published_at: datetime
    title: str
    summary: str
    details: Mapping[str, Any]
    prison_id: int | None
    prison_name: str | None
    prison_slug: str | None
    is_example: bool


def counts(like_ours: Collection[int]) -> dict[str, Count]:
    """Count what is published about each barrier, in one query."""
    invented = func.coalesce(Prison.is_example, False)
    rows = db.session.execute(
        select(Label.value, Practice.prison_id, invented, Practice.kind, func.count())
        .join(Practice, Practice.id == Label.practice_id)
        .outerjoin(Prison, Prison.id == Practice.prison_id)
        .where(Label.vocabulary == "barrier", Practice.status == Status.PUBLISHED)
        .group_by(Label.value, Practice.prison_id, Prison.is_example, Practice.kind)
    )
    found: dict[str, Count] = {}
    for key, prison_id, is_example, kind, number in rows:
        is_met = prison_id is not None and kind in MET
        is_real = is_met and not is_example
        before = found.get(key, Count())
        found[key] = Count(
            met=before.met + (number if is_real else 0),
            examples=before.examples + (number if is_met and is_example else 0),
            like_ours=before.like_ours + (number if is_real and prison_id in like_ours else 0),
            helps=before.helps + (0 if is_met else number),
        )
    return found


def who_met(
    key: str, view: Viewpoint, *, sort: Sort, like: bool, page: int
) -> tuple[Page[Row], Count]:
    """List the practices of prisons that met a barrier: a query for the page, one for the totals.

    `like` keeps only prisons like the one looked from. Of the count `met` and `examples` are given.
    """
    conditions = [*_about(key), Practice.kind.in_(MET), Practice.prison_id.is_not(None)]
    if like:
        conditions.append(Practice.prison_id.in_(view.like_ours))
    invented = func.count(case((Prison.is_example, 1)))
    total, examples = db.session.execute(
        select(func.count(Practice.id), invented)
        .outerjoin(Prison, Prison.id == Practice.prison_id)
        .where(*conditions)
    ).one()
    chosen = _rows().where(*conditions).order_by(*_order(sort, view))
    found = db.session.execute(chosen.limit(PER_PAGE).offset((page - 1) * PER_PAGE))
    listed = Page([Row(*row) for row in found], page, PER_PAGE, total)
    return listed, Count(met=total - examples, examples=examples)


def made_by_prisons(key: str, view: Viewpoint) -> list[Row]:
    """List the first job descriptions and training materials of prisons, closest first."""
    conditions = (*_about(key), Practice.kind.in_(MADE), Practice.prison_id.is_not(None))
    chosen = _rows().where(*conditions).order_by(*_order("closest", view))
    return [Row(*row) for row in db.session.execute(chosen.limit(HELP_LISTED))]


def starter_library(key: str) -> list[Row]:
    """List what the starter library has about a barrier, by title."""
    chosen = _rows().where(*_about(key), Practice.prison_id.is_(None))
    ordered = chosen.order_by(Revision.title, Practice.id).limit(HELP_LISTED)
    return [Row(*row) for row in db.session.execute(ordered)]


def taken_over(practice_ids: Iterable[int]) -> dict[int, int]:
    """Count the prisons that made something of their own from each practice, in one query."""
    source = aliased(Revision)
    rows = db.session.execute(
        select(source.practice_id, func.count(Practice.prison_id.distinct()))
        .join(source, source.id == Practice.copied_from_id)
        .where(source.practice_id.in_(list(practice_ids)))
        .group_by(source.practice_id)
    )
    return {practice_id: count for practice_id, count in rows}  # noqa: C416 - rows are no pairs


def who_to_ask(prison_ids: Iterable[int | None]) -> dict[int, Contact]:
    """Give the contact for education, skills and work at each prison that has one, in one query.

    Where no role is named so, one about mentoring; or else the first by name.
    """
    wanted = [each for each in prison_ids if each is not None]
    role = func.lower(Contact.role)
    rank = case((role.contains("education, skills"), 0), (role.contains("mentor"), 1), else_=2)
    found = db.session.scalars(
        select(Contact).where(Contact.prison_id.in_(wanted)).order_by(rank, Contact.role)
    )
    first: dict[int, Contact] = {}
    for contact in found:
        first.setdefault(contact.prison_id, contact)
    return first


def _about(key: str) -> tuple[ColumnElement[bool], ...]:
    labelled = select(Label.practice_id).where(Label.vocabulary == "barrier", Label.value == key)
    return Practice.id.in_(labelled), Practice.status == Status.PUBLISHED


def _rows() -> Select[Any]:
    columns: tuple[Any, ...] = (
        Practice.id,
        Practice.slug,
        Practice.kind,
        Practice.published_at,
        Revision.title,
        Revision.summary,
        Revision.content["details"],
        Practice.prison_id,
        Prison.name,
        Prison.slug.label("prison_slug"),
        func.coalesce(Prison.is_example, False),
    )
    return (
        select(*columns)
        .select_from(Practice)
        .join(Revision, Revision.id == Practice.published_id)
        .outerjoin(Prison, Prison.id == Practice.prison_id)
    )


def _order(sort: Sort, view: Viewpoint) -> tuple[Any, ...]:
    """Order by what was asked first, then the closest prison, then the newest."""
    newest = (Practice.published_at.desc(), Practice.id.desc())
    if sort == "newest":
        return newest
    places = view.places()
    # A CASE of many constants is one pass; a database cannot sort by what only we know.
    near = (case(places, value=Practice.prison_id, else_=1 + len(places)),) if places else ()
    if sort == "closest":
        return (*near, *newest)
    named = Revision.content[("details", "evidence")].as_string()
    strength = case(STRENGTH, value=named, else_=len(STRENGTH))
    return (strength, *near, *newest)
