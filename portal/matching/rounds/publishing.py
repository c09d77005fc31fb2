"""Publishing a round: from then on it cannot be edited, and those in it are told."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import lazyload
from sqlalchemy.orm.attributes import flag_modified

from portal import audit, clock
from portal.accounts.models import Role, User
from portal.accounts.queries import may_enter
from portal.db import after_commit, db, transactional
from portal.errors import Invalid
from portal.matching.rounds.drafts import locked
from portal.matching.rounds.models import PUBLISHED, PairingRound
from portal.prisons.models import Prison

log = logging.getLogger(__name__)

Told = Callable[[int], object]

_KEY: Final = "pairing_published"


@dataclass(frozen=True, slots=True)
class ToBeTold:
    """Hold a prison of a round and the people who are told: its leads, or else its members."""

    prison: Prison
    people: tuple[User, ...]

    @property
    def number(self) -> int:
        """Count the people."""
        return len(self.people)


def when_published(app: Flask, function: Told) -> None:
    """Call a function with the number of each round that is published, in an app context.

    It is called after the commit; what fails in it is logged, and the round stays published.
    """
    app.extensions.setdefault(_KEY, []).append(function)


def who_is_told(found: PairingRound) -> list[ToBeTold]:
    """List who is told when a round is published, by prison; a prison may have nobody."""
    prisons = {
        member.prison.id: member.prison for group in found.groups for member in group.members
    }
    people = db.session.scalars(
        select(User)
        .where(User.prison_id.in_(prisons), may_enter(User))
        .options(lazyload(User.prison))
        .order_by(User.name, User.id)
    ).all()
    return [
        ToBeTold(prison, _leads_or_members([each for each in people if each.prison_id == number]))
        for number, prison in sorted(prisons.items(), key=lambda pair: pair[1].name)
    ]


@transactional
def publish_round(number: int, *, actor: User, edition: int) -> PairingRound:
    """Publish a draft that must still be this `edition`.

    Raises Forbidden, EditConflict, and Invalid for one without any group.
    """
    found = locked(number, actor, edition)
    if not found.groups:
        raise Invalid({"": "There are no groups in this round, so there is nothing to publish"})
    found.state, found.published_at, found.published_by_id = PUBLISHED, clock.now(), actor.id
    flag_modified(found, "wishes")
    db.session.flush()
    audit.record(
        "pairing.published",
        f"pairing:{number}",
        actor=actor,
        do="publish",
        groups=len(found.groups),
        edition=found.edition,
    )
    after_commit(lambda: _tell(number))
    return found


def _leads_or_members(people: Sequence[User]) -> tuple[User, ...]:
    leads = tuple(each for each in people if each.role == Role.PRISON_LEAD)
    return leads or tuple(people)


def _tell(number: int) -> None:
    functions: list[Told] = current_app.extensions.get(_KEY, [])
    for function in functions:
        try:
            function(number)
        except Exception:
            log.exception("telling about round %d failed; it stays published", number)
            db.session.rollback()
