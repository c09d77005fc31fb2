"""Reading the weights in use."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.db import db
from portal.matching.core import METHODS, Basis, Block, Method
from portal.matching.setting.models import WeightVersion


def methods_in_use() -> dict[tuple[Basis, Block], Method]:
    """Give every method with the weights that were set last, by basis and block.

    Its version is the method's own, with the number of the weights behind it: "1" or "1.7".
    """
    newest = select(func.max(WeightVersion.id)).group_by(WeightVersion.basis, WeightVersion.block)
    found = {
        (basis, block): method
        for basis, methods in METHODS.items()
        for block, method in methods.items()
    }
    for row in db.session.scalars(select(WeightVersion).where(WeightVersion.id.in_(newest))):
        key = cast("Basis", row.basis), cast("Block", row.block)
        method = found[key]
        known = {name: weight for name, weight in row.groups.items() if name in method.groups}
        found[key] = method.weighted(known, version=f"{method.version}.{row.id}")
    return found


def weight_versions(basis: Basis, block: Block) -> Sequence[WeightVersion]:
    """List the versions of one method's weights, newest first, with who set each."""
    return db.session.scalars(
        select(WeightVersion)
        .where(WeightVersion.basis == basis, WeightVersion.block == block)
        .options(joinedload(WeightVersion.created_by).lazyload(User.prison))
        .order_by(WeightVersion.id.desc())
    ).all()
