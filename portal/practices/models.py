"""Practices and their revisions."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.db import Base
from portal.prisons.models import Prison


class Status(StrEnum):
    """Say who may see a practice: its own prison (draft, withdrawn) or everyone (published)."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Practice(Base):
    """Hold one scheme write-up, job description, training material or practice note.

    Its words are in its revisions: `latest` is the newest saved, `published` the one that
    readers see. A practice without a prison belongs to the starter library.
    """

    __tablename__ = "practice"
    __table_args__ = (
        Index("ix_practice_listing", "status", "kind", "published_at"),
        Index("ix_practice_prison_status", "prison_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    status: Mapped[Status] = mapped_column(String(12), default=Status.DRAFT)
    is_template: Mapped[bool] = mapped_column(default=False)
    prison_id: Mapped[int | None] = mapped_column(ForeignKey("prison.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    external_id: Mapped[str | None] = mapped_column(String(200), unique=True)
    copied_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id", use_alter=True), index=True
    )
    latest_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id", use_alter=True))
    published_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id", use_alter=True), index=True
    )
    copies: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    prison: Mapped[Prison | None] = relationship(lazy="raise")
    latest: Mapped["Revision | None"] = relationship(
        foreign_keys=[latest_id], lazy="raise", post_update=True
    )
    published: Mapped["Revision | None"] = relationship(
        foreign_keys=[published_id], lazy="raise", post_update=True
    )

    __mapper_args__ = {"version_id_col": version}


class Revision(Base):
    """Keep one saved state of a practice, whole and for good.

    `content` is everything that people wrote (see portal.practices.content.Content.to_json);
    `body_html` is its Markdown, rendered and cleaned; `text` is its plain text, for search.
    """

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("practice_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[dict[str, Any]]
    body_html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    note: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime]

    author: Mapped[User | None] = relationship(lazy="raise")


class Label(Base):
    """Repeat a published practice's themes, barriers and tags as rows, so that lists can count.

    Rewritten from the published revision whenever that changes; the revision is the truth.
    """

    __tablename__ = "practice_label"
    __table_args__ = (Index("ix_practice_label_browse", "vocabulary", "value", "practice_id"),)

    practice_id: Mapped[int] = mapped_column(
        ForeignKey("practice.id", ondelete="CASCADE"), primary_key=True
    )
    vocabulary: Mapped[str] = mapped_column(String(12), primary_key=True)
    value: Mapped[str] = mapped_column(String(60), primary_key=True)
