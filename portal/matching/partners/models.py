"""What paired prisons do once a round is published: letters, words, meetings and what they say."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.db import Base
from portal.prisons.models import Prison

SIX_WEEKS: Final = "six_weeks"
SIX_MONTHS: Final = "six_months"


class Letter(StrEnum):
    """Name what a letter is about."""

    PAIRED = "paired"
    DECLINED = "declined"
    SIX_WEEKS = "six_weeks"
    SIX_MONTHS = "six_months"


class PartnerLetter(Base):
    """Note one letter to one person, so that nobody gets it twice; it is sent where `sent_at` is.

    `prison_id` says for which prison of the group they are told; None for the lead of a round.
    `taken_at` keeps two programs from sending it at once.
    """

    __tablename__ = "partner_letter"
    __table_args__ = (Index("ix_partner_letter_group", "group_id", "about", "prison_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("pairing_group.id", ondelete="CASCADE"))
    prison_id: Mapped[int | None] = mapped_column(ForeignKey("prison.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    about: Mapped[Letter] = mapped_column(String(12))
    created_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None] = mapped_column(index=True)


class Rematch(Base):
    """Say that a group was made after its round was published, when, and from which it came."""

    __tablename__ = "partner_rematch"

    group_id: Mapped[int] = mapped_column(
        ForeignKey("pairing_group.id", ondelete="CASCADE"), primary_key=True
    )
    from_group_id: Mapped[int | None] = mapped_column(
        ForeignKey("pairing_group.id", ondelete="SET NULL")
    )
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class Kind(StrEnum):
    """Name what is written down in a shared space."""

    GOALS = "goals"
    MEETING = "meeting"
    TAKEN = "taken"


class PartnerEntry(Base):
    """Hold one thing that is written down; its words are in its versions, the last one counts."""

    __tablename__ = "partner_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(
        ForeignKey("pairing_group.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[Kind] = mapped_column(String(12))
    prison_id: Mapped[int | None] = mapped_column(ForeignKey("prison.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]

    prison: Mapped[Prison | None] = relationship(lazy="raise")
    versions: Mapped[list["PartnerWords"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="PartnerWords.number"
    )

    @property
    def now(self) -> "PartnerWords":
        """Give the version that counts."""
        return self.versions[-1]


class PartnerWords(Base):
    """Keep one version of an entry for good: versions are only ever added."""

    __tablename__ = "partner_words"
    __table_args__ = (UniqueConstraint("entry_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("partner_entry.id", ondelete="CASCADE"))
    number: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    day: Mapped[date | None]
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id", ondelete="SET NULL"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]

    author: Mapped[User | None] = relationship(lazy="raise")


class NextMeeting(Base):
    """Hold when and where a group meets next; each change raises `sequence`, as calendars ask."""

    __tablename__ = "partner_meeting"

    group_id: Mapped[int] = mapped_column(
        ForeignKey("pairing_group.id", ondelete="CASCADE"), primary_key=True
    )
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(String(300))
    is_cancelled: Mapped[bool] = mapped_column(default=False, server_default=false())
    sequence: Mapped[int]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    changed_by: Mapped[User | None] = relationship(lazy="raise")


class PartnerFit(Base):
    """Hold how well one prison says a group fits, six weeks or six months after both accepted."""

    __tablename__ = "partner_fit"

    group_id: Mapped[int] = mapped_column(
        ForeignKey("pairing_group.id", ondelete="CASCADE"), primary_key=True
    )
    prison_id: Mapped[int] = mapped_column(
        ForeignKey("prison.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[str] = mapped_column(String(12), primary_key=True)
    answer: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
