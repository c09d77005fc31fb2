"""Who may make pairing rounds, and who may say that a prison takes part."""

from portal.accounts.models import Role, User
from portal.accounts.permissions import is_administrator, works_at
from portal.errors import Forbidden

COUNTRY = ""


def may_pair(actor: User, region: str) -> bool:
    """Tell whether somebody may pair up the prisons of a region (empty: of the country)."""
    if is_administrator(actor):
        return True
    return actor.role == Role.REGIONAL_LEAD and region in (COUNTRY, actor.region)


def require_pairing(actor: User, region: str) -> None:
    """Let nobody else go on. Raises Forbidden."""
    if not may_pair(actor, region):
        raise Forbidden("You can pair up the prisons of your own region, or of the whole country.")


def may_set_standing(actor: User, prison_id: int, region: str | None) -> bool:
    """Tell whether somebody may say that a prison, which stands in `region`, takes part."""
    if is_administrator(actor):
        return True
    if actor.role == Role.PRISON_LEAD:
        return works_at(actor, prison_id)
    return actor.role == Role.REGIONAL_LEAD and region is not None and actor.region == region


def require_standing(actor: User, prison_id: int, region: str | None) -> None:
    """Let nobody else go on. Raises Forbidden."""
    if not may_set_standing(actor, prison_id, region):
        raise Forbidden(
            "Only a lead of this prison or of its region, or an administrator, can change this."
        )
