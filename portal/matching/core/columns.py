"""Distances between the rows of a plain table: Euclid and Gower, in blocks of rows.

- Euclid: each column is divided by its sample standard deviation (over n - 1), of the known values.
  sqrt(sum w d^2), and where blanks leave only some columns known on both sides
  sqrt(sum w d^2 * W / K), W being the sum of all weights and K that of the known ones.
- Gower (1971), as in R's cluster::daisy(metric = "gower"): numbers differ by their share of the
  column's range, words by 0 or 1; sum w d / sum w over the columns known on both sides.

In both a column without differences counts as known, with difference 0, and a column without any
value not at all. Where nothing that weighs is known on both sides the distance is NaN.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from portal.matching.core.items import Matrix

Metric = Literal["euclid", "gower"]

CELLS: Final = 500_000


@dataclass(frozen=True, eq=False)
class Column:
    """Hold one column: `values` are numbers, NaN where blank; words come as the number of each."""

    name: str
    values: Matrix
    is_words: bool
    weight: float = 1.0


def blocks(columns: Sequence[Column], metric: Metric) -> Iterator[tuple[slice, Matrix]]:
    """Give the distances of some rows after another to all rows, each block rows by all rows."""
    parts = [_Part.of(column, metric) for column in columns if column.weight > 0]
    parts = [part for part in parts if not part.blank.all()]
    count = len(columns[0].values) if columns else 0
    height = max(CELLS // max(count, 1), 1)
    for start in range(0, count, height):
        rows = slice(start, min(start + height, count))
        yield rows, _block(parts, rows, count, metric)


def nearest(apart: Matrix, own: int, ranks: NDArray[np.intp], top: int) -> NDArray[np.intp]:
    """Give the `top` nearest of one row of distances, without itself.

    Equals stand in the order of `ranks`, and those with no distance (NaN) last.
    """
    apart = np.where(np.isnan(apart), np.inf, apart)
    others = np.delete(np.arange(len(apart)), own)
    if top < len(others):
        limit = np.partition(apart[others], top - 1)[top - 1]
        others = others[apart[others] <= limit]
    return others[np.lexsort((ranks[others], apart[others]))][:top]


@dataclass(frozen=True, eq=False)
class _Part:
    """Hold a column ready to compare: `per` is what one of its units adds."""

    values: Matrix
    blank: NDArray[np.bool_]
    is_words: bool
    unit: float
    weight: float

    @classmethod
    def of(cls, column: Column, metric: Metric) -> "_Part":
        known = column.values[~np.isnan(column.values)]
        unit = 0.0
        if column.is_words:
            unit = 1.0
        elif len(known) and known.min() < known.max():
            unit = _deviation(known) if metric == "euclid" else float(known.max() - known.min())
        blank = np.isnan(column.values)
        return cls(np.where(blank, 0.0, column.values), blank, column.is_words, unit, column.weight)


def _deviation(values: Matrix) -> float:
    """Give the sample standard deviation, the same for every order of the values.

    The mean goes first, else values far from 0 lose the digits in which they differ. Then the scale
    goes, else the squares of tiny differences are 0.
    """
    apart = values - math.fsum(values) / len(values)
    scale = float(np.abs(apart).max())
    scaled = (apart / scale).tolist()
    squares = math.fsum(value**2 for value in scaled) - math.fsum(scaled) ** 2 / len(scaled)
    return scale * math.sqrt(squares / (len(scaled) - 1))


def _block(parts: Sequence[_Part], rows: slice, count: int, metric: Metric) -> Matrix:
    shape = (rows.stop - rows.start, count)
    total, apart = np.zeros(shape), np.empty(shape)
    for part in parts:
        if part.unit:
            total += _differences(part, rows, metric, apart)
    whole = math.fsum(part.weight for part in parts)
    known = _known(parts, rows, shape, whole)
    if metric == "euclid":
        if known is not None:
            total *= whole / known
        return np.sqrt(total, out=total)
    return total / (whole if known is None else known)


def _differences(part: _Part, rows: slice, metric: Metric, apart: Matrix) -> Matrix:
    """Write a column's weighted differences into `apart`, 0 where either side is blank."""
    here = part.values[rows, None]
    if part.is_words:
        np.not_equal(here, part.values[None, :], out=apart, casting="unsafe")
    else:
        np.subtract(here, part.values[None, :], out=apart)
        apart /= part.unit
        np.multiply(apart, apart, out=apart) if metric == "euclid" else np.abs(apart, out=apart)
    if part.weight != 1.0:
        apart *= part.weight
    apart[part.blank[rows]] = 0.0
    apart[:, part.blank] = 0.0
    return apart


def _known(
    parts: Sequence[_Part], rows: slice, shape: tuple[int, int], whole: float
) -> Matrix | None:
    """Give the weight known on both sides, NaN where it is none; None where nothing is blank."""
    gaps = [part for part in parts if part.blank.any()]
    if parts and not gaps:
        return None
    known = np.zeros(shape)
    for part in parts:
        known += part.weight * (~part.blank[rows, None] & ~part.blank[None, :])
    known[known == 0] = np.nan
    known[known > whole] = whole
    return known
