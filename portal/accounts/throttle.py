"""Slowing down whoever guesses: so many tries for an e-mail address and for a network address."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from sqlalchemy import delete, func, select

from portal import clock
from portal.accounts.digests import keyed_digest
from portal.accounts.models import SignInTry
from portal.db import db, transactional
from portal.errors import TooManyTries

WINDOW = timedelta(minutes=15)
PER_EMAIL = 5
PER_NETWORK = 50  # a whole prison may come from one address


@transactional
def spend(deed: str, email: str, address: str) -> None:
    """Count one try at a deed before it is made, so that tries side by side count as well.

    Raises TooManyTries.
    """
    now = clock.now()
    db.session.execute(delete(SignInTry).where(SignInTry.at <= now - WINDOW))
    subjects = ((_email(deed, email), PER_EMAIL), (_network(deed, address), PER_NETWORK))
    for subject, limit in subjects:
        wait = seconds_to_wait(_times(subject), limit, now)
        if wait:
            raise TooManyTries(_message(wait), retry_after=wait)
        db.session.add(SignInTry(subject_hash=subject, at=now))


@transactional
def forgive(deed: str, email: str, address: str) -> None:
    """Forget every try for an e-mail address, and the last one from a network address."""
    db.session.execute(delete(SignInTry).where(SignInTry.subject_hash == _email(deed, email)))
    last = select(func.max(SignInTry.id)).where(SignInTry.subject_hash == _network(deed, address))
    db.session.execute(delete(SignInTry).where(SignInTry.id == last.scalar_subquery()))


def seconds_to_wait(times: Sequence[datetime], limit: int, now: datetime) -> int:
    """Tell how long until fewer than `limit` tries count; 0 where one more is allowed now.

    `times` are those of the tries, oldest first.
    """
    counted = [at for at in times if at > now - WINDOW]
    if len(counted) < limit:
        return 0
    return max(1, ceil((counted[-limit] + WINDOW - now).total_seconds()))


def network(address: str) -> str:
    """Give what counts as one network address: of IPv6 its first half, as a home has all of it.

    Some proxies write the visitor's port behind an IPv4 address; it changes with every try.
    """
    bare, colon, port = address.partition(":")
    try:
        parsed = ip_address(bare if colon and port.isdigit() and "." in bare else address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)


def _times(subject: str) -> Sequence[datetime]:
    return db.session.scalars(
        select(SignInTry.at).where(SignInTry.subject_hash == subject).order_by(SignInTry.at)
    ).all()


def _email(deed: str, email: str) -> str:
    return keyed_digest(f"{deed} email {email}")


def _network(deed: str, address: str) -> str:
    return keyed_digest(f"{deed} network {network(address)}")


def _message(seconds: int) -> str:
    minutes = ceil(seconds / 60)
    return f"Wait {minutes} minute{'' if minutes == 1 else 's'}, then try again."
