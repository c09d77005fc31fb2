"""Where a prison is compared: its line-ups, on public records or on all that prisons tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from portal.matching.core import Basis
from portal.matching.line_ups import (
    MEASURES_READ,
    LineUp,
    blocks,
    is_open,
    line_ups,
    values_of,
)
from portal.matching.wording import lower_first
from portal.prisons.profiles import Profile
from portal.prisons.queries import all_prisons, profiles

ENOUGH: Final = 5  # others that can be compared, for a basis to be chosen by itself


@dataclass(frozen=True, slots=True)
class Seat:
    """Hold a line-up and the place of one prison in it.

    `is_member`: it is one of those that are compared for everybody. Example prisons and closed
    ones join for their own page alone.
    """

    compared: LineUp
    here: int
    is_member: bool

    @property
    def comparable(self) -> int:
        """Count the others that it can be compared with."""
        row = self.compared.distances.total[self.here]
        return int(np.isfinite(np.delete(row, self.here)).sum())

    @property
    def missing(self) -> tuple[str, ...]:
        """Name the items that are not known of it, as they stand inside a sentence."""
        known = zip(self.compared.method.items, self.compared.distances.values, strict=True)
        return tuple(lower_first(item.label) for item, values in known if values[self.here] is None)

    @property
    def tells_enough(self) -> bool:
        """Tell whether so much is known of it that it could be compared with one like it."""
        return _tells_enough(self.compared, self.compared.values[self.here])


def seated(profile: Profile, asked: Basis | None = None) -> tuple[Basis, list[Seat]]:
    """Find a prison's place in each block that it stands in, on the basis that is asked for.

    By itself it is all that prisons tell, where this one and enough others tell enough; else
    public records.
    """
    every = line_ups()
    told = [] if asked == "record" else [every["profile", block] for block in blocks(profile)]
    if asked == "profile" or (told and all(_is_told(profile, each) for each in told)):
        return "profile", [_seat(profile, each) for each in told]
    return "record", [_seat(profile, every["record", block]) for block in blocks(profile)]


def _is_told(profile: Profile, compared: LineUp) -> bool:
    if not _tells_enough(compared, values_of(profile)):
        return False
    own = np.diagonal(compared.distances.known_share)
    if np.count_nonzero(own >= compared.method.least_share) < ENOUGH:
        return False
    return _seat(profile, compared).comparable >= ENOUGH


def _tells_enough(compared: LineUp, known: dict[str, object]) -> bool:
    items = compared.method.items
    told = sum(item.weight for item in items if item.of(known) is not None)
    return told > 0 and told >= compared.method.least_share * sum(item.weight for item in items)


def _seat(profile: Profile, compared: LineUp) -> Seat:
    if profile.prison.id in compared.ids:
        return Seat(compared, compared.ids.index(profile.prison.id), is_member=True)
    joined = compared.with_all([profile, *_company(profile, compared)])
    return Seat(joined, len(compared.ids), is_member=False)


def _company(profile: Profile, compared: LineUp) -> Iterable[Profile]:
    """Give the other example prisons: real ones tell little as yet, so they show how it works."""
    if not profile.prison.is_example or compared.basis == "record":
        return []
    ids = [each.id for each in all_prisons() if each.is_example and each.id != profile.prison.id]
    found = profiles(prison_ids=ids, measures=MEASURES_READ).values()
    return [each for each in found if is_open(each) and compared.block in blocks(each)]
