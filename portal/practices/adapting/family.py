"""The family tree of a practice: who adapted it, from which version, and what they changed most."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.db import db
from portal.practices.adapting.kinship import family_of, oldest_of
from portal.practices.adapting.sources import NOT_COPIED
from portal.practices.content import Content
from portal.practices.merging.contents import Part, section_changes
from portal.practices.models import Practice, Revision, Status
from portal.practices.permissions import shown_to, visible_to
from portal.prisons.models import Prison

MEMBERS_MOST: Final = 500
COMPARED_MOST: Final = 50
# Copies of copies beyond this many generations stand beside those of the last.
GENERATIONS_MOST: Final = 8
CHANGED_SHOWN: Final = 2


@dataclass(frozen=True, slots=True)
class Member:
    """Hold one practice of a family, with the copies that were made of it.

    Who may not see it is told nothing but that it is there: `slug` and `title` are "". `hidden`
    counts the copies without visible descendants of which that is so. `from_version` is the
    source's version that it was copied from; `changed` names what was changed most in it since.
    """

    slug: str
    title: str
    prison_name: str | None
    is_example: bool
    status: str
    from_version: int | None
    made_at: datetime
    changed: tuple[str, ...]
    copies: tuple["Member", ...]
    hidden: int

    @property
    def is_seen(self) -> bool:
        """Tell whether the viewer may see it."""
        return bool(self.slug)

    @property
    def says_changed(self) -> bool:
        """Tell whether it, or any copy of it, names what was changed most."""
        return bool(self.changed) or any(each.says_changed for each in self.copies)


def family_tree(practice: Practice, *, viewer: User) -> tuple[Member, bool]:
    """Build the family that a practice belongs to, from the oldest on.

    True with it where the family is larger than `MEMBERS_MOST`, and the newest were left out.
    """
    rows = _rows(oldest_of(practice), viewer)
    shown = rows[:MEMBERS_MOST]
    top = _member(shown[0], _by_source(shown), _changed_most(shown))
    return top, len(rows) > MEMBERS_MOST


def _rows(oldest: int, viewer: User) -> list[Any]:
    source, title = aliased(Revision), aliased(Revision)
    return list(
        db.session.execute(
            select(
                Practice.id, Practice.slug, Practice.kind, Practice.status, Practice.created_at,
                Practice.copied_from_id, Practice.source_seen_id, Practice.published_id,
                title.title, Prison.name.label("prison_name"), Prison.is_example,
                source.practice_id.label("source_id"), source.number.label("from_version"),
                visible_to(viewer).label("is_seen"),
            )
            .outerjoin(source, source.id == Practice.copied_from_id)
            .outerjoin(title, title.id == shown_to(viewer))
            .outerjoin(Prison, Prison.id == Practice.prison_id)
            .where(Practice.id.in_(family_of(oldest)))
            .order_by(Practice.id)
            .limit(MEMBERS_MOST + 1)
        )
    )  # fmt: skip


def _by_source(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Group copies by the practice under which the page shows them; sources come first."""
    places: dict[int, tuple[int, int]] = {}  # generation, and under which practice
    grouped: dict[int, list[Any]] = {}
    for row in rows:
        generation, above = places.get(row.source_id, (-1, 0))
        if generation + 1 > GENERATIONS_MOST:
            places[row.id] = generation, above
        else:
            places[row.id] = generation + 1, row.source_id
        grouped.setdefault(places[row.id][1], []).append(row)
    return grouped


def _member(row: Any, children: Mapping[Any, list[Any]], changed: Mapping[int, Any]) -> Member:
    copies = [_member(each, children, changed) for each in children.get(row.id, ())]
    shown = [each for each in copies if each.is_seen or each.copies or each.hidden]
    seen = bool(row.is_seen)
    return Member(
        slug=row.slug if seen else "",
        title=row.title if seen else "",
        prison_name=row.prison_name if seen else None,
        is_example=bool(seen and row.is_example),
        status=row.status,
        from_version=row.from_version,
        made_at=row.created_at,
        changed=changed.get(row.id, ()),
        copies=tuple(shown),
        hidden=sum(each.status == Status.DRAFT for each in copies if each not in shown),
    )


def _changed_most(rows: Iterable[Any]) -> dict[int, tuple[str, ...]]:
    """Compare published copies with what they were copied from: the newest `COMPARED_MOST`."""
    copies = [row for row in rows if row.copied_from_id and row.published_id and row.is_seen]
    newest = copies[-COMPARED_MOST:]
    threes = {
        row.id: (row.copied_from_id, row.source_seen_id or row.copied_from_id, row.published_id)
        for row in newest
    }
    wanted = {number for three in threes.values() for number in three}
    if not wanted:
        return {}
    found = db.session.execute(select(Revision.id, Revision.content).where(Revision.id.in_(wanted)))
    contents = {number: Content.from_json(content) for number, content in found}
    return {
        row.id: changed_most(row.kind, *(contents[number] for number in threes[row.id]))
        for row in newest
    }


def changed_most(kind: str, base: Content, seen: Content, copy: Content) -> tuple[str, ...]:
    """Name the parts of a copy that its prison changed most, by the words that differ.

    `base` is the source as it was copied, `seen` as its changes were looked at last: what was
    brought in from there counts for nothing, and neither does the title, of which every copy has
    one of its own.
    """
    parts = [
        each
        for each in section_changes(kind, base, seen, copy)
        if each.ours_did != "nothing" and each.key != "title" and each.key not in NOT_COPIED
    ]
    parts.sort(key=_amount, reverse=True)
    return tuple(_named(each) for each in parts[:CHANGED_SHOWN])


def _amount(part: Part) -> int:
    """Count the words that only one of the two has."""
    was, now = (Counter(" ".join(side).split()) for side in (part.base, part.ours))
    return (was - now).total() + (now - was).total()


def _named(part: Part) -> str:
    return f"Text: {part.label}" if part.is_section else part.label
