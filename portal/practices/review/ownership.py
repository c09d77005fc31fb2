"""Who looks after a practice when its owner leaves: nothing is left behind unnoticed."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select

from portal import audit
from portal.accounts import colleagues
from portal.accounts.leaving import PassedOn
from portal.accounts.models import User
from portal.db import db, take_turns
from portal.practices.drafting import add_step
from portal.practices.models import Practice, Step


def pass_on(person: User, actor: User | None) -> PassedOn | None:
    """Give what somebody owns to the longest-serving lead of its prison, inside a transaction.

    Where there is none, nobody owns it and lists say so. What was submitted stays in review.
    Tells in words who looks after it now; None where they owned nothing.
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
    return _told([heirs[each.prison_id] for each in owned], actor) if owned else None


def _told(heirs: Sequence[User | None], actor: User | None) -> PassedOn:
    """Say who has how many of them; a link where whoever made them leave has some."""
    sentences = []
    for heir, count in Counter(heirs).items():
        some = "practice" if count == 1 else f"{count} practices"
        is_actor = heir is not None and heir == actor
        who = "You now look" if is_actor else f"{heir.name} now looks" if heir else "Nobody looks"
        sentences.append(f"{who} after their {some}{'' if heir else ' now'}.")
    return PassedOn(" ".join(sentences), "/reviews" if actor in heirs else "")


def _heir(prison_id: int | None, person: User) -> User | None:
    if prison_id is None:
        return None
    return next((each for each in colleagues.leads_of(prison_id) if each.id != person.id), None)
