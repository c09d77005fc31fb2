"""Who looks after a practice when its owner leaves: nothing is left behind unnoticed."""

from sqlalchemy import select

from portal import audit
from portal.accounts import colleagues
from portal.accounts.models import User
from portal.db import db, take_turns
from portal.practices.drafting import add_step
from portal.practices.models import Practice, Step


def pass_on(person: User, actor: User | None) -> None:
    """Give what somebody owns to the longest-serving lead of its prison, inside a transaction.

    Where there is none, nobody owns it and lists say so. What was submitted stays in review.
    """
    take_turns("owners of practices")  # two who leave at once must not inherit from each other
    owned = db.session.scalars(
        select(Practice)
        .where(Practice.owner_id == person.id)
        .order_by(Practice.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    heirs = {number: _heir(number, person) for number in {each.prison_id for each in owned}}
    for practice in owned:
        heir = heirs[practice.prison_id]
        practice.owner_id = heir.id if heir else None
        words = heir.name if heir else ""
        add_step(practice, Step.HANDED_ON, actor=actor, words=words)
        audit.record(
            "practice.handed_on", f"practice:{practice.id}", actor=actor, owner=practice.owner_id
        )
    db.session.flush()


def _heir(prison_id: int | None, person: User) -> User | None:
    if prison_id is None:
        return None
    return next((each for each in colleagues.leads_of(prison_id) if each.id != person.id), None)
