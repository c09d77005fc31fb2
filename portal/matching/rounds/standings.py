"""Reading who takes part in pairing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from sqlalchemy import select

from portal import clock
from portal.accounts.models import User
from portal.accounts.permissions import is_administrator, prisons_led
from portal.db import db
from portal.matching.line_ups import is_open
from portal.matching.rounds.models import OPTED_IN, PAUSED, Standing
from portal.prisons.models import Prison
from portal.prisons.profiles import Profile
from portal.prisons.queries import profiles

State = Literal["in", "paused", ""]
"""Takes part, pauses, or has not said."""

NOT_SAID: Final = ""
STATES: Final[Mapping[str, str]] = {
    OPTED_IN: "Takes part",
    PAUSED: "Pauses",
    NOT_SAID: "Has not said",
}


@dataclass(frozen=True, slots=True)
class Stands:
    """Hold what counts today for one prison; `until` is the last day of a pause."""

    prison: Prison
    region: str | None
    state: State
    until: date | None = None
    why: str = ""

    @property
    def words(self) -> str:
        """Say the state in words."""
        return STATES[self.state]


def state_today(standing: Standing | None) -> State:
    """Tell what counts today: after the last day of a pause, a prison takes part."""
    if standing is None:
        return NOT_SAID
    if standing.state == PAUSED and (standing.until is None or standing.until >= clock.today()):
        return PAUSED
    return OPTED_IN


def states(prison_ids: Iterable[int]) -> dict[int, State]:
    """Give what counts today for each of these prisons."""
    said = {row.prison_id: row for row in db.session.scalars(select(Standing))}
    return {number: state_today(said.get(number)) for number in prison_ids}


def stands(profile: Profile) -> Stands:
    """Tell how one prison stands."""
    return _stands(profile, db.session.get(Standing, profile.prison.id))


def standings_for(viewer: User) -> list[Stands]:
    """List the open prisons that somebody may answer for, by name, examples last."""
    known = profiles(measures=("status", "region"))
    mine = set(known) if is_administrator(viewer) else prisons_led(viewer)
    said = {row.prison_id: row for row in db.session.scalars(select(Standing))}
    return [
        _stands(profile, said.get(number))
        for number, profile in known.items()
        if number in mine and is_open(profile)
    ]


def _stands(profile: Profile, said: Standing | None) -> Stands:
    state, region = state_today(said), profile.value("region")
    if said is None or state != PAUSED:
        return Stands(profile.prison, region, state)
    return Stands(profile.prison, region, state, said.until, said.why)
