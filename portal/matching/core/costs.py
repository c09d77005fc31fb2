"""What it costs to put two in one group, for the pairs that are allowed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from portal.matching.core.items import Matrix

Index = NDArray[np.intp]

SMALL: Final = 500
LARGE: Final = 7000


@dataclass(frozen=True, eq=False)
class Costs:
    """Hold the allowed pairs of `count` members: `first` < `second`, each pair once."""

    count: int
    first: Index
    second: Index
    cost: Matrix

    @cached_property
    def _beside(self) -> tuple[Index, Index, Matrix]:
        """Give each member's partners and costs in one row after another, and where rows begin."""
        from scipy.sparse import coo_array

        ends = self.first.astype(np.int32), self.second.astype(np.int32)
        rows, columns = np.concatenate(ends), np.concatenate(ends[::-1])
        both = coo_array((np.tile(self.cost, 2), (rows, columns)), shape=(self.count,) * 2).tocsr()
        return both.indptr, both.indices, both.data

    @cached_property
    def _is_dense(self) -> bool:
        many = len(self.cost) * 10 >= self.count**2
        return self.count <= SMALL or (many and self.count <= LARGE)

    @cached_property
    def _dense(self) -> Matrix:
        whole = np.full((self.count, self.count), np.inf)
        whole[self.first, self.second] = whole[self.second, self.first] = self.cost
        return whole

    def rows(self, wanted: Index) -> Matrix:
        """Give the costs from some members to all, infinite where a pair is not allowed."""
        if self._is_dense:
            return self._dense[wanted]
        rows = np.full((len(wanted), self.count), np.inf)
        for row, member in zip(rows, wanted.tolist(), strict=True):
            partners, costs = self._row(member)
            row[partners] = costs
        return rows

    def nearest(self, most: int) -> Index:
        """Give each member's `most` cheapest partners as pairs, each once, in order."""
        found = []
        for member in range(self.count):
            partners, costs = self._row(member)
            beside = (
                partners[np.argpartition(costs, most)[:most]] if len(costs) > most else partners
            )
            found.append(np.stack([np.full(len(beside), member), beside], axis=1))
        pairs = np.sort(np.concatenate(found), axis=1).astype(np.int64)
        keys = np.unique(pairs[:, 0] * self.count + pairs[:, 1])
        return np.stack([keys // self.count, keys % self.count], axis=1)

    def cheapest(self, most: int) -> Matrix:
        """Give what each member's `most` cheapest pairs cost, in order; infinite where missing."""
        found = np.full((self.count, most), np.inf)
        for member, row in enumerate(found):
            _, costs = self._row(member)
            few = np.partition(costs, most)[:most] if len(costs) > most else costs
            row[: len(few)] = np.sort(few)
        return found

    def _row(self, member: int) -> tuple[Index, Matrix]:
        """Give a member's partners and what they cost."""
        if self._is_dense:
            partners = np.flatnonzero(np.isfinite(self._dense[member]))
            return partners, self._dense[member, partners]
        starts, everyone, costs = self._beside
        here = slice(starts[member], starts[member + 1])
        return everyone[here], costs[here]

    def of(self, pairs: Index) -> Matrix:
        """Give the cost of pairs, infinite where a pair is not allowed."""
        if self._is_dense:
            return self._dense[pairs[:, 0], pairs[:, 1]]
        keys = np.sort(pairs, axis=1).astype(np.int64) @ [self.count, 1]
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[at] == keys, self.cost[at], np.inf)

    @cached_property
    def _keys(self) -> NDArray[np.int64]:
        keys: NDArray[np.int64] = self.first.astype(np.int64) * self.count + self.second
        return keys

    def only(self, members: Sequence[int]) -> "Costs":
        """Keep some members, numbered anew in the order given, which must be ascending."""
        number = np.full(self.count, -1)
        number[list(members)] = np.arange(len(members))
        kept = (number[self.first] >= 0) & (number[self.second] >= 0)
        return Costs(
            len(members), number[self.first[kept]], number[self.second[kept]], self.cost[kept]
        )
