"""Who may answer for which prison, and who may read what came out."""

from portal.accounts.models import Role, User
from portal.accounts.permissions import is_administrator
from portal.errors import Forbidden
from portal.prisons.profiles import Profile


def may_answer(actor: User, profile: Profile) -> bool:
    """Tell whether somebody may answer for a prison: its leads, those of its region, all else."""
    if is_administrator(actor):
        return True
    if actor.role == Role.PRISON_LEAD:
        return actor.prison_id == profile.prison.id
    leads_a_region = actor.role == Role.REGIONAL_LEAD and actor.region is not None
    return leads_a_region and actor.region == profile.value("region")


def require_answering(actor: User, profile: Profile) -> None:
    """Let nobody else go on. Raises Forbidden."""
    if not may_answer(actor, profile):
        raise Forbidden(
            "Only leads of this prison, its regional leads and administrators can answer for it."
        )
