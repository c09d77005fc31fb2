"""Files, and the text that was found in them."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base

ScanState = Literal["not_scanned", "waiting", "clean", "infected"]
ReadingState = Literal["waiting", "read", "unreadable"]


class StoredFile(Base):
    """Know one file by its content: the same bytes are kept once, whoever uploads them.

    What it is called belongs to whoever refers to it.
    """

    __tablename__ = "stored_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime]
    # When somebody last uploaded it: young files may be about to be referred to.
    adopted_at: Mapped[datetime] = mapped_column(index=True)
    is_missing: Mapped[bool] = mapped_column(default=False)
    scan_state: Mapped[ScanState] = mapped_column(String(20))
    scan_words: Mapped[str] = mapped_column(String(300), default="")
    reading_state: Mapped[ReadingState] = mapped_column(String(20), index=True, default="waiting")
    # What a reader is told, also about a file that was read in part.
    problem: Mapped[str] = mapped_column(String(300), default="")
    # What the file says of itself, such as its author: see portal.storage.extract.
    properties: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Nobody else reads it until then; a reader that was killed gives it back this way.
    claimed_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)


class StoredPage(Base):
    """Keep the text of one page, slide or sheet; a text document is one page."""

    __tablename__ = "stored_page"

    sha256: Mapped[str] = mapped_column(
        ForeignKey("stored_file.sha256", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
