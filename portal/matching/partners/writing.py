"""Writing in a group's shared space: goals, notes of meetings, and what prisons took over."""

from datetime import date
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from portal import audit, clock
from portal.accounts.models import User
from portal.db import db, transactional
from portal.errors import EditConflict, Forbidden, Invalid, NotFound
from portal.matching.partners.copies import offered_practices
from portal.matching.partners.guarding import LONGEST, problem, tidy
from portal.matching.partners.locking import locked
from portal.matching.partners.models import Kind, PartnerEntry, PartnerWords
from portal.matching.partners.permissions import require_writing
from portal.matching.rounds.models import PairingGroup

ENTRIES_MOST: Final = 500
SAVED_FIRST: Final = "Somebody else saved this while you were writing."


@transactional
def save_goals(
    number: int, *, actor: User, words: str, based_on: int, sure: bool = False
) -> PartnerEntry:
    """Save what a group wants to reach, as a new version of its one text.

    `based_on` is the number of the version that was shown, 0 for none. Raises EditConflict where
    there is a newer one that says something else, and NotFound, Forbidden and Invalid.
    """
    group = _writable(number, actor)
    words = _checked(words, "", LONGEST, sure)
    entry = db.session.scalar(
        _whole().where(PartnerEntry.group_id == number, PartnerEntry.kind == Kind.GOALS)
    )
    if entry is None:
        return _add(group, Kind.GOALS, words, actor=actor)
    return _change(entry, words, entry.now.day, None, actor=actor, based_on=based_on)


@transactional
def note_meeting(
    number: int, *, actor: User, day: date | None, words: str, sure: bool = False
) -> PartnerEntry:
    """Write down what a meeting was about. Raises NotFound, Forbidden and Invalid."""
    group = _writable(number, actor)
    words, day = _checked_meeting(day, words, sure)
    return _add(group, Kind.MEETING, words, actor=actor, day=day)


@transactional
def note_taken(
    number: int, *, actor: User, words: str, practice: str = "", sure: bool = False
) -> PartnerEntry:
    """Write down what one's own prison took from another; `practice` is its slug, or empty.

    Raises NotFound, Forbidden and Invalid.
    """
    group = _writable(number, actor)
    words, practice_id = _checked_taken(group, actor, words, practice, sure)
    return _add(group, Kind.TAKEN, words, actor=actor, practice_id=practice_id)


@transactional
def correct(
    number: int,
    entry_id: int,
    *,
    actor: User,
    words: str,
    based_on: int,
    day: date | None = None,
    practice: str = "",
    sure: bool = False,
) -> PartnerEntry:
    """Correct a note of one's own; what it said before stays readable.

    Raises NotFound, Forbidden, Invalid, and EditConflict as `save_goals` does.
    """
    group = _writable(number, actor)
    entry = db.session.scalar(
        _whole().where(PartnerEntry.group_id == number, PartnerEntry.id == entry_id)
    )
    if entry is None or entry.kind == Kind.GOALS:
        raise NotFound("There is no such note.")
    if entry.author_id != actor.id:
        raise Forbidden("Only whoever wrote a note can correct it.")
    if entry.kind == Kind.MEETING:
        words, day = _checked_meeting(day, words, sure)
        return _change(entry, words, day, None, actor=actor, based_on=based_on)
    words, practice_id = _checked_taken(group, actor, words, practice, sure)
    return _change(entry, words, None, practice_id, actor=actor, based_on=based_on)


def _writable(number: int, actor: User) -> PairingGroup:
    group = locked(number, actor=actor)
    require_writing(actor, group)
    return group


def _whole() -> Select[PartnerEntry]:
    return (
        select(PartnerEntry)
        .options(selectinload(PartnerEntry.versions))
        .execution_options(populate_existing=True)
    )


def _add(
    group: PairingGroup,
    kind: Kind,
    words: str,
    *,
    actor: User,
    day: date | None = None,
    practice_id: int | None = None,
) -> PartnerEntry:
    if again := _sent_again(group, kind, (words, day, practice_id), actor):
        return again
    held = select(PartnerEntry.id).where(PartnerEntry.group_id == group.id).limit(ENTRIES_MOST)
    if len(db.session.scalars(held).all()) >= ENTRIES_MOST:
        raise Invalid({"words": f"A shared space holds {ENTRIES_MOST} notes at most"})
    entry = PartnerEntry(
        group_id=group.id,
        kind=kind,
        prison_id=actor.prison_id,
        author_id=actor.id,
        created_at=clock.now(),
        versions=[],
    )
    db.session.add(entry)
    return _version(entry, words, day, practice_id, actor)


def _sent_again(
    group: PairingGroup, kind: Kind, says: tuple[str, date | None, int | None], actor: User
) -> PartnerEntry | None:
    """Give the newest note of somebody where it says the same: its form was sent twice."""
    newest = db.session.scalar(
        _whole()
        .where(
            PartnerEntry.group_id == group.id,
            PartnerEntry.kind == kind,
            PartnerEntry.author_id == actor.id,
        )
        .order_by(PartnerEntry.id.desc())
        .limit(1)
    )
    if newest is None or (newest.now.words, newest.now.day, newest.now.practice_id) != says:
        return None
    return newest


def _change(
    entry: PartnerEntry,
    words: str,
    day: date | None,
    practice_id: int | None,
    *,
    actor: User,
    based_on: int,
) -> PartnerEntry:
    """Add a version, unless the newest says the same already."""
    now = entry.now
    if (now.words, now.day, now.practice_id) == (words, day, practice_id):
        return entry
    if now.number != based_on:
        raise EditConflict(SAVED_FIRST)
    return _version(entry, words, day, practice_id, actor)


def _version(
    entry: PartnerEntry, words: str, day: date | None, practice_id: int | None, actor: User
) -> PartnerEntry:
    entry.versions.append(
        PartnerWords(
            number=len(entry.versions) + 1,
            words=words,
            day=day,
            practice_id=practice_id,
            author_id=actor.id,
            created_at=clock.now(),
        )
    )
    db.session.flush()
    audit.record(
        f"partners.{entry.kind}",
        f"pairing_group:{entry.group_id}",
        actor=actor,
        entry=entry.id,
        version=len(entry.versions),
    )
    return entry


def _checked(words: str, if_blank: str, longest: int, sure: bool) -> str:
    words = tidy(words)
    if found := problem(words, if_blank=if_blank, longest=longest, sure=sure):
        raise Invalid({"words": found})
    return words


def _checked_meeting(day: date | None, words: str, sure: bool) -> tuple[str, date]:
    words = tidy(words)
    problems = {"words": problem(words, if_blank="Write what you talked about", sure=sure)}
    if day is None:
        problems["day"] = "Enter the day of the meeting, such as 3 11 2026"
    elif day > clock.today():
        problems["day"] = "Enter a day that is not in the future"
    elif day.year < 2000:
        problems["day"] = "Enter the year in four figures, such as 2026"
    found = {field: each for field, each in problems.items() if each}
    if found or day is None:
        raise Invalid(found)
    return words, day


def _checked_taken(
    group: PairingGroup, actor: User, words: str, practice: str, sure: bool
) -> tuple[str, int | None]:
    words = tidy(words)
    problems = {"words": problem(words, if_blank="Write what you took over", sure=sure)}
    offered = {each.slug: each.id for each in offered_practices(group, viewer=actor)}
    if practice and practice not in offered:
        problems["practice"] = "Choose a practice from the list"
    if found := {field: each for field, each in problems.items() if each}:
        raise Invalid(found)
    return words, offered.get(practice)
