"""Who descends from whom: copies, their sources, and the copies of copies."""

from typing import Any

from sqlalchemy import CompoundSelect, Select, literal, select
from sqlalchemy.orm import aliased

from portal.db import db
from portal.practices.models import Practice, Revision


def oldest_of(practice: Practice) -> int:
    """Give the number of the practice at the top of the family, this one where it is no copy."""
    if practice.copied_from_id is None:
        return practice.id
    source, parent = aliased(Revision), aliased(Practice)
    upwards = (
        select(Revision.practice_id.label("id"), literal(1).label("steps"))
        .where(Revision.id == practice.copied_from_id)
        .cte("upwards", recursive=True)
    )
    upwards = upwards.union_all(
        select(source.practice_id, upwards.c.steps + 1)
        .join(parent, parent.copied_from_id == source.id)
        .join(upwards, upwards.c.id == parent.id)
    )
    farthest = select(upwards.c.id).order_by(upwards.c.steps.desc()).limit(1)
    oldest: int = db.session.scalars(farthest).one()
    return oldest


def family_numbers(practice: Practice) -> set[int]:
    """Give the numbers of a practice, its originals and all their copies; no query without any."""
    if practice.copied_from_id is None and not practice.copies:
        return {practice.id}
    return set(db.session.scalars(family_of(oldest_of(practice))))


def family_of(oldest: int) -> Select[Any] | CompoundSelect[Any]:
    """Give the query of the numbers of a practice and of everything that descends from it."""
    source, copy = aliased(Revision), aliased(Practice)
    downwards = select(literal(oldest).label("id")).cte("downwards", recursive=True)
    downwards = downwards.union(
        select(copy.id)
        .join(source, source.id == copy.copied_from_id)
        .join(downwards, downwards.c.id == source.practice_id)
    )
    return select(downwards.c.id)
