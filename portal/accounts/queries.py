"""Finding people, what they were invited to, and their API tokens."""

from collections.abc import Sequence
from functools import cache

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, true
from sqlalchemy.orm import aliased

from portal import clock
from portal.accounts.details import read_email
from portal.accounts.digests import digest
from portal.accounts.models import ApiToken, Invitation, User
from portal.accounts.permissions import can_manage, manageable_by
from portal.db import db
from portal.errors import NotFound
from portal.pagination import Page

PER_PAGE = 25
NO_SUCH_PERSON = "There is no such person among those you look after."
NO_SUCH_INVITATION = (
    "This invitation has expired or was used. Ask whoever invited you for a new one."
)


def person_by_session_key(key: str) -> User | None:
    """Find the person whose session this is; nobody where they may not sign in."""
    demo = current_app.config["SETTINGS"].demo
    return db.session.scalar(_whose_session(demo), {"key": key})


@cache
def _whose_session(demo: bool) -> Select[User]:
    """Write the statement once: every request asks it, and writing it took as long as asking."""
    return select(User).where(User.session_key == bindparam("key"), _may_enter(User, demo))


def person_by_email(email: str) -> User | None:
    """Find who may sign in with an e-mail address, however it is written."""
    known = read_email(email)
    if not known:
        return None
    return db.session.scalar(select(User).where(User.email == known, may_enter(User)))


def person_by_number(number: int) -> User | None:
    """Find a person by number; nobody where they may not sign in."""
    return db.session.scalar(select(User).where(User.id == number, may_enter(User)))


def person_by_token(token: str) -> User | None:
    """Find on whose behalf a program reads."""
    return db.session.scalar(
        select(User)
        .join(ApiToken, ApiToken.user_id == User.id)
        .where(ApiToken.token_hash == digest(token), may_enter(User))
    )


def has_account(email: str) -> bool:
    """Tell whether anyone has this e-mail address, also somebody who may not sign in."""
    return db.session.scalar(select(User.id).where(User.email == email)) is not None


def token_of(user: User) -> ApiToken | None:
    """Find somebody's API token, as far as it is kept."""
    return db.session.scalar(select(ApiToken).where(ApiToken.user_id == user.id))


def people_managed_by(actor: User, *, page: int) -> Page[User]:
    """List by name those whom somebody looks after, active people first."""
    mine = manageable_by(actor, User)
    total = db.session.scalar(select(func.count()).select_from(User).where(mine)) or 0
    people = db.session.scalars(
        select(User)
        .where(mine)
        .order_by(User.active.desc(), User.name, User.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return Page(people, page, PER_PAGE, total)


def person_managed_by(actor: User, number: int) -> User:
    """Fetch a person as they are now. Raises NotFound where `actor` does not look after them."""
    person = db.session.get(User, number, populate_existing=True)
    if person is None or not can_manage(actor, person):
        raise NotFound(NO_SUCH_PERSON)
    return person


def open_invitations_of(actor: User) -> Sequence[Invitation]:
    """List the invitations that wait for an answer and are somebody's to withdraw."""
    return db.session.scalars(
        select(Invitation)
        .where(_is_open(), manageable_by(actor, Invitation))
        .order_by(Invitation.created_at.desc(), Invitation.id.desc())
    ).all()


def open_invitation(token: str) -> Invitation:
    """Fetch the invitation that a link leads to, locked until the end of a transaction.

    Raises NotFound where it was used, has expired, or whoever sent it may no longer sign in.
    """
    inviter = aliased(User)
    found = db.session.scalar(
        select(Invitation)
        .outerjoin(inviter, inviter.id == Invitation.invited_by_id)
        .where(
            Invitation.token_hash == digest(token),
            _is_open(),
            or_(inviter.id.is_(None), may_enter(inviter)),
        )
        .with_for_update(of=Invitation)
    )
    if found is None:
        raise NotFound(NO_SUCH_INVITATION)
    return found


def _is_open() -> ColumnElement[bool]:
    return and_(Invitation.accepted_at.is_(None), Invitation.expires_at > clock.now())


def may_enter(model: type[User]) -> ColumnElement[bool]:
    """Give the SQL condition that keeps active people; demo people only while the demo is on."""
    return _may_enter(model, current_app.config["SETTINGS"].demo)


def _may_enter(model: type[User], demo: bool) -> ColumnElement[bool]:
    return and_(model.active, true() if demo else ~model.is_demo)
