"""The question of a plan, in the order of the codes, with all that the wishes come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from portal.matching.core.items import Matrix
from portal.matching.core.planning.charges import Charge, charges
from portal.matching.core.planning.rules import Removed, removed
from portal.matching.core.planning.wishes import Site, Wishes

Members = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Question:
    """Hold what is to be solved; `order` gives each site's index where it came from.

    `total`, each of `charges` and `removed` (the rules that keep pairs apart) are n by n.
    """

    sites: tuple[Site, ...]
    order: tuple[int, ...]
    wishes: Wishes
    total: Matrix
    charges: Mapping[Charge, Matrix]
    removed: Removed

    @classmethod
    def of(cls, total: Matrix, sites: Sequence[Site], wishes: Wishes) -> Self:
        """Put the sites in order.

        Raises ValueError where the distances have another shape, or a code is there twice.
        """
        codes = [site.code for site in sites]
        if total.shape != (len(codes),) * 2:
            raise ValueError(f"The distances are {total.shape}, for {len(codes)} prisons.")
        if len(set(codes)) < len(codes):
            raise ValueError("Two of the prisons have the same code.")
        order = sorted(range(len(codes)), key=lambda index: codes[index])
        total = total[np.ix_(order, order)]
        ordered = tuple(sites[index] for index in order)
        return cls(
            sites=ordered,
            order=tuple(order),
            wishes=wishes,
            total=total,
            charges=charges(total, ordered, wishes),
            removed=removed(total, ordered, wishes),
        )

    @cached_property
    def cost(self) -> Matrix:
        """Give what each pair costs, allowed or not."""
        whole: Matrix = np.sum(list(self.charges.values()), axis=0)
        return whole

    @cached_property
    def pins(self) -> tuple[Members, ...]:
        """Give the groups that stand, by index."""
        at = {site.code: index for index, site in enumerate(self.sites)}
        return tuple(sorted(tuple(sorted(at[code] for code in pin)) for pin in self.wishes.pins))

    @cached_property
    def pinned(self) -> frozenset[int]:
        """Give who is in a group that stands."""
        return frozenset(index for pin in self.pins for index in pin)

    @cached_property
    def parts(self) -> tuple[Members, ...]:
        """Split all others into those that chains of allowed pairs join."""
        allowed = self.removed == 0
        left = [index for index in range(len(self.sites)) if index not in self.pinned]
        allowed[:, [*self.pinned]] = False
        parts = []
        while left:
            reached = np.zeros(len(self.sites), dtype=bool)
            fresh = reached.copy()
            fresh[left[0]] = True
            while fresh.any():
                reached |= fresh
                fresh = allowed[fresh].any(axis=0) & ~reached
            parts.append(tuple(index for index in left if reached[index]))
            left = [index for index in left if not reached[index]]
        return tuple(parts)
