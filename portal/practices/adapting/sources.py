"""What changed at the source of a copy since its prison looked at it last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, defer

from portal.accounts.models import User
from portal.db import db
from portal.errors import NotFound
from portal.practices.content import Content
from portal.practices.merging.contents import ORDER, Part, section_changes
from portal.practices.models import Practice, Revision, Status
from portal.practices.permissions import shown_to, visible_to
from portal.practices.queries import latest_revision
from portal.prisons.models import Prison

# What says something of the source alone: no copy takes it over.
NOT_COPIED: Final = frozenset({"evidence"})


@dataclass(frozen=True, slots=True)
class Source:
    """Hold the source of a copy: `known` is its revision whose changes were looked at last.

    `now` is its published one, None where it is published no more. `slug` and `title` are ""
    where the viewer may not see it.
    """

    slug: str
    title: str
    prison_name: str | None
    is_example: bool
    known: Revision
    now: Revision | None

    @property
    def has_news(self) -> bool:
        """Tell whether another revision was published since."""
        return self.now is not None and self.now.id != self.known.id


@dataclass(frozen=True, slots=True)
class News:
    """Hold a source and the parts in which it changed, as far as the copy has not got them."""

    source: Source
    latest: Revision
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Glance:
    """Say in short how the source of a copy stands: in how many parts it changed, or gone."""

    source: Source
    parts: int

    @property
    def is_gone(self) -> bool:
        """Tell whether readers see the source no more."""
        return self.source.now is None


@dataclass(frozen=True, slots=True)
class Behind:
    """Point to a copy whose source was published anew."""

    slug: str
    title: str
    source_title: str


def known_source(practice: Practice, *, viewer: User) -> Source | None:
    """Find the source of a copy, in one query; None for what is no copy."""
    known_id = practice.source_seen_id or practice.copied_from_id
    if known_id is None:
        return None
    known, now = aliased(Revision), aliased(Revision)
    row = db.session.execute(
        select(known, now, Practice.slug, Prison.name, Prison.is_example, visible_to(viewer))
        .join(Practice, Practice.id == known.practice_id)
        .outerjoin(now, now.id == Practice.published_id)
        .outerjoin(Prison, Prison.id == Practice.prison_id)
        .where(known.id == known_id)
        .options(defer(known.body_html), defer(known.text), defer(now.body_html), defer(now.text))
    ).one_or_none()
    if row is None:
        return None
    base, shown, slug, prison_name, is_example, is_visible = row
    if not is_visible:
        return Source("", "", None, False, base, None)
    title = (shown or base).title
    return Source(slug, title, prison_name, bool(is_example), base, shown)


def news_of(practice: Practice, latest: Revision, *, viewer: User) -> News | None:
    """Tell what changed at the source of a copy, part by part; None for what is no copy.

    `latest` is the copy's newest revision.
    """
    source = known_source(practice, viewer=viewer)
    if source is None:
        return None
    return News(source, latest, tuple(_changed(practice.kind, source, latest)))


def glance_at(practice: Practice, *, viewer: User) -> Glance | None:
    """Tell in short how the source of a copy stands; None for what is no copy."""
    source = known_source(practice, viewer=viewer)
    if source is None:
        return None
    if not source.has_news:
        return Glance(source, 0)
    return Glance(source, len(_changed(practice.kind, source, latest_revision(practice))))


def _changed(kind: str, source: Source, latest: Revision) -> list[Part]:
    if source.now is None or not source.has_news:
        return []
    return changed_at_source(kind, source.known, source.now, latest)


def changed_at_source(kind: str, base: Revision, theirs: Revision, ours: Revision) -> list[Part]:
    """List the parts that changed between two revisions of a source and differ from the copy's."""
    return offered(kind, *(Content.from_json(each.content) for each in (base, theirs, ours)))


def offered(kind: str, base: Content, theirs: Content, ours: Content) -> list[Part]:
    """List the parts of a source that its copy may take over and has not got yet."""
    return [each for each in section_changes(kind, base, theirs, ours) if is_offered(each)]


def is_offered(part: Part) -> bool:
    """Tell whether the source changed a part that a copy may take over and has not got yet."""
    is_news = part.theirs_did != "nothing" and part.key not in NOT_COPIED
    return is_news and not _has_it_already(part)


def _has_it_already(part: Part) -> bool:
    """Tell whether a copy says all that the source says anew, beside words of its own."""
    base, theirs, ours = (_lines(side) for side in (part.base, part.theirs, part.ours))
    return part.key != ORDER and bool(theirs - base) and theirs <= ours


def _lines(side: tuple[str, ...]) -> set[str]:
    return {line.strip() for line in "\n".join(side).split("\n") if line.strip()}


def ticks_carried_over(
    practice: Practice, numbers: Sequence[int], picks: Mapping[str, str], parts: Sequence[Part]
) -> dict[str, str]:
    """Find what was ticked on an older page among the parts of the page as it is now.

    `numbers` are those of the revisions that the older page compared: of the source as it was and
    as it was then, and of the copy. A tick stays where the source still says the same there.
    """
    known_id = practice.source_seen_id or practice.copied_from_id
    source_id = db.session.scalar(select(Revision.practice_id).where(Revision.id == known_id))
    wanted = list(zip((source_id, source_id, practice.id), numbers, strict=True))
    found = [_revision(of, number) for of, number in wanted]
    base, theirs, ours = found
    if base is None or theirs is None or ours is None:
        return {}
    older = {
        _same(each): picks[each.key]
        for each in changed_at_source(practice.kind, base, theirs, ours)
        if each.key in picks
    }
    return {part.key: older[_same(part)] for part in parts if _same(part) in older}


def _same(part: Part) -> tuple[object, ...]:
    return part.is_section, part.label, part.theirs


def copies_behind(prison_id: int, *, viewer: User) -> list[Behind]:
    """List a prison's copies whose sources were published anew and not looked at, in one query."""
    shown, known, now, source = (
        aliased(Revision), aliased(Revision), aliased(Revision), aliased(Practice),
    )  # fmt: skip
    rows = db.session.execute(
        select(Practice.slug, shown.title, now.title)
        .join(shown, shown.id == shown_to(viewer))
        .join(known, known.id == func.coalesce(Practice.source_seen_id, Practice.copied_from_id))
        .join(source, source.id == known.practice_id)
        .join(now, now.id == source.published_id)
        .where(
            Practice.prison_id == prison_id,
            Practice.status != Status.ARCHIVED,
            now.id != known.id,
            visible_to(viewer),
        )
        .order_by(Practice.id.desc())
    )
    return [Behind(slug, title, source_title) for slug, title, source_title in rows]


def require_copy(news: News | None) -> News:
    """Keep to what is a copy. Raises NotFound."""
    if news is None:
        raise NotFound("This was not copied from anything, or what it was copied from is gone.")
    return news


def _parts(kind: str, base: Revision, theirs: Revision, ours: Revision) -> list[Part]:
    contents = (Content.from_json(each.content) for each in (base, theirs, ours))
    return section_changes(kind, *contents)


def _revision(practice_id: int | None, number: int) -> Revision | None:
    return db.session.scalar(
        select(Revision).where(Revision.practice_id == practice_id, Revision.number == number)
    )
