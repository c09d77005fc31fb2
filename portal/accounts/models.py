"""People who use the portal, their invitations, API tokens and sign-in tries."""

from datetime import datetime
from enum import StrEnum

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.prisons.models import Prison


class Role(StrEnum):
    """Say what somebody may do; see portal.accounts.permissions."""

    MEMBER = "member"
    PRISON_LEAD = "prison_lead"
    REGIONAL_LEAD = "regional_lead"
    ADMINISTRATOR = "administrator"


ROLE_LABELS = {
    Role.MEMBER: "Member",
    Role.PRISON_LEAD: "Prison lead",
    Role.REGIONAL_LEAD: "Regional lead",
    Role.ADMINISTRATOR: "Administrator",
}


class User(UserMixin, Base):
    """Describe one member of staff. Nobody in custody is ever a user."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    job_title: Mapped[str] = mapped_column(String(120), default="")
    role: Mapped[Role] = mapped_column(String(20))
    prison_id: Mapped[int | None] = mapped_column(ForeignKey("prison.id"))
    region: Mapped[str | None] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(200))
    # Changing it ends every session and reset link of this person.
    session_key: Mapped[str] = mapped_column(String(64), unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]

    prison: Mapped[Prison | None] = relationship(lazy="joined")

    @property
    def is_active(self) -> bool:
        """Tell Flask-Login whether this person may still sign in."""
        return self.active

    def get_id(self) -> str:
        """Give Flask-Login the key that stands in the session cookie."""
        return self.session_key


class Invitation(Base):
    """Let one person make an account; only the hash of its link's token is kept."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    role: Mapped[Role] = mapped_column(String(20))
    prison_id: Mapped[int | None] = mapped_column(ForeignKey("prison.id"))
    region: Mapped[str | None] = mapped_column(String(80))
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]

    prison: Mapped[Prison | None] = relationship(lazy="joined")


class ApiToken(Base):
    """Let a program read on behalf of one person; only the token's hash is kept."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class SignInTry(Base):
    """Count failed tries by e-mail address and by network address; both are kept as hashes."""

    __tablename__ = "sign_in_try"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_hash: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
