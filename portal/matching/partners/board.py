"""The board of one round: how far each group is, for whoever leads it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.accounts.models import User
from portal.db import db
from portal.errors import NotFound
from portal.matching.partners.comparing import given_to, word_for
from portal.matching.partners.copies import Copy, copies_between, of_group
from portal.matching.partners.groups import accepted_at, begun_at, fits, groups_for
from portal.matching.partners.models import (
    Kind,
    NextMeeting,
    PartnerEntry,
    PartnerFit,
    PartnerWords,
)
from portal.matching.partners.vocabulary import ANSWER_WITHIN, AWAKE, STATES
from portal.matching.rounds.models import DECLINED, PairingGroup, PairingRound

NO_SUCH_BOARD = "There is no such published round, or none of its groups is of your region."
# Who needs somebody comes first.
URGENCY = ("declined", "not_answered", "sleeps", "waiting", "begun", "meets", "parted")


@dataclass(frozen=True, slots=True)
class Told:
    """Hold what one group wrote down and set, as far as the board counts it."""

    last_meeting: date | None = None
    last_words: datetime | None = None
    taken: int = 0
    next_meeting: datetime | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one group on the board.

    `state` is a key of STATES, `fits` gives what each prison said, by time and prison.
    """

    group: PairingGroup
    word: str
    state: str
    told: Told
    copies: tuple[Copy, ...]
    fits: Mapping[tuple[str, int], PartnerFit]

    @property
    def shared(self) -> int:
        """Count what was copied, and what was written down as taken over."""
        return len(self.copies) + self.told.taken


@dataclass(frozen=True, slots=True)
class Board:
    """Hold a round with the groups chosen for the page; `counts` are of all groups by state."""

    round: PairingRound
    rows: tuple[Row, ...]
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """Count the groups that were not parted."""
        return sum(count for state, count in self.counts.items() if state != "parted")


def board(number: int, *, viewer: User, state: str = "", fit: str = "") -> Board:
    """Read the board of a published round, the groups that need somebody first.

    `state` and `fit`, a key of STATES and of FITS, keep such groups alone. Raises NotFound where
    the viewer sees none of its groups.
    """
    groups = db.session.scalars(
        groups_for(viewer)
        .where(PairingGroup.round_id == number)
        .order_by(PairingGroup.block, PairingGroup.position, PairingGroup.id)
    ).all()
    if not groups:
        raise NotFound(NO_SUCH_BOARD)
    rows = _rows(number, groups, viewer)
    counts = Counter(row.state for row in rows)
    chosen = [row for row in rows if _fits(row, state, fit)]
    chosen.sort(key=lambda row: URGENCY.index(row.state))
    return Board(groups[0].round, tuple(chosen), {key: counts[key] for key in STATES})


def state_of(group: PairingGroup, told: Told, begun: datetime) -> str:
    """Give the word for how a group is getting on, by STATE_RULES."""
    now = clock.now()
    since = accepted_at(group)
    if group.parted_at is not None:
        return "parted"
    if any(each.answer == DECLINED for each in group.members):
        return "declined"
    if since is None:
        return "waiting" if now - begun < ANSWER_WITHIN else "not_answered"
    if told.next_meeting is not None and told.next_meeting > now:
        return "meets"
    if told.last_meeting is not None and clock.today() - told.last_meeting < AWAKE:
        return "meets"
    signs = [since, *filter(None, [told.last_words])]
    if now - max(signs) >= AWAKE:
        return "sleeps"
    return "meets" if told.last_meeting is not None else "begun"


def told_by(groups: Sequence[PairingGroup]) -> dict[int, Told]:
    """Read what each of these groups wrote down and set, in two SELECTs."""
    ids = [each.id for each in groups]
    newer = aliased(PartnerWords)
    newest = select(func.max(newer.number)).where(newer.entry_id == PartnerEntry.id)
    rows = db.session.execute(
        select(PartnerEntry.group_id, PartnerEntry.kind, PartnerWords.day, PartnerWords.created_at)
        .join(PartnerWords, PartnerWords.entry_id == PartnerEntry.id)
        .where(
            PartnerEntry.group_id.in_(ids),
            PartnerWords.number == newest.correlate(PartnerEntry).scalar_subquery(),
        )
    ).all()
    set_ = db.session.execute(
        select(NextMeeting.group_id, NextMeeting.starts_at, NextMeeting.minutes).where(
            NextMeeting.group_id.in_(ids), ~NextMeeting.is_cancelled
        )
    ).all()
    meets = {number: (starts, minutes) for number, starts, minutes in set_}
    return {each: _told(each, rows, meets.get(each)) for each in ids}


def _told(number: int, rows: Sequence[Any], meets: tuple[datetime, int] | None) -> Told:
    mine = [row for row in rows if row.group_id == number]
    days = [row.day for row in mine if row.kind == Kind.MEETING and row.day]
    starts = meets[0] if meets else None
    if meets and meets[0] + timedelta(minutes=meets[1]) <= clock.now():
        days.append(meets[0].date())
    return Told(
        last_meeting=max(days, default=None),
        last_words=max((row.created_at for row in mine), default=None),
        taken=sum(row.kind == Kind.TAKEN for row in mine),
        next_meeting=starts if starts and starts > clock.now() else None,
    )


def _rows(number: int, groups: Sequence[PairingGroup], viewer: User) -> list[Row]:
    told, begun = told_by(groups), begun_at(groups)
    given, said = given_to(number), fits([each.id for each in groups])
    everybody = {each.prison_id for group in groups for each in group.members}
    copies = copies_between(everybody, viewer=viewer)
    return [
        Row(
            group=group,
            word=word_for(given[group.block], group) if group.block in given else "",
            state=state_of(group, told[group.id], begun[group.id]),
            told=told[group.id],
            copies=tuple(of_group(copies, group, begun[group.id])),
            fits={(at, who): fit for (of, who, at), fit in said.items() if of == group.id},
        )
        for group in groups
    ]


def _fits(row: Row, state: str, fit: str) -> bool:
    if state and row.state != state:
        return False
    return not fit or any(each.answer == fit for each in row.fits.values())
