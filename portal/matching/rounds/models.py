"""Pairing rounds, with all that is needed to work them out again."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.db import Base
from portal.prisons.models import Prison

DRAFT: Final = "draft"
PUBLISHED: Final = "published"
CLOSED: Final = "closed"

ACCEPTED: Final = "accepted"
DECLINED: Final = "declined"

OPTED_IN: Final = "in"
PAUSED: Final = "paused"


class Standing(Base):
    """Say whether a prison wants to be paired up; one without a row has not said.

    `until` is the last day of a pause, None where it has no end.
    """

    __tablename__ = "pairing_standing"

    prison_id: Mapped[int] = mapped_column(
        ForeignKey("prison.id", ondelete="CASCADE"), primary_key=True
    )
    state: Mapped[str] = mapped_column(String(12))
    until: Mapped[date | None]
    why: Mapped[str] = mapped_column(String(300), default="")
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    prison: Mapped[Prison] = relationship(lazy="raise")


class PairingRound(Base):
    """Keep one plan of who should pair up with whom; `region` None means the whole country.

    - `wishes`: what the lead asked for (size, rules, pins, who takes part), by prison code
    - `inputs`: for each block what the solver was given, so that the plan can be worked out again
      (see `given.Given.to_json`)
    - `outcome`: for each block what came out about the whole (see `solving.outcome`)

    The groups that came out stand in their own rows. Nobody is told before it is published.
    """

    __tablename__ = "pairing_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), default="", server_default=text("''"))
    region: Mapped[str | None] = mapped_column(String(80))
    basis: Mapped[str] = mapped_column(
        String(12), default="record", server_default=text("'record'")
    )
    state: Mapped[str] = mapped_column(
        String(12), default=DRAFT, server_default=text("'draft'"), index=True
    )
    as_at: Mapped[date]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    wishes: Mapped[dict[str, Any] | None]
    inputs: Mapped[dict[str, Any]]
    outcome: Mapped[dict[str, Any]]
    # Two leads who edit one draft: the second is told, and loses nothing.
    edition: Mapped[int] = mapped_column(default=1, server_default="1")

    created_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[created_by_id])
    published_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[published_by_id])
    groups: Mapped[list["PairingGroup"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="PairingGroup.position"
    )

    __mapper_args__ = {"version_id_col": edition}


class PairingGroup(Base):
    """Hold one group of two to four; within a block, position 1 is the least alike.

    `distance` is that of its two least alike, None where too little is known of all. A pinned one
    was set by hand and stays when the rest is solved again. One that was parted after publishing
    keeps its row: `parted_at` says when, and `parted_why`; whoever its members meet next stands in
    newer groups.
    """

    __tablename__ = "pairing_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(
        ForeignKey("pairing_round.id", ondelete="CASCADE"), index=True
    )
    block: Mapped[str] = mapped_column(String(12))
    position: Mapped[int]
    distance: Mapped[float | None]
    is_pinned: Mapped[bool] = mapped_column(default=False, server_default=false())
    parted_at: Mapped[datetime | None]
    parted_why: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))

    round: Mapped[PairingRound] = relationship(lazy="raise", viewonly=True)
    members: Mapped[list["PairingMember"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="PairingMember.prison_id"
    )


class PairingMember(Base):
    """Put one prison into one group; after publishing, hold what it answered."""

    __tablename__ = "pairing_member"

    group_id: Mapped[int] = mapped_column(
        ForeignKey("pairing_group.id", ondelete="CASCADE"), primary_key=True
    )
    prison_id: Mapped[int] = mapped_column(ForeignKey("prison.id"), primary_key=True)
    answer: Mapped[str | None] = mapped_column(String(12))
    answer_why: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    prison: Mapped[Prison] = relationship(lazy="raise")
