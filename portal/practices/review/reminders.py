"""Reminding those who look after practices that one is due for review.

A practice is claimed in the database before its owner is written to, owner by owner. So two
programs that run at once never both write, and one that is stopped half way is followed by the
next day's run. Whom the mail server refuses is tried again then.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update

from portal import audit, clock, mail
from portal.accounts import colleagues
from portal.accounts.models import User
from portal.accounts.queries import may_enter
from portal.db import db, take_turns, transactional
from portal.practices.letters import reviews as letters
from portal.practices.models import Practice, Revision
from portal.practices.review_dates import SOON
from portal.practices.states import due_by

AGAIN = timedelta(days=30)


def remind() -> int:
    """Write to everyone who looks after a practice that is due or soon will be; count the mails.

    Each practice is spoken of at most once in 30 days. Where its owner has gone, the leads of its
    prison are written to; for the starter library, and where there is no lead, administrators.
    """
    return _remind_owners() + _remind_leads()


def _remind_owners() -> int:
    owners = db.session.execute(
        select(User.id, User.email)
        .where(may_enter(User), User.id.in_(select(Practice.owner_id).where(_to_remind())))
        .order_by(User.id)
    ).all()
    return sum(
        _write([email], _claim(Practice.owner_id == number), has_owner=True)
        for number, email in owners
    )


def _remind_leads() -> int:
    nobodys = select(Practice.prison_id).where(_to_remind(), has_no_owner()).distinct()
    sent = 0
    for prison_id in db.session.scalars(nobodys).all():
        people = colleagues.leads_of(prison_id) if prison_id is not None else ()
        addresses = [each.email for each in people or colleagues.administrators()]
        if addresses:
            there = Practice.prison_id.is_not_distinct_from(prison_id)
            claimed = _claim(and_(has_no_owner(), there))
            sent += _write(addresses, claimed, has_owner=False)
    return sent


def has_no_owner() -> ColumnElement[bool]:
    """Give the SQL condition that keeps what nobody who can sign in looks after."""
    there = select(User.id).where(User.id == Practice.owner_id, may_enter(User)).exists()
    return or_(Practice.owner_id.is_(None), ~there)


@transactional
def _claim(chosen: ColumnElement[bool]) -> list[int]:
    """Take what is to be spoken of, so that nobody else does; gives the practices' numbers."""
    take_turns("reminders of practices")
    claimed = db.session.scalars(
        update(Practice)
        .where(_to_remind(), chosen)
        .values(reminded_at=clock.now())
        .returning(Practice.id)
        .execution_options(synchronize_session=False)
    ).all()
    if claimed:
        audit.record("practice.reminded", "practices", actor=None, practices=sorted(claimed))
    return list(claimed)


@transactional
def _release(claimed: Collection[int]) -> None:
    db.session.execute(
        update(Practice)
        .where(Practice.id.in_(claimed))
        .values(reminded_at=None)
        .execution_options(synchronize_session=False)
    )


def _write(addresses: Sequence[str], claimed: Sequence[int], *, has_owner: bool) -> int:
    """Send one mail to each address about what was claimed; gives how many went."""
    if not claimed:
        return 0
    rows = db.session.execute(
        select(Revision.title, Practice.slug, Practice.review_on)
        .join(Revision, Revision.id == Practice.published_id)
        .where(Practice.id.in_(claimed))
        .order_by(Practice.review_on, Practice.id)
    )
    due: list[tuple[str, str, date]] = [(title, slug, on) for title, slug, on in rows if on]
    subject, words = letters.due(due, today=clock.today(), has_owner=has_owner)
    db.session.rollback()  # no transaction stays open while the mail server is asked
    sent = sum(mail.send(address, subject, words) for address in addresses)
    if not sent:
        _release(claimed)
    return sent


def _to_remind() -> ColumnElement[bool]:
    long_ago = clock.now() - AGAIN
    unspoken = or_(Practice.reminded_at.is_(None), Practice.reminded_at <= long_ago)
    return and_(due_by(clock.today() + SOON), unspoken)
