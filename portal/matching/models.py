"""Pairing rounds, with all that is needed to work them out again."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.db import Base
from portal.prisons.models import Prison


class PairingRound(Base):
    """Keep one proposal of who should pair up with whom.

    `inputs` holds what the solver was given: the method with its version and weights, and every
    prison's values. The groups that came out stand in their own rows.
    """

    __tablename__ = "pairing_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    region: Mapped[str | None] = mapped_column(String(80))
    block: Mapped[str] = mapped_column(String(12))
    as_at: Mapped[date]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    inputs: Mapped[dict[str, Any]]
    outcome: Mapped[dict[str, Any]]

    created_by: Mapped[User] = relationship(lazy="raise")
    groups: Mapped[list["PairingGroup"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="PairingGroup.position"
    )


class PairingGroup(Base):
    """Hold one pair or trio of a round; position 1 is the least alike."""

    __tablename__ = "pairing_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(
        ForeignKey("pairing_round.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    distance: Mapped[float]

    members: Mapped[list["PairingMember"]] = relationship(
        lazy="raise", cascade="all, delete-orphan"
    )


class PairingMember(Base):
    """Put one prison into one group."""

    __tablename__ = "pairing_member"

    group_id: Mapped[int] = mapped_column(
        ForeignKey("pairing_group.id", ondelete="CASCADE"), primary_key=True
    )
    prison_id: Mapped[int] = mapped_column(ForeignKey("prison.id"), primary_key=True)

    prison: Mapped[Prison] = relationship(lazy="raise")
