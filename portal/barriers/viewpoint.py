"""From which prison somebody looks, and how close the others are to it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from portal.accounts.models import Role, User
from portal.matching.nearness import near
from portal.prisons.models import Prison
from portal.prisons.queries import profiles
from portal.search.lifts import Near


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Hold the prison that somebody looks from and how close others are to it.

    Prisons that are not close are missing from `nearness`. `choices` are the prisons that may be
    looked from; empty for who works at one.
    """

    prison: Prison | None
    nearness: Mapping[int, Near]
    choices: Collection[Prison] = ()

    @property
    def like_ours(self) -> frozenset[int]:
        """Give the other prisons that are at least fairly close."""
        return frozenset(number for number in self.nearness if not self.is_own(number))

    def is_own(self, prison_id: int | None) -> bool:
        """Tell whether this is the prison looked from."""
        return self.prison is not None and self.prison.id == prison_id

    def places(self) -> dict[int, int]:
        """Give each prison its place by closeness, from 1; those as close as each other share one.

        What is missing comes after these, and our own prison last: we know what it did.
        """
        shares = sorted({one.share for one in self.nearness.values()}, reverse=True)
        last = len(self.nearness) + 2
        return {
            number: last if self.is_own(number) else 1 + shares.index(one.share)
            for number, one in self.nearness.items()
        }


def viewpoint(viewer: User, chosen: str = "") -> Viewpoint:
    """Look from somebody's own prison; who has none may choose one (`chosen`, a slug).

    Two SELECTs for the choices, beside those of `near`.
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
