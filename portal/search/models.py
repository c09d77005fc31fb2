"""The change feed that every search index follows."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class SearchChange(Base):
    """Say that something searchable changed; its number orders the feed.

    A row is written in the same transaction as the change itself, so the feed misses nothing.
    """

    __tablename__ = "search_change"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
