"""A way of comparing the prisons of a block: its items, weights, ranges and words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from portal.matching.core.items import Item

Block = Literal["adult_men", "women", "under_18"]
Basis = Literal["record", "profile"]
"""What is compared: public records alone, or all that a prison tells about itself as well."""
Closeness = Literal["very close", "close", "fairly close", "not close"]

WORDS: Final[tuple[Closeness, ...]] = ("very close", "close", "fairly close", "not close")


@dataclass(frozen=True, slots=True)
class Method:
    """Name one way of comparing the prisons of a block.

    A distance needs items with at least `least_share` of the weight known on both sides.
    `cutoffs` gives the greatest distance for each word but the last, closest first.
    """

    name: str
    version: str
    items: tuple[Item, ...]
    cutoffs: tuple[tuple[Closeness, float], ...]
    least_share: float = 0.6

    @property
    def groups(self) -> dict[str, float]:
        """Give the weight of each group, in the order in which the items stand."""
        weights: dict[str, float] = {}
        for item in self.items:
            weights[item.group] = weights.get(item.group, 0.0) + item.weight
        return weights

    def weighted(self, groups: Mapping[str, float], version: str) -> "Method":
        """Give groups other weights; within a group the items keep their shares of it.

        Groups that are not named keep theirs. Raises ValueError for a group that is not there, a
        weight below 0, or where nothing would weigh anything.
        """
        now = self.groups
        if strange := set(groups) - set(now):
            raise ValueError(f"no such group: {', '.join(sorted(strange))}")
        if any(not 0 <= weight < float("inf") for weight in groups.values()):
            raise ValueError("a weight is 0 or more")
        wanted = {**now, **groups}
        if not sum(wanted.values()) > 0:
            raise ValueError("something must weigh more than 0")
        items = tuple(
            replace(item, weight=item.weight * wanted[item.group] / now[item.group])
            for item in self.items
        )
        return replace(self, items=items, version=version)
