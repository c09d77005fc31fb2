"""The sizes that groups may have, and how many of each let everyone in."""

import itertools
from collections.abc import Iterable
from typing import Literal

from portal.matching.core.costs import Costs
from portal.matching.core.cover import Members

Size = Literal[2, 3, 4]


def sizes_beside(size: Size) -> tuple[int, ...]:
    """List the sizes that groups may have, the one asked for first."""
    return (2, 3) if size == 2 else (size, size - 1, size + 1)


def counts(costs: Costs, groups: Iterable[Members], size: Size) -> tuple[int, int]:
    """Count who is in no group, and the groups of another size."""
    sizes = [len(each) for each in groups]
    return costs.count - sum(sizes), sum(each != size for each in sizes)


def for_everyone(count: int, size: Size) -> list[int] | None:
    """Give sizes that let everyone in, as few other than `size` as can be; None if none do."""
    _, *others = sizes_beside(size)
    for number in range(size):
        for chosen in itertools.combinations_with_replacement(others, number):
            if sum(chosen) <= count and (count - sum(chosen)) % size == 0:
                return [size] * ((count - sum(chosen)) // size) + [*chosen]
    return None


def none_left_out(count: int, size: Size) -> tuple[int, int] | None:
    """Give the counts of groups that let everyone in; None if none do."""
    sizes = for_everyone(count, size)
    return None if sizes is None else (0, sum(each != size for each in sizes))
