"""API tokens: one for each person, shown once."""

from sqlalchemy import delete

from portal import audit, clock
from portal.accounts.digests import digest, new_secret
from portal.accounts.models import ApiToken, User
from portal.db import db, take_turns, transactional

PREFIX = "esw_"  # lets scanners of published code recognise one


@transactional
def new_token(user: User, *, actor: User | None) -> str:
    """Make the API token of a person and end the one before; only its hash is kept."""
    _delete(user)
    token = PREFIX + new_secret()
    db.session.add(ApiToken(user_id=user.id, token_hash=digest(token), created_at=clock.now()))
    audit.record("token.made", f"user:{user.id}", actor=actor)
    return token


@transactional
def end_tokens(user: User, *, actor: User | None) -> None:
    """End the API token of a person."""
    _delete(user)
    audit.record("token.ended", f"user:{user.id}", actor=actor)


def _delete(user: User) -> None:
    take_turns(f"token {user.id}")
    db.session.execute(delete(ApiToken).where(ApiToken.user_id == user.id))
