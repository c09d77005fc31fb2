"""Why prisons are in one group, from what their round was given, as it was then."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import cast

from sqlalchemy import select

from portal.db import db
from portal.errors import NotFound
from portal.matching.core import Block, closeness, explain
from portal.matching.rounds.given import Given
from portal.matching.rounds.models import PairingGroup, PairingRound
from portal.matching.wording import Reasons, reasons
from portal.prisons.models import Prison


def given_to(round_id: int) -> dict[str, Given]:
    """Read what the solver was given for each block of a round. Raises NotFound."""
    stored = db.session.scalar(select(PairingRound.inputs).where(PairingRound.id == round_id))
    if stored is None:
        raise NotFound("There is no such round.")
    return {block: Given.from_json(cast("Block", block), each) for block, each in stored.items()}


def word_for(given: Given, group: PairingGroup) -> str:
    """Say how close the least alike two of a group are; "" where that is not known."""
    return "" if group.distance is None else closeness(given.method, group.distance) or ""


def why(given: Given, prisons: Sequence[Prison]) -> tuple[Reasons, tuple[Prison, Prison]] | None:
    """Give the reasons for the least alike two of these prisons, and which they are.

    None where fewer than two are among what was given.
    """
    pair = least_alike(given, prisons)
    if pair is None:
        return None
    here, there = (given.codes.index(each.code) for each in pair)
    return reasons(explain(given.distances, here, there), pair[0].name, pair[1].name), pair


def least_alike(given: Given, prisons: Iterable[Prison]) -> tuple[Prison, Prison] | None:
    """Give the two of these prisons that are least alike, of those that were given."""
    known = [each for each in prisons if each.code in given.codes]
    return max(combinations(known, 2), key=lambda pair: apart(given, *pair), default=None)


def apart(given: Given, one: Prison, other: Prison) -> float:
    """Give how far apart two prisons were, 1 where too little was known."""
    found = given.distances.total[given.codes.index(one.code), given.codes.index(other.code)]
    return float(found) if found == found else 1.0
