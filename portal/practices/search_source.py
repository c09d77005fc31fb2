"""What practices bring to search: published ones as documents, and cards for the results."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Select, func, select

from portal.accounts.models import User
from portal.db import db
from portal.practices.content import Content
from portal.practices.fields import FIELDS
from portal.practices.models import Practice, Revision, Status
from portal.practices.queries import cards_with_text
from portal.prisons.models import Prison
from portal.search.index import SearchDocument
from portal.search.sources import Found

BATCH = 500


class PracticeSource:
    """Bring practices to search. Drafts stay out: only their own prison may see them."""

    prefix = "practice"

    def documents(self, ids: Collection[int] | None) -> Iterator[SearchDocument]:
        """Give the documents of published practices, in batches that stay small in memory."""
        for chosen in _batches(ids):
            for number, kind, is_template, text, content, prison in db.session.execute(chosen):
                yield _document(number, kind, is_template, text, Content.from_json(content), prison)

    def count(self) -> int:
        """Count the published practices."""
        published = Practice.status == Status.PUBLISHED
        return db.session.scalar(select(func.count(Practice.id)).where(published)) or 0

    def visible(self, ids: Collection[int], viewer: User) -> dict[int, Found]:
        """Re-read the published ones among these practices, with their words."""
        return {
            card.id: Found(card=card, title=card.title, summary=card.summary, text=text)
            for card, text in cards_with_text(ids)
        }


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
    return (
        select(*columns, Revision.text, Revision.content, Prison.slug)
        .join(Revision, Revision.id == Practice.published_id)
        .outerjoin(Prison, Prison.id == Practice.prison_id)
        .where(Practice.status == Status.PUBLISHED)
        .order_by(Practice.id)
    )


def _document(
    number: int, kind: str, is_template: bool, text: str, content: Content, prison: str | None
) -> SearchDocument:
    return SearchDocument(
        key=f"practice:{number}",
        kind=kind,
        title=content.title,
        summary=content.summary,
        body=" ".join([text, *_written_details(kind, content)]),
        tags=content.tags,
        themes=content.themes,
        barriers=content.barriers,
        prison=prison,
        is_template=is_template,
    )


def _written_details(kind: str, content: Content) -> list[str]:
    """Give the free text of the structured fields; their choices are found by filters."""
    written = [each.key for each in FIELDS[kind] if each.choices is None and not each.many]
    return [str(content.details[key]) for key in written if key in content.details]
