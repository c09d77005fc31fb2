"""Pairing rounds, with all that is needed to work them out again."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.db import Base
from portal.prisons.models import Prison


class PairingRound(Base):
    """Keep one proposal of who should pair up with whom; `region` None means the whole country.

    `inputs` and `outcome` hold, for each block, what the solver was given (the method's name and
    version, every prison's code and values) and what it said about the whole (total, gap, who is
    left over and why). The groups that came out stand in their own rows.
    """

    __tablename__ = "pairing_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    region: Mapped[str | None] = mapped_column(String(80))
    as_at: Mapped[date]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    inputs: Mapped[dict[str, Any]]
    outcome: Mapped[dict[str, Any]]

    created_by: Mapped[User | None] = relationship(lazy="raise")
    groups: Mapped[list["PairingGroup"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="PairingGroup.position"
    )


class PairingGroup(Base):
    """Hold one pair or trio of a round; within a block, position 1 is the least alike."""

    __tablename__ = "pairing_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(
        ForeignKey("pairing_round.id", ondelete="CASCADE"), index=True
    )
    block: Mapped[str] = mapped_column(String(12))
    position: Mapped[int]
    distance: Mapped[float]

    members: Mapped[list["PairingMember"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="PairingMember.prison_id"
    )


class PairingMember(Base):
    """Put one prison into one group."""

    __tablename__ = "pairing_member"

    group_id: Mapped[int] = mapped_column(
        ForeignKey("pairing_group.id", ondelete="CASCADE"), primary_key=True
    )
    prison_id: Mapped[int] = mapped_column(ForeignKey("prison.id"), primary_key=True)

    prison: Mapped[Prison] = relationship(lazy="raise")
