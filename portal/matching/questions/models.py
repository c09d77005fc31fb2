"""What people answered."""

from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base

ANSWERS: Final = {
    "a": "The first",
    "b": "The second",
    "same": "About the same",
    "unknown": "I do not know them well enough",
}


class LikenessAnswer(Base):
    """Keep one person's answer: whether prison `a` or `b` is more like `prison`.

    The two stand in the order of their numbers, whichever was shown first. The person is kept only
    so that each is asked once.
    """

    __tablename__ = "likeness_answer"
    __table_args__ = (UniqueConstraint("answered_by_id", "prison_id", "block", "a_id", "b_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    prison_id: Mapped[int] = mapped_column(ForeignKey("prison.id", ondelete="CASCADE"))
    block: Mapped[str] = mapped_column(String(12), index=True)
    a_id: Mapped[int] = mapped_column(ForeignKey("prison.id", ondelete="CASCADE"))
    b_id: Mapped[int] = mapped_column(ForeignKey("prison.id", ondelete="CASCADE"))
    answer: Mapped[str] = mapped_column(String(8))
    answered_at: Mapped[datetime]
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
