"""What a role may do, and for which prisons."""

from sqlalchemy import ColumnElement, and_, false, or_, true

from portal.accounts.models import Invitation, Role, User
from portal.prisons import queries as prisons

OF_A_PRISON = (Role.MEMBER, Role.PRISON_LEAD)
GRANTS = {
    Role.MEMBER: (),
    Role.PRISON_LEAD: OF_A_PRISON,
    Role.REGIONAL_LEAD: (*OF_A_PRISON, Role.REGIONAL_LEAD),
    Role.ADMINISTRATOR: tuple(Role),
}


def is_administrator(user: User) -> bool:
    """Tell whether somebody looks after the whole portal."""
    return user.role == Role.ADMINISTRATOR


def works_at(user: User, prison_id: int | None) -> bool:
    """Tell whether somebody belongs to the prison; nobody belongs to the starter library."""
    return prison_id is not None and user.prison_id == prison_id


def manages_people(user: User) -> bool:
    """Tell whether somebody may invite and look after anyone at all."""
    return bool(GRANTS[Role(user.role)])


def can_manage(actor: User, who: User | Invitation) -> bool:
    """Tell whether somebody may invite or look after a person of this role and place.

    Nobody reaches higher than themselves, nor beyond their own prison or region.
    """
    if Role(who.role) not in GRANTS[Role(actor.role)]:
        return False
    if is_administrator(actor):
        return True
    if actor.role == Role.PRISON_LEAD:
        return works_at(actor, who.prison_id)
    if who.role == Role.REGIONAL_LEAD:
        return actor.region is not None and who.region == actor.region
    return who.prison_id in prisons_led(actor)


def manageable_by(actor: User, model: type[User] | type[Invitation]) -> ColumnElement[bool]:
    """Give the SQL condition that keeps what `can_manage` allows."""
    if is_administrator(actor):
        return true()
    if actor.role not in (Role.PRISON_LEAD, Role.REGIONAL_LEAD):
        return false()
    of_prisons = and_(model.role.in_(OF_A_PRISON), model.prison_id.in_(prisons_led(actor)))
    if actor.role == Role.PRISON_LEAD:
        return of_prisons
    if actor.region is None:
        return false()
    return or_(of_prisons, and_(model.role == Role.REGIONAL_LEAD, model.region == actor.region))


def prisons_led(actor: User) -> frozenset[int]:
    """Give the numbers of the prisons whose people a prison or regional lead looks after."""
    if actor.role == Role.PRISON_LEAD:
        return frozenset(() if actor.prison_id is None else (actor.prison_id,))
    if actor.role != Role.REGIONAL_LEAD or actor.region is None:
        return frozenset()
    profiles = prisons.profiles(measures=("region",))
    return frozenset(
        number for number, each in profiles.items() if each.value("region") == actor.region
    )
