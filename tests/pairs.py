"""Rounds as they are once published, for tests of what paired prisons do then."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from portal import clock
from portal.db import db
from portal.matching.rounds.models import PUBLISHED, PairingGroup, PairingMember, PairingRound
from portal.prisons.models import Prison


def publish(
    groups: Sequence[Sequence[Prison]],
    *,
    region: str | None = "West Midlands",
    by: int | None = None,
    inputs: Mapping[str, Any] | None = None,
    block: str = "adult_men",
    distances: Sequence[float] = (),
    at: datetime | None = None,
    first_id: int | None = None,
    round_id: int | None = None,
) -> PairingRound:
    """Add a published round with these groups, in an application context; committed."""
    now = at or clock.now()
    made = PairingRound(
        id=round_id,
        name="Spring",
        region=region,
        state=PUBLISHED,
        as_at=date(2026, 1, 1),
        created_at=now,
        created_by_id=by,
        published_at=now,
        published_by_id=by,
        inputs=dict(inputs or {}),
        outcome={},
        groups=[
            PairingGroup(
                id=None if first_id is None else first_id + at_,
                block=block,
                position=at_ + 1,
                distance=distances[at_] if distances else 0.2,
                members=[PairingMember(prison_id=each.id) for each in prisons],
            )
            for at_, prisons in enumerate(groups)
        ],
    )
    db.session.add(made)
    db.session.commit()
    return made
