"""Setting when a group meets next, and calling it off."""

from datetime import UTC, datetime, timedelta
from typing import Final

from portal import audit, clock
from portal.accounts.models import User
from portal.db import db, transactional
from portal.errors import EditConflict, Invalid, NotFound
from portal.matching.partners.guarding import problem
from portal.matching.partners.locking import locked
from portal.matching.partners.models import NextMeeting
from portal.matching.partners.permissions import require_writing
from portal.matching.partners.vocabulary import LENGTHS

PLACE_MAX: Final = 300
TOO_FAR_DAYS: Final = 731


@transactional
def set_meeting(
    number: int,
    *,
    actor: User,
    starts_at: datetime,
    minutes: str,
    place: str,
    based_on: int,
    sure: bool = False,
) -> NextMeeting:
    """Set or move the next meeting; `minutes` is a key of LENGTHS, `starts_at` is aware.

    `based_on` is the `sequence` that was shown, -1 for none. Raises EditConflict where somebody
    moved it meanwhile, and NotFound, Forbidden and Invalid.
    """
    group = locked(number, actor=actor)
    require_writing(actor, group)
    place = " ".join(place.split())
    _check(starts_at, minutes, place, sure)
    meeting = db.session.get(NextMeeting, group.id, populate_existing=True)
    wanted = (starts_at.astimezone(UTC), int(minutes), place, False)
    if meeting is not None:
        if (meeting.starts_at, meeting.minutes, meeting.place, meeting.is_cancelled) == wanted:
            return meeting
        _require_newest(meeting, based_on)
    else:
        meeting = NextMeeting(group_id=group.id, sequence=-1)
        db.session.add(meeting)
    meeting.starts_at, meeting.minutes, meeting.place, meeting.is_cancelled = wanted
    _changed(meeting, actor)
    return meeting


@transactional
def call_off(number: int, *, actor: User, based_on: int) -> NextMeeting:
    """Call the next meeting off. Raises NotFound, Forbidden and EditConflict."""
    group = locked(number, actor=actor)
    require_writing(actor, group)
    meeting = db.session.get(NextMeeting, group.id, populate_existing=True)
    if meeting is None:
        raise NotFound("No meeting is set.")
    if not meeting.is_cancelled:
        _require_newest(meeting, based_on)
        meeting.is_cancelled = True
        _changed(meeting, actor)
    return meeting


def is_set(meeting: NextMeeting | None) -> bool:
    """Tell whether a meeting is still to come or going on."""
    if meeting is None or meeting.is_cancelled:
        return False
    return meeting.starts_at + timedelta(minutes=meeting.minutes) > clock.now()


def _require_newest(meeting: NextMeeting, based_on: int) -> None:
    if meeting.sequence != based_on:
        raise EditConflict("Somebody else changed the next meeting while you were writing.")


def _changed(meeting: NextMeeting, actor: User) -> None:
    meeting.sequence += 1
    meeting.changed_at, meeting.changed_by_id = clock.now(), actor.id
    db.session.flush()
    audit.record(
        "partners.meeting_set",
        f"pairing_group:{meeting.group_id}",
        actor=actor,
        sequence=meeting.sequence,
        cancelled=meeting.is_cancelled,
    )


def problems_beside_start(minutes: str, place: str, *, sure: bool) -> dict[str, str]:
    """Say what is wrong with a meeting apart from when it starts."""
    found = {
        "minutes": "" if minutes in LENGTHS else "Choose how long it takes",
        "place": problem(
            place, if_blank="Enter how or where you meet", longest=PLACE_MAX, sure=sure
        ),
    }
    return {field: each for field, each in found.items() if each}


def _check(starts_at: datetime, minutes: str, place: str, sure: bool) -> None:
    away = starts_at - clock.now()
    problems = {}
    if away.total_seconds() <= 0:
        problems["day"] = "Enter a day and time in the future"
    elif away.days > TOO_FAR_DAYS:
        problems["day"] = "Enter a day within the next two years"
    if found := problems | problems_beside_start(minutes, place, sure=sure):
        raise Invalid(found)
