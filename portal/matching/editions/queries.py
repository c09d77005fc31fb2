"""Reading editions."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.db import db
from portal.errors import NotFound
from portal.matching.editions.models import Edition, EditionLineUp


def editions() -> Sequence[Edition]:
    """List the editions, newest first, with who published each."""
    return db.session.scalars(
        select(Edition)
        .options(joinedload(Edition.published_by).lazyload(User.prison))
        .order_by(Edition.id.desc())
    ).all()


def edition_by_number(number: int) -> Edition:
    """Fetch an edition. Raises NotFound."""
    found = db.session.get(Edition, number)
    if found is None:
        raise NotFound("There is no such edition of the lists.")
    return found


def newest_edition() -> Edition | None:
    """Fetch the newest edition, None where there is none."""
    return db.session.scalar(select(Edition).order_by(Edition.id.desc()).limit(1))


def line_up_of(edition_id: int, basis: str, block: str) -> EditionLineUp | None:
    """Fetch the lists of one block on one basis."""
    return db.session.scalar(
        select(EditionLineUp).where(
            EditionLineUp.edition_id == edition_id,
            EditionLineUp.basis == basis,
            EditionLineUp.block == block,
        )
    )


def line_ups_of(edition_id: int) -> Sequence[EditionLineUp]:
    """List the lists of an edition, every block on every basis."""
    return db.session.scalars(
        select(EditionLineUp)
        .where(EditionLineUp.edition_id == edition_id)
        .order_by(EditionLineUp.id)
    ).all()
