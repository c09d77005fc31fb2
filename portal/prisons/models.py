"""Prisons, and what is known about each: dated, sourced and never overwritten."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base


class Source(Base):
    """Name a publication, or a kind of entry, that figures come from."""

    __tablename__ = "source"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    publisher: Mapped[str] = mapped_column(String(200))
    as_at: Mapped[date]
    licence: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")


class Prison(Base):
    """Name one prison or site. What changes over time is in its facts, not here."""

    __tablename__ = "prison"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    designation: Mapped[str] = mapped_column(String(20))
    sex: Mapped[str] = mapped_column(String(1))
    country: Mapped[str] = mapped_column(String(20))
    town: Mapped[str] = mapped_column(String(80), default="")
    postcode: Mapped[str] = mapped_column(String(10), default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    is_example: Mapped[bool] = mapped_column(default=False)
    # Whether a lead reads what members write before others see it.
    reviews_practices: Mapped[bool] = mapped_column(default=True, server_default=true())

    @property
    def full_name(self) -> str:
        """Say the name with its designation, such as "HMP/YOI Altcourse"; examples have none."""
        return self.name if self.is_example else f"{self.designation} {self.name}".strip()


class Fact(Base):
    """Hold one figure about one prison, with where it comes from and the date it speaks of.

    `value` is JSON in the shape that the measure asks for (see portal.prisons.measures). Facts
    are only ever added: the newest `as_at`, then the newest `recorded_at`, is the current one.
    """

    __tablename__ = "fact"
    __table_args__ = (
        UniqueConstraint("prison_id", "measure", "source_id", "as_at", "recorded_at"),
        Index("ix_fact_measure_prison", "measure", "prison_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    prison_id: Mapped[int] = mapped_column(ForeignKey("prison.id", ondelete="CASCADE"))
    measure: Mapped[str] = mapped_column(String(40))
    value: Mapped[dict[str, Any]]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    as_at: Mapped[date]
    recorded_at: Mapped[datetime]

    prison: Mapped[Prison] = relationship(lazy="raise")
    source: Mapped[Source] = relationship(lazy="raise")


class Contact(Base):
    """Say which role to ask for at a prison, and how; never the name of a person."""

    __tablename__ = "prison_contact"
    __table_args__ = (UniqueConstraint("prison_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    prison_id: Mapped[int] = mapped_column(ForeignKey("prison.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(120))
    how: Mapped[str] = mapped_column(String(300))
