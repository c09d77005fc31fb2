"""Questions of the kind "is A or B more like yours?", and how far answers agree with distances."""

import math
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from portal.matching.core.distance import Distances, weigh
from portal.matching.core.items import Matrix

ASKED: Final = 30
SURE: Final = 1.96  # standard deviations around a share that hold the truth in 95 of 100 cases
ALIKE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Triad:
    """Ask whether `a` or `b` is more like `ours`; all are indexes."""

    ours: int
    a: int
    b: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """Count answers that say the same as the distances.

    `same` of `told` answers name the prison that is nearer; answers on two that are equally far
    are in neither.
    """

    same: int
    told: int

    @property
    def share(self) -> float:
        """Give the share that agree, 0 to 1; a coin would agree with half. 0 without answers."""
        return self.same / self.told if self.told else 0.0

    @property
    def between(self) -> tuple[float, float]:
        """Give the ends of the 95% interval around the share (Wilson, 1927)."""
        if not self.told:
            return 0.0, 1.0
        square = SURE**2
        middle = (self.share + square / (2 * self.told)) / (1 + square / self.told)
        spread = self.share * (1 - self.share) / self.told + square / (4 * self.told**2)
        reach = SURE * math.sqrt(spread) / (1 + square / self.told)
        return max(middle - reach, 0.0), min(middle + reach, 1.0)


def triads(distances: Distances, keys: Sequence[str], ours: int, count: int = ASKED) -> list[Triad]:
    """Choose what to ask the people of one prison, the same each time.

    A third sets a near prison against a far one, a third a near one against one in the middle, a
    third two near ones; these are the ones that tell most about the weights. Fewer than `count`
    where too few can be compared.
    """
    row = distances.total[ours]
    known = [at for at in range(len(keys)) if at != ours and not math.isnan(row[at])]
    known.sort(key=lambda at: (row[at], keys[at]))
    if not known:
        return []
    third = max(len(known) // 3, 1)
    near, middle, far = known[:third], known[third : 2 * third], known[2 * third :]
    chance = np.random.default_rng(zlib.crc32(keys[ours].encode()))
    asked: dict[frozenset[int], Triad] = {}
    for place in range(count * 20):
        others = (far, middle, near)[place % 3] or near
        one, other = near[chance.integers(len(near))], others[chance.integers(len(others))]
        if one != other and len(asked) < count:
            a, b = (one, other) if chance.random() < 0.5 else (other, one)
            asked.setdefault(frozenset((a, b)), Triad(ours, a, b))
    return list(asked.values())


def agreement(distances: Distances, answers: Iterable[tuple[Triad, bool]]) -> Agreement:
    """Compare answers with the distances; each answer is true where `a` is more like ours."""
    return _counted(
        (distances.total[asked.ours, asked.a], distances.total[asked.ours, asked.b], chose_a)
        for asked, chose_a in answers
    )


def agreement_by_group(
    distances: Distances, answers: Sequence[tuple[Triad, bool]]
) -> dict[str, Agreement]:
    """Compare answers with each group of items by itself, as if nothing else counted."""
    items = distances.method.items
    ours, first, second = (
        [getattr(asked, name) for asked, _ in answers] for name in ("ours", "a", "b")
    )
    chosen = [chose_a for _, chose_a in answers]
    found = {}
    for group in distances.method.groups:
        rows = [at for at, item in enumerate(items) if item.group == group and item.weight > 0]
        if not rows:
            continue
        weights = np.array([items[at].weight for at in rows])
        to_a, to_b = (
            _apart(distances.by_item[rows][:, ours, others], weights) for others in (first, second)
        )
        found[group] = _counted(zip(to_a, to_b, chosen, strict=True))
    return found


def _apart(by_item: Matrix, weights: Matrix) -> list[float]:
    """Weigh the items of one group for each answer; NaN where none of them is known."""
    parts, known = weigh(by_item, weights)
    apart: list[float] = (parts.sum(axis=0) / np.where(known > 0, known, np.nan)).tolist()
    return apart


def _counted(compared: Iterable[tuple[float, float, bool]]) -> Agreement:
    told = [
        (to_a < to_b) == chose_a for to_a, to_b, chose_a in compared if abs(to_a - to_b) > ALIKE
    ]
    return Agreement(same=sum(told), told=len(told))
