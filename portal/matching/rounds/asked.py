"""What a lead asks of a round, and how an edit of the draft changes it; prisons by their codes."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from typing import Any, Final, Literal, Self

from portal.matching.core.groups import Size
from portal.matching.core.planning import RegionRule

Who = Literal["asked", "all"]
"""Those who asked to take part, or all open prisons; never who pauses."""
Codes = tuple[str, ...]

EXAMPLES: Final = "Example region"
"""The region of example prisons: a round of it holds them alone, no other round any of them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold what a lead asks for.

    - `repeats`: whether those that met in earlier rounds may be put together as if they had not
    - `pins`: groups that stand as they are; `forbids`: two that are never in one group
    - `put_in`: takes part though `who` does not choose it; `taken_out`: the other way round
    """

    who: Who = "all"
    size: Size = 2
    region_rule: RegionRule = "rather_other"
    cap_km: float | None = None
    repeats: bool = False
    maturity: bool = True
    need: bool = True
    pins: tuple[Codes, ...] = ()
    forbids: tuple[tuple[str, str], ...] = ()
    put_in: Codes = ()
    taken_out: Codes = ()

    def to_json(self) -> dict[str, Any]:
        """Write it down; `from_json` reads it again."""
        return {
            name: [list(each) if isinstance(each, tuple) else each for each in value]
            if isinstance(value, tuple)
            else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        nested = {name: tuple(map(tuple, stored[name])) for name in ("pins", "forbids")}
        flat = {name: tuple(stored[name]) for name in ("put_in", "taken_out")}
        return cls(**{**stored, **nested, **flat})

    def pinned(self, codes: Iterable[str]) -> Self:
        """Let these stand as one group; other pins that hold one of them go, as do forbids."""
        group = tuple(sorted(set(codes)))
        pairs = set(combinations(group, 2))
        return replace(
            self._free_of(group),
            pins=(*self._free_of(group).pins, group),
            forbids=tuple(each for each in self.forbids if _ordered(each) not in pairs),
        )

    def released(self, codes: Iterable[str]) -> Self:
        """Let no pin stand that holds one of these."""
        return self._free_of(codes)

    def parted(self, codes: Iterable[str]) -> Self:
        """Never put any two of these together."""
        pairs = combinations(sorted(set(codes)), 2)
        forbids = dict.fromkeys([*map(_ordered, self.forbids), *pairs])
        return replace(self._free_of(codes), forbids=tuple(forbids))

    def without(self, code: str) -> Self:
        """Take a prison out."""
        return replace(
            self._free_of([code]),
            put_in=tuple(each for each in self.put_in if each != code),
            taken_out=tuple(dict.fromkeys([*self.taken_out, code])),
        )

    def with_one(self, code: str) -> Self:
        """Put a prison in."""
        return replace(
            self,
            put_in=tuple(dict.fromkeys([*self.put_in, code])),
            taken_out=tuple(each for each in self.taken_out if each != code),
        )

    def among(self, codes: Iterable[str]) -> Self:
        """Keep the pins and forbids whose prisons all are among these."""
        here = set(codes)
        return replace(
            self,
            pins=tuple(pin for pin in self.pins if here.issuperset(pin)),
            forbids=tuple(pair for pair in self.forbids if here.issuperset(pair)),
        )

    def _free_of(self, codes: Iterable[str]) -> Self:
        gone = set(codes)
        return replace(self, pins=tuple(pin for pin in self.pins if not gone & set(pin)))


def _ordered(pair: tuple[str, str]) -> tuple[str, str]:
    one, other = pair
    return min(one, other), max(one, other)
