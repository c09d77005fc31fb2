"""Reading groups after publishing: who they are, what they wrote and how far they are."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import defer, joinedload, selectinload

from portal import clock
from portal.accounts.models import Role, User
from portal.accounts.queries import may_enter
from portal.db import db
from portal.errors import NotFound
from portal.matching.partners.models import (
    Kind,
    NextMeeting,
    PartnerEntry,
    PartnerFit,
    PartnerWords,
    Rematch,
)
from portal.matching.partners.permissions import can_answer, visible_to
from portal.matching.partners.vocabulary import FIT_AFTER
from portal.matching.rounds.models import ACCEPTED, PairingGroup, PairingMember, PairingRound
from portal.matching.wording import listed

NO_SUCH_GROUP = "There is no such group, or it is of other prisons."


def group_by_number(number: int, *, viewer: User) -> PairingGroup:
    """Fetch a group with its round and its prisons. Raises NotFound where it may not be seen."""
    found = db.session.scalar(groups_for(viewer).where(PairingGroup.id == number))
    if found is None:
        raise NotFound(NO_SUCH_GROUP)
    return found


def groups_for(viewer: User) -> Select[PairingGroup]:
    """Select the groups that somebody may see, with their rounds and prisons."""
    return whole_groups().where(visible_to(viewer))


def whole_groups() -> Select[PairingGroup]:
    """Select groups with their rounds and prisons, but without what was worked out."""
    return select(PairingGroup).options(
        joinedload(PairingGroup.round).options(
            defer(PairingRound.inputs), defer(PairingRound.outcome)
        ),
        selectinload(PairingGroup.members).joinedload(PairingMember.prison),
    )


def groups_of_prison(prison_id: int, *, viewer: User) -> Sequence[PairingGroup]:
    """List the groups that a prison is or was in, the newest first."""
    mine = select(PairingMember.group_id).where(PairingMember.prison_id == prison_id)
    return db.session.scalars(
        groups_for(viewer).where(PairingGroup.id.in_(mine)).order_by(PairingGroup.id.desc())
    ).all()


def names(group: PairingGroup, *, besides: int | None = None) -> str:
    """Say a group's prisons in words, without the one with the number `besides`."""
    return listed([each.prison.name for each in group.members if each.prison_id != besides])


def accepted_at(group: PairingGroup) -> datetime | None:
    """Tell when the last prison of a group accepted; None while one has not."""
    if any(each.answer != ACCEPTED for each in group.members):
        return None
    return max((each.answered_at for each in group.members if each.answered_at), default=None)


def begun_at(groups: Collection[PairingGroup]) -> dict[int, datetime]:
    """Tell when each group's prisons could first be told of it."""
    made = select(Rematch.group_id, Rematch.made_at)
    rows = db.session.execute(made.where(Rematch.group_id.in_([each.id for each in groups])))
    later: dict[int, datetime] = {number: at for number, at in rows}  # noqa: C416
    return {
        each.id: later.get(each.id) or each.round.published_at or each.round.created_at
        for each in groups
    }


def with_leads(prison_ids: Collection[int]) -> set[int | None]:
    """Tell which of these prisons have a lead who may sign in."""
    return set(
        db.session.scalars(
            select(User.prison_id)
            .where(User.prison_id.in_(prison_ids), User.role == Role.PRISON_LEAD, may_enter(User))
            .distinct()
        )
    )


def speaks_for(viewer: User, group: PairingGroup) -> PairingMember | None:
    """Give the member of a group that somebody may answer for, if there is one."""
    leads = with_leads([each.prison_id for each in group.members])
    for each in group.members:
        if can_answer(viewer, each.prison_id, has_lead=each.prison_id in leads):
            return each
    return None


def entries(group_id: int) -> dict[Kind, list[PartnerEntry]]:
    """Give all that a group wrote down, with every version: meetings by day, the rest by age."""
    rows = db.session.scalars(
        select(PartnerEntry)
        .where(PartnerEntry.group_id == group_id)
        .options(
            joinedload(PartnerEntry.prison),
            selectinload(PartnerEntry.versions)
            .joinedload(PartnerWords.author)
            .lazyload(User.prison),
        )
        .order_by(PartnerEntry.id.desc())
    )
    found: dict[Kind, list[PartnerEntry]] = {kind: [] for kind in Kind}
    for each in rows:
        found[Kind(each.kind)].append(each)
    found[Kind.MEETING].sort(
        key=lambda each: (each.now.day is not None, each.now.day), reverse=True
    )
    return found


def entry_by_number(group_id: int, number: int) -> PartnerEntry:
    """Fetch one entry of a group with every version. Raises NotFound."""
    for each in (entry for found in entries(group_id).values() for entry in found):
        if each.id == number:
            return each
    raise NotFound("This is not there.")


def next_meeting(group_id: int) -> NextMeeting | None:
    """Give the meeting that was set last, also one that is over or called off."""
    return db.session.scalar(
        select(NextMeeting)
        .where(NextMeeting.group_id == group_id)
        .options(joinedload(NextMeeting.changed_by).lazyload(User.prison))
    )


def fits(group_ids: Collection[int]) -> dict[tuple[int, int, str], PartnerFit]:
    """Give what prisons said about how well groups fit, by group, prison and time."""
    rows = db.session.scalars(select(PartnerFit).where(PartnerFit.group_id.in_(group_ids)))
    return {(each.group_id, each.prison_id, each.at): each for each in rows}


def fit_times_due(group: PairingGroup) -> list[str]:
    """Tell which questions about fit have come, the newest first; none for a group that is over."""
    since = accepted_at(group)
    if since is None or group.parted_at is not None:
        return []
    passed = clock.now() - since
    return [at for at, after in reversed(FIT_AFTER.items()) if passed >= after]


def old_partners(prison_id: int) -> set[int]:
    """Give the prisons that were in a group with one that was parted, in any round."""
    mine = (
        select(PairingMember.group_id)
        .join(PairingGroup, PairingGroup.id == PairingMember.group_id)
        .where(PairingMember.prison_id == prison_id, PairingGroup.parted_at.is_not(None))
    )
    others = select(PairingMember.prison_id).where(
        PairingMember.group_id.in_(mine), PairingMember.prison_id != prison_id
    )
    return set(db.session.scalars(others))


def grouped(round_id: int) -> set[int]:
    """Give the prisons that are in a group of a round that was not parted."""
    return set(
        db.session.scalars(
            select(PairingMember.prison_id)
            .join(PairingGroup, PairingGroup.id == PairingMember.group_id)
            .where(PairingGroup.round_id == round_id, PairingGroup.parted_at.is_(None))
        )
    )


def has_begun(group_ids: Iterable[int]) -> set[int]:
    """Tell which of these groups have written anything down or set a meeting."""
    ids = list(group_ids)
    wrote = select(PartnerEntry.group_id).where(PartnerEntry.group_id.in_(ids))
    meets = select(NextMeeting.group_id).where(NextMeeting.group_id.in_(ids))
    return set(db.session.scalars(wrote.union(meets)))
