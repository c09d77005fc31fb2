"""Versions of the weights: only ever added."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.db import Base


class WeightVersion(Base):
    """Keep the weights of the groups of a block's method; the newest of a basis and block counts.

    `groups` maps the name of each group to its weight. Without a row the method's own count.
    """

    __tablename__ = "matching_weights"
    __table_args__ = (Index("ix_matching_weights_method", "basis", "block"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    basis: Mapped[str] = mapped_column(String(12))
    block: Mapped[str] = mapped_column(String(12))
    groups: Mapped[dict[str, Any]]
    why: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    created_by: Mapped[User | None] = relationship(lazy="raise")
