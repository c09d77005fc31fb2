"""Reading a group again inside a transaction, so that those who change it take turns."""

from sqlalchemy import select

from portal.accounts.models import User
from portal.db import db
from portal.errors import NotFound
from portal.matching.partners.groups import NO_SUCH_GROUP, whole_groups
from portal.matching.partners.permissions import visible_to
from portal.matching.rounds.models import PairingGroup


def locked(number: int, *, actor: User) -> PairingGroup:
    """Fetch a group as it is now; others wait until this transaction ends. Raises NotFound."""
    lock = select(PairingGroup.id).where(PairingGroup.id == number, visible_to(actor))
    if db.session.scalar(lock.with_for_update()) is None:
        raise NotFound(NO_SUCH_GROUP)
    return db.session.scalars(
        whole_groups().where(PairingGroup.id == number).execution_options(populate_existing=True)
    ).one()
