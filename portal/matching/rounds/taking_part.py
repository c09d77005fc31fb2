"""Saying whether a prison takes part in pairing."""

from datetime import date
from typing import Final

from portal import audit, clock
from portal.accounts.models import User
from portal.db import db, take_turns, transactional
from portal.errors import Invalid
from portal.matching.rounds.models import PAUSED, Standing
from portal.matching.rounds.permissions import require_standing
from portal.matching.rounds.standings import NOT_SAID, STATES, State
from portal.personal_data import first_blocking
from portal.practices.content import is_storable
from portal.prisons.models import Prison
from portal.prisons.queries import region_of

WHY_MAX: Final = 300


@transactional
def set_standing(
    prison: Prison, *, actor: User, state: str, until: date | None = None, why: str = ""
) -> State:
    """Say that a prison takes part ("in"), pauses ("paused") or has not decided ("").

    `until` is the last day of a pause: after it the prison takes part. It and `why` count for a
    pause only. Raises Forbidden, and Invalid for another state, a past day or words that are too
    long or tell who somebody is.
    """
    require_standing(actor, prison.id, region_of(prison.id))
    pauses = state == PAUSED
    until, why = (until, " ".join(why.split())) if pauses else (None, "")
    if problems := _problems(state, until, why):
        raise Invalid(problems)
    take_turns(f"standing {prison.id}")
    row = db.session.get(Standing, prison.id)
    if state == NOT_SAID:
        if row is not None:
            db.session.delete(row)
    else:
        if row is None:
            row = Standing(prison_id=prison.id)
            db.session.add(row)
        row.state, row.until, row.why = state, until, why
        row.changed_at, row.changed_by_id = clock.now(), actor.id
    audit.record(
        "pairing.standing_set",
        f"prison:{prison.code}",
        actor=actor,
        state=state or "not said",
        until=until.isoformat() if until else None,
    )
    return state  # type: ignore[return-value]


def _problems(state: str, until: date | None, why: str) -> dict[str, str]:
    problems = {}
    if state not in STATES:
        problems["state"] = "Choose whether the prison takes part"
    if until is not None and until < clock.today():
        problems["until"] = "The last day must be today or later"
    if len(why) > WHY_MAX:
        problems["why"] = f"Use at most {WHY_MAX} characters"
    elif not is_storable(why):
        problems["why"] = "Take out signs that cannot be shown"
    elif first_blocking(why):
        problems["why"] = "Take out what tells who a person is, such as a prison number"
    return problems
