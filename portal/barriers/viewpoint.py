"""From which prison somebody looks, and how close the others are to it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from portal.accounts.models import Role, User
from portal.barriers.nearness import Near, near
from portal.prisons.models import Prison
from portal.prisons.queries import profiles

LIKE: Final = {"very close", "close", "fairly close"}


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Hold the prison that somebody looks from and how close the others are to it.

    `choices` are the prisons that may be looked from; empty for who works at one.
    """

    prison: Prison | None
    nearness: Mapping[int, Near]
    choices: Collection[Prison] = ()

    @property
    def like_ours(self) -> frozenset[int]:
        """Give the other prisons that are at least fairly close."""
        return frozenset(
            number
            for number, one in self.nearness.items()
            if one.word.lower() in LIKE and not self.is_own(number)
        )

    def is_own(self, prison_id: int | None) -> bool:
        """Tell whether this is the prison looked from."""
        return self.prison is not None and self.prison.id == prison_id

    def places(self) -> dict[int, int]:
        """Give the prisons whose closeness is known numbers from 0, the prison itself first."""
        ordered = sorted(self.nearness, key=lambda each: (-self.nearness[each].share, each))
        others = [number for number in ordered if not self.is_own(number)]
        own = [self.prison.id] if self.prison else []
        return {number: place for place, number in enumerate(own + others)}


def viewpoint(viewer: User, chosen: str = "") -> Viewpoint:
    """Look from somebody's own prison; who has none may choose one (`chosen`, a slug).

    Two SELECTs for the choices beside what nearness asks.
    """
    if viewer.prison is not None:
        return Viewpoint(viewer.prison, near(viewer.prison_id))
    choices = _choices(viewer)
    prison = next((each for each in choices if each.slug == chosen), None)
    return Viewpoint(prison, near(prison.id) if prison else {}, choices)


def _choices(viewer: User) -> list[Prison]:
    """List the prisons of a regional lead's region; every prison for administrators."""
    every = profiles(measures=("region",)).values()
    if viewer.role == Role.REGIONAL_LEAD:
        here = viewer.region
        return [each.prison for each in every if here and each.value("region") == here]
    return [each.prison for each in every]
