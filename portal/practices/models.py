"""Practices, their revisions, and what goes with them on the way to readers."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.db import Base
from portal.prisons.models import Prison
from portal.storage.models import StoredFile


class Status(StrEnum):
    """Say who may see a practice: its own prison (draft, archived) or everyone (published)."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Practice(Base):
    """Hold one scheme write-up, job description, training material or practice note.

    Its words are in its revisions: `latest` is the newest saved, `submitted` the one that waits
    for a reviewer, `published` the one that readers see. Whoever owns it looks after it and is
    reminded when `review_on` comes. A practice without a prison belongs to the starter library.

    A copy knows for good from which revision of its source it was made (`copied_from_id`), and the
    newest one whose changes its prison has looked at since (`source_seen_id`, None before that).
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
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    external_id: Mapped[str | None] = mapped_column(String(200), unique=True)
    copied_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id", use_alter=True), index=True
    )
    source_seen_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id", use_alter=True), index=True
    )
    latest_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id", use_alter=True))
    submitted_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id", use_alter=True), index=True
    )
    published_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id", use_alter=True), index=True
    )
    # When somebody last said that it holds, by publishing it or after looking again.
    checked_at: Mapped[datetime | None]
    review_on: Mapped[date | None] = mapped_column(index=True)
    reminded_at: Mapped[datetime | None]
    copies: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    prison: Mapped[Prison | None] = relationship(lazy="raise")
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id], lazy="raise")
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


class RevisionFile(Base):
    """Repeat which stored files a revision carries, so that rights and storage can ask.

    The files of a revision's content are the truth.
    """

    __tablename__ = "revision_file"

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("revision.id", ondelete="CASCADE"), primary_key=True
    )
    sha256: Mapped[str] = mapped_column(ForeignKey(StoredFile.sha256), primary_key=True, index=True)


class Step(StrEnum):
    """Name what happened to a practice on its way to readers."""

    SUBMITTED = "submitted"
    TAKEN_BACK = "taken_back"
    COMMENT = "comment"
    SENT_BACK = "sent_back"
    PUBLISHED = "published"
    CHECKED = "checked"  # still right: the next review date was set
    HANDED_ON = "handed_on"  # to another owner
    ARCHIVED = "archived"
    BROUGHT_BACK = "brought_back"  # from the archive, as a draft
    REVIEW_DATE = "review_date"  # another one was set


class ReviewStep(Base):
    """Keep one step of the review of a practice, or one comment: who, when and in which words."""

    __tablename__ = "practice_review_step"
    __table_args__ = (Index("ix_practice_review_step_practice", "practice_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id", ondelete="CASCADE"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    step: Mapped[Step] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]

    actor: Mapped[User | None] = relationship(lazy="raise")


class Unsaved(Base):
    """Keep what somebody typed into a form and has not saved yet, exactly as typed.

    `key` is the form's own: "practice:12:about" (a step, or "all"), or "new:" and random letters
    for a practice that is not there yet. `title` repeats what lists show.
    """

    __tablename__ = "practice_unsaved"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(60))
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(100), default="")
    based_on: Mapped[int] = mapped_column(default=0)
    typed: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime] = mapped_column(index=True)


class Accepted(Base):
    """Remember why something that looks like personal data may stand in a practice.

    Only a digest of the words is kept, never the words.
    """

    __tablename__ = "practice_accepted"

    practice_id: Mapped[int] = mapped_column(
        ForeignKey("practice.id", ondelete="CASCADE"), primary_key=True
    )
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(300))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]


class Fingerprint(Base):
    """Keep the sketch of a published practice's words, see portal.practices.likeness.sketches."""

    __tablename__ = "practice_fingerprint"

    practice_id: Mapped[int] = mapped_column(
        ForeignKey("practice.id", ondelete="CASCADE"), primary_key=True
    )
    sketch: Mapped[bytes] = mapped_column(LargeBinary)


class PackItem(Base):
    """Keep one practice that somebody chose for their wing pack, and its place among the others.

    Of a practice that was removed for good, the empty place stays, so that its owner is told.
    """

    __tablename__ = "practice_pack_item"
    __table_args__ = (UniqueConstraint("user_id", "practice_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    practice_id: Mapped[int | None] = mapped_column(
        ForeignKey("practice.id", ondelete="SET NULL"), index=True
    )
    position: Mapped[int]
