"""Weighted Gower distance over the items known on both sides.

Gower, J. C. (1971), "A general coefficient of similarity and some of its properties",
Biometrics 27, with a weight for each item.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from portal.matching.core.items import Matrix, Values
from portal.matching.core.method import Method


@dataclass(frozen=True, slots=True, eq=False)
class Distances:
    """Hold how far apart n prisons are, in the order in which they were given.

    - `total`: n by n, 0 (the same) to 1 (opposite); NaN where too little is known on both sides
    - `by_item`: items by n by n, each item's own distance; NaN where either side is unknown
    - `contributions`: items by n by n, what each item adds to the total: they sum to it, an unknown
      item adding 0; NaN where the total is
    - `known_share`: n by n, the share of the weight that is known on both sides
    - `values`: for each item, the n values that were compared
    """

    method: Method
    total: Matrix
    by_item: Matrix
    contributions: Matrix
    known_share: Matrix
    values: tuple[tuple[Any, ...], ...]


def distances(method: Method, values: Sequence[Values]) -> Distances:
    """Compare each prison with each other by a method."""
    return compare_columns(method, [[item.of(known) for known in values] for item in method.items])


def compare_columns(method: Method, columns: Sequence[Sequence[Any]]) -> Distances:
    """Compare n prisons by the n values of each item, None where not known."""
    count = len(columns[0]) if columns else 0
    by_item = np.empty((len(columns), count, count))
    for row, (item, column) in enumerate(zip(method.items, columns, strict=True)):
        by_item[row] = item.kind.matrix(column)
    return _distances(method, by_item, tuple(tuple(column) for column in columns))


def reweighed(found: Distances, method: Method) -> Distances:
    """Compare by the same items with other weights, without comparing the values again."""
    return _distances(method, found.by_item, found.values)


def _distances(method: Method, by_item: Matrix, columns: tuple[tuple[Any, ...], ...]) -> Distances:
    weights = np.array([item.weight for item in method.items], dtype=np.float64)
    parts, known = weigh(by_item, weights)
    enough = (known > 0) & (known >= method.least_share * weights.sum())
    known_on_both = np.where(enough, known, np.nan)
    return Distances(
        method=method,
        total=parts.sum(axis=0) / known_on_both,
        by_item=by_item,
        contributions=parts / known_on_both,
        known_share=known / weights.sum(),
        values=columns,
    )


def weigh(by_item: Matrix, weights: Matrix) -> tuple[Matrix, Matrix]:
    """Give each item's weighted distance (0 where unknown) and the weight known on both sides.

    `by_item` is items by any shape, and so is the first of the two; the second has no item axis.
    """
    spread = weights.reshape(-1, *(1,) * (by_item.ndim - 1))
    unknown = np.isnan(by_item)
    parts = np.where(unknown, 0.0, by_item) * spread
    return parts, np.where(unknown, 0.0, spread).sum(axis=0)
