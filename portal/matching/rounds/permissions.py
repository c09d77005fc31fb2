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


def may_change(actor: User, region: str, made_by: int | None) -> bool:
    """Tell whether somebody may change, publish or delete a draft.

    A region's drafts are for its leads; one of the country is for whoever made it.
    """
    if is_administrator(actor):
        return True
    return may_pair(actor, region) and (region != COUNTRY or made_by == actor.id)


def require_changing(actor: User, region: str, made_by: int | None) -> None:
    """Let nobody else go on. Raises Forbidden."""
    if not may_change(actor, region, made_by):
        raise Forbidden(
            "Only whoever made this draft of the whole country, or an administrator, can change it."
        )


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
