"""What was looked for, counted by the day, and what leads ask others to write."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.db import Base
from portal.search.needs.question import QUESTION_MAX

WHY_MAX = 300


class SearchCount(Base):
    """Count how one question fared on one day; nothing says who asked it, or where, or when.

    `stems` is the same for questions of the same words in another order or form, but not where
    they stand in double quotes. `empty` counts answers with nothing, `partly` those with only some
    of the words, `opened` results that were opened, `wanted` those who told the leads that they
    need it.
    """

    __tablename__ = "search_count"
    __table_args__ = (UniqueConstraint("question", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(String(QUESTION_MAX))
    stems: Mapped[str] = mapped_column(String(QUESTION_MAX), index=True)
    day: Mapped[date] = mapped_column(index=True)
    asked: Mapped[int] = mapped_column(default=0)
    empty: Mapped[int] = mapped_column(default=0)
    partly: Mapped[int] = mapped_column(default=0)
    opened: Mapped[int] = mapped_column(default=0)
    wanted: Mapped[int] = mapped_column(default=0)
    is_hidden: Mapped[bool] = mapped_column(default=False)


class PracticeRequest(Base):
    """Ask everybody for a practice that is not there yet.

    `role` and `region` are those of whoever asked, when they asked. `answered_by` is the search key
    of what answers it, such as "practice:12"; the request is open while it is empty.
    """

    __tablename__ = "search_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(String(QUESTION_MAX))
    stems: Mapped[str] = mapped_column(String(QUESTION_MAX), index=True)
    why: Mapped[str] = mapped_column(String(WHY_MAX), default="")
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[str] = mapped_column(String(20))
    region: Mapped[str | None] = mapped_column(String(80))
    asked_at: Mapped[datetime] = mapped_column(index=True)
    answered_by: Mapped[str | None] = mapped_column(String(60))
    answered_at: Mapped[datetime | None]

    asked_by: Mapped[User] = relationship(lazy="raise")
