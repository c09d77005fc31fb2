"""Why two prisons are close or not: what is alike, what differs, what is not known."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from portal.matching.core.distance import Distances
from portal.matching.core.items import Item

MOST_ALIKE: Final = 3
MOST_DIFFERENT: Final = 2
# On the scale for size this is a ratio of about 1.4; one step or one member more is beyond it.
ALIKE_AT_MOST: Final = 0.1


@dataclass(frozen=True, slots=True)
class Comparison:
    """Set two prisons' values of one item side by side; `distance` is None where one is unknown."""

    item: Item
    ours: Any
    theirs: Any
    distance: float | None
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Hold the up to 3 heaviest likenesses, up to 2 greatest differences, and all the unknown."""

    alike: tuple[Comparison, ...]
    different: tuple[Comparison, ...]
    unknown: tuple[Comparison, ...]


def explain(distances: Distances, ours: int, theirs: int) -> Explanation:
    """Explain the distance between two prisons.

    Likenesses and unknowns stand heaviest first, differences by what they add to the distance.
    Items that weigh nothing are not named.
    """
    compared = [one for one in compare(distances, ours, theirs) if one.weight > 0]
    known = [(one, one.distance) for one in compared if one.distance is not None]
    alike = [one for one, apart in known if apart <= ALIKE_AT_MOST]
    different = [(one, apart) for one, apart in known if apart > ALIKE_AT_MOST]
    different.sort(key=lambda pair: -pair[0].weight * pair[1])
    return Explanation(
        alike=_heaviest(alike)[:MOST_ALIKE],
        different=tuple(one for one, _ in different[:MOST_DIFFERENT]),
        unknown=_heaviest([one for one in compared if one.distance is None]),
    )


def compare(distances: Distances, ours: int, theirs: int) -> tuple[Comparison, ...]:
    """Set two prisons side by side on every item, in the method's order."""
    items = zip(
        distances.method.items,
        distances.values,
        distances.by_item[:, ours, theirs].tolist(),
        strict=True,
    )
    return tuple(
        Comparison(
            item=item,
            ours=values[ours],
            theirs=values[theirs],
            distance=None if np.isnan(apart) else apart,
            weight=item.weight,
        )
        for item, values, apart in items
    )


def _heaviest(compared: list[Comparison]) -> tuple[Comparison, ...]:
    return tuple(sorted(compared, key=lambda one: -one.weight))
