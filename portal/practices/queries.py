"""Reading practices: what a person may not see is not there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, bindparam, case, func, select
from sqlalchemy.orm import aliased, joinedload

from portal.accounts.models import User
from portal.db import db
from portal.errors import NotFound
from portal.pagination import Page
from portal.practices.content import FileRef, file_refs
from portal.practices.models import Label, Practice, Revision, RevisionFile, Status
from portal.practices.permissions import shown_to, visible_to
from portal.prisons.models import Prison

PER_PAGE = 20

Sort = Literal["newest", "copied", "title"]


@dataclass(frozen=True, slots=True)
class Card:
    """Hold what a list shows of one practice. `prison` is None for the starter library."""

    id: int
    slug: str
    kind: str
    status: str
    is_template: bool
    copies: int
    updated_at: datetime
    published_at: datetime | None
    title: str
    summary: str
    prison_name: str | None
    prison_slug: str | None
    is_example: bool
    external_id: str | None
    submitted_id: int | None
    review_on: date | None


@dataclass(frozen=True, slots=True)
class Filters:
    """Narrow a list; an empty value narrows nothing. `prison` is a slug."""

    kind: str = ""
    theme: str = ""
    barrier: str = ""
    tag: str = ""
    prison: str = ""
    templates: bool = False


@dataclass(frozen=True, slots=True)
class Relative:
    """Point to a practice that another was copied from, or that was copied from it."""

    slug: str
    title: str
    prison_name: str | None
    is_example: bool
    revision: int


@dataclass(frozen=True, slots=True)
class Drafts:
    """Count drafts, and point to the one to carry on with: "" where there is none."""

    count: int = 0
    slug: str = ""
    title: str = ""


def practice_by_slug(slug: str, *, viewer: User) -> Practice:
    """Fetch a practice with its prison, newest and published revision in one query.

    Raises NotFound where there is none or this person may not see it.
    """
    practice = db.session.scalar(
        select(Practice)
        .where(Practice.slug == slug, visible_to(viewer))
        .options(
            joinedload(Practice.prison),
            # Of the newest, readers only need its name; see `latest_revision` for its words.
            joinedload(Practice.latest).load_only(Revision.number, Revision.title),
            joinedload(Practice.published).defer(Revision.text),
        )
    )
    if practice is None:
        raise NotFound("There is no such practice, or its prison no longer shares it.")
    return practice


def shown_revision(practice: Practice) -> Revision:
    """Give the revision that readers see; before publication the newest one."""
    shown = practice.published or practice.latest
    if shown is None:
        raise NotFound("This practice has no text.")
    return shown


def latest_revision(practice: Practice) -> Revision:
    """Give the newest revision, published or not, with who saved it. Raises NotFound."""
    if practice.latest_id is None:
        raise NotFound("This practice has no text.")
    return db.session.get_one(
        Revision,
        practice.latest_id,
        options=[joinedload(Revision.author).lazyload(User.prison)],
        populate_existing=True,
    )


def revision_by_number(practice: Practice, number: int) -> Revision:
    """Fetch one revision of a practice. Raises NotFound."""
    revision = db.session.scalar(
        select(Revision)
        .where(Revision.practice_id == practice.id, Revision.number == number)
        .options(joinedload(Revision.author).lazyload(User.prison))
    )
    if revision is None:
        raise NotFound("This practice has no such version.")
    return revision


def source_of(practice: Practice, *, viewer: User) -> Relative | None:
    """Point to what a practice was copied from; None where it was not, or may not be seen."""
    if practice.copied_from_id is None:
        return None
    source = aliased(Revision)
    rows = db.session.execute(
        select(Practice.slug, source.title, Prison.name, Prison.is_example, source.number)
        .join(source, source.practice_id == Practice.id)
        .outerjoin(Prison, Prison.id == Practice.prison_id)
        .where(source.id == practice.copied_from_id, visible_to(viewer))
    )
    row = rows.first()
    return _relative(row) if row else None


def copies_of(practice: Practice, *, viewer: User) -> list[Relative]:
    """Point to the copies of a practice that this person may see, newest first."""
    source, shown = aliased(Revision), aliased(Revision)
    rows = db.session.execute(
        select(Practice.slug, shown.title, Prison.name, Prison.is_example, source.number)
        .join(source, source.id == Practice.copied_from_id)
        .join(shown, shown.id == shown_to(viewer))
        .outerjoin(Prison, Prison.id == Practice.prison_id)
        .where(source.practice_id == practice.id, visible_to(viewer))
        .order_by(Practice.created_at.desc(), Practice.id.desc())
    )
    return [_relative(row) for row in rows]


def prisons_adapting(practice: Practice) -> int:
    """Count the prisons that made something of their own from a practice, drafts included."""
    source = aliased(Revision)
    counted = db.session.scalar(
        select(func.count(Practice.prison_id.distinct()))
        .join(source, source.id == Practice.copied_from_id)
        .where(source.practice_id == practice.id)
    )
    return counted or 0


def browse(filters: Filters, *, sort: Sort, page: int) -> Page[Card]:
    """List published practices, one page at a time: a query for the page, one for the total."""
    conditions = _conditions(filters)
    total = db.session.scalar(_from(select(func.count(Practice.id))).where(*conditions)) or 0
    order: dict[Sort, tuple[Any, ...]] = {
        "newest": (Practice.published_at.desc(), Practice.id.desc()),
        "copied": (Practice.copies.desc(), Revision.title, Practice.id),
        "title": (Revision.title, Practice.id),
    }
    chosen = _cards().where(*conditions).order_by(*order[sort])
    rows = db.session.execute(chosen.limit(PER_PAGE).offset((page - 1) * PER_PAGE))
    return Page([Card(*row) for row in rows], page, PER_PAGE, total)


def sharing_prisons() -> list[tuple[str, str, int]]:
    """List the prisons that have published anything, by name: slug, name and how much."""
    rows = db.session.execute(
        select(Prison.slug, Prison.name, func.count())
        .join(Practice, Practice.prison_id == Prison.id)
        .where(Practice.status == Status.PUBLISHED)
        .group_by(Prison.id, Prison.slug, Prison.name)
        .order_by(Prison.name)
    )
    return [(slug, name, count) for slug, name, count in rows]


def open_drafts(prison_id: int, *, viewer: User) -> Drafts:
    """Count the drafts of a prison that wait for nobody's review, and name one to carry on with.

    That is the newest which the viewer looks after, or else the newest. One query.
    """
    row = db.session.execute(
        select(func.count().over(), Practice.slug, Revision.title)
        .join(Revision, Revision.id == Practice.latest_id)
        .where(
            Practice.prison_id == prison_id,
            Practice.status == Status.DRAFT,
            Practice.submitted_id.is_(None),
        )
        .order_by(
            case((Practice.owner_id == viewer.id, 0), else_=1),
            Practice.updated_at.desc(),
            Practice.id.desc(),
        )
        .limit(1)
    ).first()
    return Drafts(*row) if row else Drafts()


def shared_counts(prison_ids: Iterable[int]) -> dict[int, int]:
    """Count the published practices of each of these prisons, in one query."""
    rows = db.session.execute(
        select(Practice.prison_id, func.count())
        .where(Practice.prison_id.in_(list(prison_ids)), Practice.status == Status.PUBLISHED)
        .group_by(Practice.prison_id)
    )
    return {prison_id: count for prison_id, count in rows if prison_id is not None}


def template_cards() -> list[Card]:
    """List every template by title, in one query."""
    conditions = _conditions(Filters(templates=True))
    ordered = _cards().where(*conditions).order_by(Revision.title, Practice.id)
    return [Card(*row) for row in db.session.execute(ordered)]


def cards_with_text(ids: Iterable[int]) -> list[tuple[Card, str, tuple[FileRef, ...]]]:
    """Fetch the cards, plain text and files of those practices that are published, in one query."""
    rows = db.session.execute(_cards_with_text(), {"ids": list(ids)})
    found = ((Card(*card), text, file_refs(files)) for *card, text, files in rows)
    return [each for each in found if each[0].status == Status.PUBLISHED]


def cards_of_prison(prison_id: int, *, viewer: User) -> list[Card]:
    """List a prison's practices that this person may see, newest change first."""
    rows = db.session.execute(
        _cards(shown_to(viewer))
        .where(Practice.prison_id == prison_id, visible_to(viewer))
        .order_by(Practice.updated_at.desc(), Practice.id.desc())
    )
    return [Card(*row) for row in rows]


def cards_by_number(numbers: Iterable[int], *conditions: ColumnElement[bool]) -> list[Card]:
    """Fetch the cards of those of these published practices that meet the conditions."""
    rows = db.session.execute(_cards().where(Practice.id.in_(list(numbers)), *conditions))
    return [Card(*row) for row in rows]


def label_counts(vocabulary: str) -> dict[str, int]:
    """Count the published practices of each theme, barrier or tag."""
    rows = db.session.execute(
        select(Label.value, func.count())
        .where(Label.vocabulary == vocabulary)
        .group_by(Label.value)
    )
    return {row[0]: row[1] for row in rows}


def _relative(row: Any) -> Relative:
    slug, title, prison_name, is_example, revision = row
    return Relative(slug, title, prison_name, bool(is_example), revision)


def _cards(shown: Any = None) -> Select[Any]:
    columns = (
        Practice.id,
        Practice.slug,
        Practice.kind,
        Practice.status,
        Practice.is_template,
        Practice.copies,
        Practice.updated_at,
        Practice.published_at,
        Revision.title,
        Revision.summary,
        Prison.name,
        Prison.slug.label("prison_slug"),
        func.coalesce(Prison.is_example, False),
        Practice.external_id,
        Practice.submitted_id,
        Practice.review_on,
    )
    cards: Any = select(*columns)
    return _from(cards, shown)


def _from(statement: Select[Any], shown: Any = None) -> Select[Any]:
    shown = Practice.published_id if shown is None else shown
    return (
        statement.select_from(Practice)
        .join(Revision, Revision.id == shown)
        .outerjoin(Prison, Prison.id == Practice.prison_id)
    )


@cache
def _cards_with_text() -> Select[Any]:
    """Write the statement once: every search asks it, and writing it took longer than asking."""
    wanted = Practice.id.in_(bindparam("ids", expanding=True))
    carries = select(RevisionFile.revision_id).where(RevisionFile.revision_id == Revision.id)
    # Most carry no file: then their whole content need not be read for the names of files.
    files = case((carries.exists(), Revision.content["files"]), else_=None)
    # Only what is published has a published revision to join. A condition on the status as well
    # makes SQLite walk through all that are published: ten times the cost at 10,000.
    return _cards().add_columns(Revision.text, files).where(wanted)


def _conditions(filters: Filters) -> list[Any]:
    conditions: list[Any] = [Practice.status == Status.PUBLISHED]
    if filters.kind:
        conditions.append(Practice.kind == filters.kind)
    if filters.templates:
        conditions.append(Practice.is_template)
    if filters.prison:
        conditions.append(Prison.slug == filters.prison)
    for vocabulary in ("theme", "barrier", "tag"):
        if value := getattr(filters, vocabulary):
            labelled = select(Label.practice_id).where(
                Label.vocabulary == vocabulary, Label.value == value
            )
            conditions.append(Practice.id.in_(labelled))
    return conditions
