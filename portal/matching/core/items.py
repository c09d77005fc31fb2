"""The items that prisons are compared on, and how far apart two values of each kind are."""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Values = Mapping[str, Any]
"""What is known about one prison by measure key; None or no entry means not known."""

Matrix = NDArray[np.float64]


class Kind(Protocol):
    """Say how far apart values are: 0 the same, 1 as different as can be."""

    def matrix(self, column: Sequence[Any]) -> Matrix:
        """Compare n values, None where unknown: n by n in 0 to 1, NaN where either is unknown."""
        ...


@dataclass(frozen=True, slots=True)
class Ordered:
    """Count the steps between two levels, lowest first, as a share of the longest way."""

    levels: tuple[str, ...]

    def matrix(self, column: Sequence[str | None]) -> Matrix:
        """Compare n levels. Raises KeyError for one that is not in the list."""
        steps = {level: step for step, level in enumerate(self.levels)}
        places = _numbers([None if level is None else steps[level] for level in column])
        return np.abs(places[:, None] - places[None, :]) / (len(self.levels) - 1)


@dataclass(frozen=True, slots=True)
class SetOverlap:
    """Give the share of members not held in common: 1 minus Jaccard. Two empty sets are equal."""

    def matrix(self, column: Sequence[Collection[str] | None]) -> Matrix:
        """Compare n collections of strings; what is named twice counts once."""
        members = sorted({member for held in column if held is not None for member in held})
        place = {member: at for at, member in enumerate(members)}
        holds = np.zeros((len(column), len(members)))
        for row, held in enumerate(column):
            holds[row, [place[member] for member in held or ()]] = 1.0
        shared = holds @ holds.T
        sizes = holds.sum(axis=1)
        either = sizes[:, None] + sizes[None, :] - shared
        apart = 1.0 - shared / np.where(either == 0, 1.0, either)
        apart[either == 0] = 0.0
        return _blank(apart, column)


@dataclass(frozen=True, slots=True)
class Same:
    """Give 0 for equal values and 1 for others."""

    def matrix(self, column: Sequence[Any]) -> Matrix:
        """Compare n values that can be hashed."""
        codes = {value: code for code, value in enumerate(dict.fromkeys(column))}
        coded = np.array([codes[value] for value in column], dtype=np.intp)
        return _blank((coded[:, None] != coded[None, :]).astype(np.float64), column)


@dataclass(frozen=True, slots=True)
class Scaled:
    """Give the difference as a share of a fixed range, at most 1.

    The range is agreed and not taken from the data, so that one more prison moves nobody else.
    With `log`, ratios count and not differences: values and both ends must then be above 0.
    """

    low: float
    high: float
    log: bool = False

    def matrix(self, column: Sequence[float | None]) -> Matrix:
        """Compare n numbers. Raises ValueError where `log` meets a number that is not above 0."""
        numbers = _numbers(column)
        low, high = self.low, self.high
        if self.log:
            if np.any(numbers <= 0):
                raise ValueError("a ratio needs numbers above 0")
            numbers, low, high = np.log(numbers), math.log(low), math.log(high)
        apart = np.abs(numbers[:, None] - numbers[None, :]) / (high - low)
        return np.minimum(apart, 1.0)


@dataclass(frozen=True, slots=True)
class Bands:
    """Count how far shares of ordered bands must be moved, as a share of the longest way.

    The mean absolute difference of the cumulative shares (earth mover's distance for steps of one
    length): all in the first band against all in the last is 1, one band on is 1 / (bands - 1).
    """

    bands: tuple[str, ...]

    def matrix(self, column: Sequence[Sequence[float] | None]) -> Matrix:
        """Compare n rows of shares that each add up to 1, in the order of the bands."""
        steps = len(self.bands) - 1
        blank = (math.nan,) * len(self.bands)
        shares = np.array([blank if row is None else row for row in column], dtype=np.float64)
        grown = np.cumsum(shares.reshape(-1, len(self.bands)), axis=1)[:, :steps]
        apart: Matrix = np.abs(grown[:, None, :] - grown[None, :, :]).sum(axis=2) / steps
        return np.minimum(apart, 1.0)


@dataclass(frozen=True, slots=True)
class Item:
    """Describe one thing that is compared.

    `read` takes the value out of what is known about a prison, None for not known; without it,
    the value is that of the measure `key`.
    """

    key: str
    label: str
    group: str
    weight: float
    kind: Kind
    read: Callable[[Values], Any] | None = None

    def of(self, values: Values) -> Any:
        """Give this item's value for one prison, None where it is not known."""
        return values.get(self.key) if self.read is None else self.read(values)


def _numbers(column: Sequence[float | None]) -> Matrix:
    return np.array([np.nan if value is None else value for value in column], dtype=np.float64)


def _blank(apart: Matrix, column: Sequence[Any]) -> Matrix:
    unknown = np.array([value is None for value in column], dtype=bool)
    apart[unknown, :] = np.nan
    apart[:, unknown] = np.nan
    return apart
