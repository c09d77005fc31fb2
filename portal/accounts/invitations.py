"""Inviting people, and what becomes of an invitation."""

from datetime import timedelta
from functools import partial

from flask import current_app
from sqlalchemy import select

from portal import audit, clock, mail
from portal.accounts import messages
from portal.accounts.details import EMAIL_WANTED, read_email
from portal.accounts.digests import digest, new_secret
from portal.accounts.models import Invitation, Role, User
from portal.accounts.permissions import OF_A_PRISON, can_manage
from portal.accounts.queries import NO_SUCH_PERSON, has_account, open_invitation
from portal.accounts.services import create_user, place_problems
from portal.db import after_commit, db, transactional
from portal.errors import Forbidden, Invalid, NotFound
from portal.prisons.models import Prison


@transactional
def invite(
    *,
    email: str,
    role: Role,
    prison: Prison | None = None,
    region: str | None = None,
    actor: User | None,
) -> tuple[Invitation, str]:
    """Invite somebody, by e-mail too, and give the secret of the link: it is not kept.

    Takes the place of an earlier invitation. `prison` and `region` count where the role has one;
    `actor` None is the command line. Raises Invalid and Forbidden.
    """
    now = clock.now()
    days = current_app.config["SETTINGS"].invitation_days
    invitation = Invitation(
        email=read_email(email),
        role=role,
        prison_id=prison.id if prison and role in OF_A_PRISON else None,
        region=region if role == Role.REGIONAL_LEAD else None,
        invited_by_id=actor.id if actor else None,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    _check(invitation, prison, actor)
    _replace_earlier(invitation.email, actor)
    token = new_secret()
    invitation.token_hash = digest(token)
    db.session.add(invitation)
    db.session.flush()
    audit.record("invitation.made", f"invitation:{invitation.id}", actor=actor, role=role)
    subject, words = messages.invited(invitation, token)
    after_commit(partial(mail.send_in_background, invitation.email, subject, words))
    return invitation, token


@transactional
def accept_invitation(token: str, *, name: str, job_title: str, password: str) -> User:
    """Make the account that an invitation is for. Raises NotFound and Invalid."""
    invitation = open_invitation(token)
    user = create_user(
        email=invitation.email,
        name=name,
        role=Role(invitation.role),
        prison=invitation.prison,
        region=invitation.region,
        job_title=job_title,
        password=password,
    )
    invitation.accepted_at = clock.now()
    audit.record("invitation.accepted", f"invitation:{invitation.id}", actor=user)
    return user


@transactional
def withdraw_invitation(number: int, *, actor: User) -> None:
    """Take an invitation back that was not accepted yet. Raises NotFound."""
    invitation = db.session.get(Invitation, number, populate_existing=True)
    if invitation is None or invitation.accepted_at or not can_manage(actor, invitation):
        raise NotFound(NO_SUCH_PERSON)
    db.session.delete(invitation)
    audit.record("invitation.withdrawn", f"invitation:{number}", actor=actor)


def _check(invitation: Invitation, prison: Prison | None, actor: User | None) -> None:
    problems = place_problems(Role(invitation.role), prison, invitation.region)
    if not invitation.email:
        problems["email"] = EMAIL_WANTED
    elif has_account(invitation.email):
        problems["email"] = "Somebody already has an account with this email address"
    if problems:
        raise Invalid(problems)
    if actor and not can_manage(actor, invitation):
        raise Forbidden("You can only invite people of your own prison or region.")


def _replace_earlier(email: str, actor: User | None) -> None:
    waiting = select(Invitation).where(Invitation.email == email, Invitation.accepted_at.is_(None))
    for earlier in db.session.scalars(waiting):
        if actor and earlier.expires_at > clock.now() and not can_manage(actor, earlier):
            raise Invalid({"email": "Somebody else has invited this person already"})
        db.session.delete(earlier)
