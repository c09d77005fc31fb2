"""Who may see a group of prisons after publishing, answer for one of them, and part it."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, or_, select

from portal.accounts.models import Role, User
from portal.accounts.permissions import OF_A_PRISON, is_administrator, prisons_led, works_at
from portal.errors import Forbidden
from portal.matching.rounds.models import (
    DRAFT,
    PUBLISHED,
    PairingGroup,
    PairingMember,
    PairingRound,
)


def visible_to(viewer: User) -> ColumnElement[bool]:
    """Give the SQL condition that keeps the groups somebody may see, none before publishing.

    People of a prison see their own; regional leads those of their region's rounds and prisons.
    """
    shown = select(PairingRound.id).where(PairingRound.state != DRAFT)
    published = PairingGroup.round_id.in_(shown)
    if is_administrator(viewer):
        return published
    if viewer.role in OF_A_PRISON and viewer.prison_id is not None:
        return and_(published, _has_one_of([viewer.prison_id]))
    if viewer.role == Role.REGIONAL_LEAD and viewer.region is not None:
        own = PairingGroup.round_id.in_(shown.where(PairingRound.region == viewer.region))
        return and_(published, or_(own, _has_one_of(list(prisons_led(viewer)))))
    return false()


def _has_one_of(prison_ids: Sequence[int]) -> ColumnElement[bool]:
    groups = select(PairingMember.group_id).where(PairingMember.prison_id.in_(prison_ids))
    return PairingGroup.id.in_(groups)


def is_open(group: PairingGroup) -> bool:
    """Tell whether a group may still change; it needs `round` and `parted_at` loaded."""
    return group.parted_at is None and group.round.state == PUBLISHED


def can_write(actor: User, group: PairingGroup) -> bool:
    """Tell whether somebody may write in a group's space: people of its prisons, while it lasts."""
    return is_open(group) and any(works_at(actor, each.prison_id) for each in group.members)


def can_answer(actor: User, prison_id: int, *, has_lead: bool) -> bool:
    """Tell whether somebody speaks for a prison: its leads, and anybody there where it has none."""
    if not works_at(actor, prison_id):
        return False
    return actor.role == Role.PRISON_LEAD or not has_lead


def can_arrange(actor: User) -> bool:
    """Tell whether somebody may part and rematch the groups that they see."""
    return is_administrator(actor) or actor.role == Role.REGIONAL_LEAD


def require_writing(actor: User, group: PairingGroup) -> None:
    """Let nobody else go on. Raises Forbidden."""
    if not is_open(group):
        raise Forbidden("This group was parted or its round has ended, so nothing can be added.")
    if not can_write(actor, group):
        raise Forbidden("Only people of these prisons can write here.")


def require_arranging(actor: User, group: PairingGroup) -> None:
    """Let nobody else go on. Raises Forbidden."""
    if not can_arrange(actor):
        raise Forbidden("Only a regional lead or an administrator can do this.")
    if group.round.state != PUBLISHED:
        raise Forbidden("This round has ended, so its groups stay as they are.")
