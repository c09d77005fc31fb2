"""Editions: what the lists were, on which figures and by which method. Never changed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.db import Base


class Edition(Base):
    """Keep every list of one day; `published_by` is None where the portal was just set up."""

    __tablename__ = "matching_edition"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    as_at: Mapped[date]
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    published_by: Mapped[User | None] = relationship(lazy="raise")
    line_ups: Mapped[list["EditionLineUp"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="EditionLineUp.id"
    )


class EditionLineUp(Base):
    """Keep the lists of one block on one basis, with all that they were worked out from.

    - `method`: as `portal.matching.core.to_spec` writes it
    - `columns`: for each item its values, in the order of `codes`
    - `lists`: for each code the codes of its similar prisons, in order, each with its word

    All but the lists is read only where it is asked for.
    """

    __tablename__ = "matching_edition_line_up"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(
        ForeignKey("matching_edition.id", ondelete="CASCADE"), index=True
    )
    basis: Mapped[str] = mapped_column(String(12))
    block: Mapped[str] = mapped_column(String(12))
    method: Mapped[dict[str, Any]] = mapped_column(deferred=True, deferred_group="given")
    codes: Mapped[list[str]] = mapped_column(deferred=True, deferred_group="given")
    columns: Mapped[list[Any]] = mapped_column(deferred=True, deferred_group="given")
    lists: Mapped[dict[str, Any]]
