"""Whose briefs somebody may have: as the shared space, and drafts for whoever may see the draft."""

from collections.abc import Sequence

from portal.accounts.models import User
from portal.db import db
from portal.errors import NotFound
from portal.matching.partners.groups import NO_SUCH_GROUP, groups_for, whole_groups
from portal.matching.rounds.models import DRAFT, PairingGroup, PairingRound
from portal.matching.rounds.queries import round_by_id

NO_BRIEFS = "There is no such round, or none of its groups is of your region."


def group_to_brief(number: int, *, viewer: User) -> PairingGroup:
    """Fetch a group that somebody may have the brief of. Raises NotFound."""
    shown = db.session.scalar(groups_for(viewer).where(PairingGroup.id == number))
    if shown is not None:
        return shown
    drafted = db.session.scalar(
        whole_groups()
        .join(PairingRound, PairingRound.id == PairingGroup.round_id)
        .where(PairingGroup.id == number, PairingRound.state == DRAFT)
    )
    if drafted is None or not _sees_draft(drafted.round_id, viewer):
        raise NotFound(NO_SUCH_GROUP)
    return drafted


def groups_to_brief(round_id: int, *, viewer: User) -> Sequence[PairingGroup]:
    """List the groups of a round that were not parted, as far as somebody may have their briefs.

    Raises NotFound where there are none.
    """
    chosen = whole_groups() if _sees_draft(round_id, viewer) else groups_for(viewer)
    found = db.session.scalars(
        chosen.where(PairingGroup.round_id == round_id, PairingGroup.parted_at.is_(None)).order_by(
            PairingGroup.block, PairingGroup.position, PairingGroup.id
        )
    ).all()
    if not found:
        raise NotFound(NO_BRIEFS)
    return found


def _sees_draft(round_id: int, viewer: User) -> bool:
    try:
        return round_by_id(round_id, viewer=viewer).state == DRAFT
    except NotFound:
        return False
