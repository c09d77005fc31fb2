"""Making people, letting them in and looking after their accounts."""

from collections.abc import Sequence

from sqlalchemy import delete

from portal import audit, clock
from portal.accounts import passwords, throttle
from portal.accounts.details import EMAIL_WANTED, detail_problems, read_email, read_line
from portal.accounts.digests import new_secret
from portal.accounts.leaving import PassedOn, tell_leaving
from portal.accounts.models import ApiToken, Role, User
from portal.accounts.permissions import OF_A_PRISON
from portal.accounts.queries import has_account, person_by_email, person_managed_by
from portal.db import db, transactional
from portal.errors import Forbidden, Invalid, NotFound
from portal.prisons.models import Prison

SIGN_IN = "sign-in"


@transactional
def create_user(
    *,
    email: str,
    name: str,
    role: Role,
    prison: Prison | None = None,
    region: str | None = None,
    job_title: str = "",
    password: str,
    is_demo: bool = False,
) -> User:
    """Make an account. Raises Invalid with every problem by field."""
    kept, name, job_title = read_email(email), read_line(name), read_line(job_title)
    problems = _email_problems(kept) | detail_problems(name, job_title)
    problems |= place_problems(role, prison, region)
    problem = passwords.problem(password, email=kept, name=name)
    if problem:
        problems["password"] = problem
    if problems:
        raise Invalid(problems)
    user = User(
        email=kept,
        name=name,
        job_title=job_title,
        role=role,
        prison_id=prison.id if prison else None,
        region=region,
        password_hash=passwords.hashed(password),
        session_key=new_secret(),
        is_demo=is_demo,
        created_at=clock.now(),
    )
    db.session.add(user)
    db.session.flush()
    audit.record("user.created", f"user:{user.id}", actor=user, role=role)
    return user


def person_for(email: str, password: str, *, address: str) -> User | None:
    """Find who signs in with this e-mail address and password from this network address.

    Raises TooManyTries. Hashing stands outside the transactions: nobody waits for it.
    """
    email = email.strip().lower()
    throttle.spend(SIGN_IN, email, address)
    user = person_by_email(email)
    verified = user.password_hash if user else None
    if not passwords.matches(verified, password) or user is None or verified is None:
        return None
    kept = passwords.hashed(password) if passwords.is_outdated(verified) else verified
    return _arrive(user, address, verified=verified, kept=kept)


@transactional
def update_details(user: User, *, name: str, job_title: str) -> User:
    """Change what somebody says about themselves. Raises Invalid."""
    name, job_title = read_line(name), read_line(job_title)
    problems = detail_problems(name, job_title)
    if problems:
        raise Invalid(problems)
    person = _now(user)
    person.name, person.job_title = name, job_title
    audit.record("user.updated", f"user:{person.id}", actor=person)
    return person


def change_password(user: User, *, current: str, new: str, address: str) -> User:
    """Set a new password for who knows the old one; ends every session, the asker's included.

    Raises Invalid, and TooManyTries as signing in does.
    """
    problem = passwords.problem(new, email=user.email, name=user.name)
    if problem:
        raise Invalid({"password": problem})
    throttle.spend(SIGN_IN, user.email, address)
    if not passwords.matches(user.password_hash, current):
        raise Invalid({"current": "Your current password is not right"})
    throttle.forgive(SIGN_IN, user.email, address)
    return set_password(user, new, deed="password.changed")


@transactional
def set_password(user: User, password: str, *, deed: str) -> User:
    """Set a password that was checked; ends every session, reset link and API token.

    `deed` is for the audit. Raises Invalid.
    """
    problem = passwords.problem(password, email=user.email, name=user.name)
    if problem:
        raise Invalid({"password": problem})
    seen = user.session_key
    person = _now(user)
    if person.session_key != seen:  # a link works once, also when it is used twice at once
        raise NotFound("The password was changed just now. Sign in with the new one.")
    person.password_hash, person.session_key = passwords.hashed(password), new_secret()
    db.session.execute(delete(ApiToken).where(ApiToken.user_id == person.id))
    audit.record(deed, f"user:{person.id}", actor=person)
    return person


@transactional
def end_sessions(user: User) -> None:
    """End every session of a person: a copied cookie must not outlive a sign-out."""
    person = _now(user)
    person.session_key = new_secret()
    audit.record("user.signed_out", f"user:{person.id}", actor=person)


@transactional
def deactivate(number: int, *, actor: User) -> Sequence[PassedOn]:
    """Keep somebody out, at once and with their programs; tells what became of their things.

    Raises NotFound and Forbidden.
    """
    person = person_managed_by(actor, number)
    if person.id == actor.id:
        raise Forbidden("You cannot stop your own access. Ask somebody else to do it.")
    if not person.active:
        return ()
    person.active, person.session_key = False, new_secret()
    db.session.execute(delete(ApiToken).where(ApiToken.user_id == person.id))
    db.session.flush()  # who looks for a successor must not find them
    passed_on = tell_leaving(person, actor=actor)
    audit.record("user.deactivated", f"user:{person.id}", actor=actor)
    return passed_on


@transactional
def activate(number: int, *, actor: User) -> User:
    """Let somebody in again. Raises NotFound."""
    person = person_managed_by(actor, number)
    person.active = True
    audit.record("user.activated", f"user:{person.id}", actor=actor)
    return person


def place_problems(role: Role, prison: Prison | None, region: str | None) -> dict[str, str]:
    """Say what is wrong with where somebody of this role works, by field."""
    problems = {}
    if role in OF_A_PRISON and prison is None:
        problems["prison"] = "Choose the prison where they work"
    if role == Role.REGIONAL_LEAD and not region:
        problems["region"] = "Choose the region that they lead"
    return problems


def _email_problems(email: str) -> dict[str, str]:
    if not email:
        return {"email": EMAIL_WANTED}
    if has_account(email):
        return {"email": "Somebody already has an account with this email address"}
    return {}


@transactional
def _arrive(user: User, address: str, *, verified: str, kept: str) -> User | None:
    """Note that somebody signed in; nobody did where the password was changed meanwhile."""
    person = _now(user)
    if person.password_hash != verified or not person.active:
        return None
    throttle.forgive(SIGN_IN, person.email, address)
    person.password_hash, person.signed_in_at = kept, clock.now()
    audit.record("user.signed_in", f"user:{person.id}", actor=person)
    return person


def _now(user: User) -> User:
    """Fetch somebody as they are inside the running transaction, and keep them from others."""
    locked = {"of": User}  # not their prison, which stands in the same row
    return db.session.get_one(User, user.id, populate_existing=True, with_for_update=locked)
