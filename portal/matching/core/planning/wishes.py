"""What is asked of a plan, and what is known of the prisons that take part."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Literal, Self

from portal.matching.core.groups import Size
from portal.matching.core.planning.reading import (
    choice,
    distance,
    earlier,
    groups_of_codes,
    named_values,
    number,
    pairs_of_codes,
)

RegionRule = Literal["any", "rather_other", "same_only"]

SIZES: Final = (2, 3, 4)
REGION_RULES: Final[tuple[RegionRule, ...]] = ("any", "rather_other", "same_only")
MOST_SECONDS: Final = 600.0


_LISTS: Final[dict[str, Callable[[Any], Any]]] = {
    "pins": groups_of_codes,
    "forbids": pairs_of_codes,
    "earlier": earlier,
}


@dataclass(frozen=True, slots=True)
class Site:
    """Hold one prison that takes part; `code` is unique.

    `schemes` gives each type's state, "setting_up", "running" or "established"; a type that is not
    in it is one the prison has none of. None: nothing is known of its schemes.
    """

    code: str
    region: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    schemes: Mapping[str, str] | None = None
    barriers_now: frozenset[str] = frozenset()
    barriers_solved: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        code: str,
        values: Mapping[str, Any],
        *,
        latitude: float | None = None,
        longitude: float | None = None,
    ) -> Self:
        """Read a prison from its stored values, by measure, and its place in degrees."""
        return cls(
            code=code,
            region=values.get("region"),
            latitude=latitude,
            longitude=longitude,
            schemes=values.get("schemes"),
            barriers_now=frozenset(values.get("barriers_now") or ()),
            barriers_solved=frozenset(values.get("barriers_solved") or ()),
        )


@dataclass(frozen=True, slots=True)
class Wishes:
    """Hold the rules of a plan; prisons stand by their codes.

    - `size`: of the groups; a few have one more, or one fewer, where the number asks for it
    - `region`: "any"; "rather_other", which charges `same_region` for two of one known region; or
      "same_only", which allows no others
    - `cap_km`: how far apart two may be as the crow flies, None for any distance
    - `repeat`: charged for two that met in the last round, half of it for the one before, a third
      for the one before that
    - `maturity`: charged unless one has established a scheme that the other sets up or has none of
    - `need`: charged unless one has solved a barrier that the other has now
    - `pins`: groups that stand as they are, whatever the other rules say
    - `forbids`: two that are never in one group
    - `earlier`: two that met, and how many rounds ago (1: in the last)
    - `seconds`: how long may be spent on solving

    Charges are added to squared distances, at least 0; 0 switches one off. Those here together stay
    below the square of the greatest distance called "close" (0.125 squared is 0.0156): two that are
    the same in all cost less, with every charge, than two that are just close. So they decide
    between partners who are about as much alike. To have met in the last round weighs most, or the
    same pairs would come out for ever.

    Raises ValueError, in plain words, for a value that cannot be.
    """

    size: Size = 2
    region: RegionRule = "rather_other"
    cap_km: float | None = None
    repeat: float = 0.008
    same_region: float = 0.002
    maturity: float = 0.002
    need: float = 0.002
    pins: tuple[tuple[str, ...], ...] = ()
    forbids: tuple[tuple[str, str], ...] = ()
    earlier: tuple[tuple[str, str, int], ...] = ()
    seconds: float = 20.0

    def __post_init__(self) -> None:
        """Check the values, which may come from a form or from storage."""
        choice("The group size", self.size, SIZES)
        choice("The region rule", self.region, REGION_RULES)
        distance("The greatest distance", self.cap_km)
        for charge in ("repeat", "same_region", "maturity", "need"):
            number(f"The charge “{charge}”", getattr(self, charge), 1e6)
        number("The time limit", self.seconds, MOST_SECONDS)
        for name, read in _LISTS.items():
            read(getattr(self, name))

    def to_json(self) -> dict[str, Any]:
        """Write the wishes down; `from_json` reads them again."""
        return {
            name: [list(each) for each in value] if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, given: Any) -> Self:
        """Read wishes that `to_json` wrote; what is missing has its usual value.

        Raises ValueError, in plain words, where they are not such.
        """
        wishes = named_values("The wishes", given, [field.name for field in fields(cls)])
        for name, read in _LISTS.items():
            if name in wishes:
                wishes[name] = read(wishes[name])
        return cls(**wishes)


def place_of(site: Site) -> tuple[float, float] | None:
    """Give where a prison is, latitude and longitude in degrees; None where it is not known."""
    if site.latitude is None or site.longitude is None:
        return None
    return site.latitude, site.longitude
