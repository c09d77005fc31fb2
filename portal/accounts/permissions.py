"""What a role may do, and for which prisons."""

from portal.accounts.models import Role, User
from portal.prisons.models import Prison


def is_administrator(user: User) -> bool:
    """Tell whether somebody looks after the whole portal."""
    return user.role == Role.ADMINISTRATOR


def works_at(user: User, prison_id: int | None) -> bool:
    """Tell whether somebody belongs to the prison; nobody belongs to the starter library."""
    return prison_id is not None and user.prison_id == prison_id


def leads(user: User, prison: Prison) -> bool:
    """Tell whether somebody leads this prison, or looks after the whole portal."""
    return is_administrator(user) or (
        user.role == Role.PRISON_LEAD and works_at(user, prison.id)
    )
