"""The searches that people keep."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base

NAME_MAX = 80


class SavedSearch(Base):
    """Hold one search of one person: the parameters of its address, each with its values.

    What was published after `seen_at` is new on pages, and in letters what was published after
    `told_at` as well. `new_count` is what was new when last counted, `taken_at` when the daily
    round last took it on.
    """

    __tablename__ = "search_saved"
    __table_args__ = (UniqueConstraint("user_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(NAME_MAX))
    args: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    mails: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    told_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    new_count: Mapped[int] = mapped_column(default=0)
