"""Who works where: the people of a prison and those who lead it, as long as they may sign in."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.accounts.models import Role, User
from portal.accounts.queries import may_enter
from portal.db import db


def people_of(prison_id: int) -> Sequence[User]:
    """List the active people of a prison by name."""
    return _people(User.prison_id == prison_id, order=(User.name, User.id))


def leads_of(prison_id: int) -> Sequence[User]:
    """List the active prison leads of a prison, the longest-serving first."""
    leads = (User.prison_id == prison_id, User.role == Role.PRISON_LEAD)
    return _people(*leads, order=(User.created_at, User.id))


def regional_leads(region: str | None = None) -> Sequence[User]:
    """List the active regional leads, of one region or of all."""
    chosen = [User.role == Role.REGIONAL_LEAD]
    if region is not None:
        chosen.append(User.region == region)
    return _people(*chosen, order=(User.name, User.id))


def administrators() -> Sequence[User]:
    """List the active administrators by name."""
    return _people(User.role == Role.ADMINISTRATOR, order=(User.name, User.id))


def _people(*conditions: object, order: tuple[object, ...]) -> Sequence[User]:
    chosen = select(User).where(may_enter(User), *conditions)  # type: ignore[arg-type]
    return db.session.scalars(chosen.order_by(*order)).all()  # type: ignore[arg-type]
