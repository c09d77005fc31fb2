"""What practices bring to search: published ones as documents, and cards for the results."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.db import after_commit, db
from portal.practices.content import GAP, Content, FileRef
from portal.practices.facets import EVIDENCE_STRENGTH, facets_of
from portal.practices.fields import FIELDS
from portal.practices.files.attached import published_with
from portal.practices.models import Practice, Revision, Status
from portal.practices.queries import cards_with_text
from portal.prisons.models import Prison
from portal.search.feed import record_change
from portal.search.index import SearchDocument, Signals
from portal.search.services import catch_up
from portal.search.sources import CarriedFile, Found
from portal.storage.queries import pages_of

BATCH = 500
SOURCES = "Where this comes from"  # the last heading of a text of the starter library
FILES_LONGEST = 200_000  # characters of all files of one practice


class PracticeSource:
    """Bring practices to search. Drafts stay out: only their own prison may see them."""

    prefix = "practice"

    def documents(self, ids: Collection[int] | None) -> Iterator[SearchDocument]:
        """Give the documents of published practices, in batches that stay small in memory."""
        used_by = _used_by(ids)
        for chosen in _batches(ids):
            for row in db.session.execute(chosen):
                values: tuple[Any, ...] = tuple(row)
                yield _document(*values, used_by=used_by.get(row.id, 0))

    def count(self) -> int:
        """Count the published practices."""
        published = Practice.status == Status.PUBLISHED
        return db.session.scalar(select(func.count(Practice.id)).where(published)) or 0

    def visible(self, ids: Collection[int], viewer: User) -> dict[int, Found]:
        """Re-read the published ones among these practices, with their words."""
        return {
            card.id: Found(
                card=card,
                title=card.title,
                summary=card.summary,
                text=told(text),
                files=tuple(CarriedFile(each.sha256, each.name, each.media_type) for each in files),
            )
            for card, text, files in cards_with_text(ids)
        }


def file_was_read(sha256: str) -> None:
    """Let search know of the words of a file that was read, inside the reader's transaction."""
    practices = published_with(sha256)
    if practices:
        record_change(*(f"practice:{each}" for each in practices))
        after_commit(catch_up)


def _batches(ids: Collection[int] | None) -> Iterator[Select[Any]]:
    """Cut the work into SELECTs of at most `BATCH` rows, by ranges of the primary key."""
    if ids is None:
        last = db.session.scalar(select(func.max(Practice.id))) or 0
        for start in range(0, last + 1, BATCH):
            yield _published().where(Practice.id > start, Practice.id <= start + BATCH)
        return
    ordered = sorted(ids)
    for start in range(0, len(ordered), BATCH):
        yield _published().where(Practice.id.in_(ordered[start : start + BATCH]))


def _published() -> Select[Any]:
    columns = (Practice.id, Practice.kind, Practice.is_template)
    dates = (Practice.review_on, Practice.published_at)
    words = (Revision.text, Revision.content)
    prison = (Prison.id.label("prison_id"), Prison.slug)
    wanted: Select[Any] = select(*columns, *dates, *words, *prison)
    return (
        wanted.join(Revision, Revision.id == Practice.published_id)
        .outerjoin(Prison, Prison.id == Practice.prison_id)
        .where(Practice.status == Status.PUBLISHED)
        .order_by(Practice.id)
    )


def _used_by(ids: Collection[int] | None) -> dict[int, int]:
    """Count for each practice the other prisons that published something of their own from it.

    One query that begins with the copies: most practices have none.
    """
    copy, source, original = aliased(Practice), aliased(Revision), aliased(Practice)
    counted = (
        select(original.id, func.count(copy.prison_id.distinct()))
        .select_from(copy)
        .join(source, source.id == copy.copied_from_id)
        .join(original, original.id == source.practice_id)
        .where(
            copy.copied_from_id.is_not(None),
            copy.published_id.is_not(None),
            copy.prison_id.is_distinct_from(original.prison_id),
        )
        .group_by(original.id)
    )
    if ids is not None and len(ids) <= BATCH:
        counted = counted.where(original.id.in_(ids))
    return {row[0]: row[1] for row in db.session.execute(counted)}


def _document(
    number: int,
    kind: str,
    is_template: bool,
    review_on: date | None,
    published_at: datetime,
    text: str,
    kept: dict[str, Any],
    prison_id: int | None,
    prison: str | None,
    *,
    used_by: int,
) -> SearchDocument:
    content = Content.from_json(kept)
    return SearchDocument(
        key=f"practice:{number}",
        title=content.title,
        summary=content.summary,
        body=" ".join([text, *_written_details(kind, content)]),
        tags=content.tags,
        files=_text_of(content.files),
        facets=facets_of(kind, content, prison, is_template, published_at),
        signals=Signals(
            prison=prison_id or 0,
            evidence=EVIDENCE_STRENGTH.get(str(content.details.get("evidence", "")), 0),
            used_by=used_by,
            published_on=published_at.toordinal(),
            review_on=review_on.toordinal() if review_on else 0,
        ),
    )


def _text_of(files: Collection[FileRef]) -> str:
    """Give the words of a practice's files, as far as they are read."""
    if not files:
        return ""
    pages = pages_of([each.sha256 for each in files])
    texts = (page.text for each in files for page in pages.get(each.sha256, ()))
    return "\n".join(texts)[:FILES_LONGEST]


def told(text: str) -> str:
    """Give what passages are cut from: no gaps to fill in, and not the list of a text's sources."""
    return GAP.sub(" ", text.rpartition(SOURCES)[0] or text)


def _written_details(kind: str, content: Content) -> list[str]:
    """Give the free text of the structured fields; their choices are found by filters."""
    written = [each.key for each in FIELDS[kind] if each.choices is None and not each.many]
    return [str(content.details[key]) for key in written if key in content.details]
