"""What is asked of a cover of the members by groups, and the cover itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

Members = tuple[int, ...]

STRICT: Final = 1e-9  # costs closer than this share of them, or of 1, are the same


@dataclass(frozen=True, slots=True)
class Rules:
    """Say what is asked for.

    `charge` gives for each size of group what it costs beside its pairs; no other size is used,
    and size 1 is a member left out. `counts` gives the least and most groups of some sizes, and
    `others` those of any size but `main` and 1. All costs are at least 0; with `whole` they are
    whole numbers.
    """

    main: int
    charge: Mapping[int, float]
    counts: Mapping[int, tuple[int, int]]
    others: tuple[int, int]
    whole: bool = False

    @property
    def widest(self) -> int:
        """Give the largest size there is a word about."""
        return max(self.main, *self.charge)


@dataclass(frozen=True, slots=True)
class Cover:
    """Hold groups of two and more, their cost and a bound that no plan can undercut."""

    groups: tuple[Members, ...]
    cost: float
    bound: float = 0.0

    @property
    def is_proven(self) -> bool:
        """Tell whether the bound leaves nothing to save."""
        return self.cost - self.bound <= STRICT * max(self.cost, 1.0)
