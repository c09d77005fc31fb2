"""Plain standardised Euclidean distance over the same items, as most neighbour tools have it.

Every item becomes numbers, each is divided by its sample standard deviation (n - 1), and the
squares are added up by weight: the way of the councils' and health services' peer finders (see
`columns`). It has no words of its own: how far is far hangs on who is compared.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, Final

import numpy as np

from portal.matching.core.columns import Column, blocks
from portal.matching.core.distance import Distances
from portal.matching.core.items import Bands, Item, Kind, Matrix, Ordered, Same, Scaled, SetOverlap
from portal.matching.core.neighbours import NOBODY, Order, ranks

Numbers = Iterator[list[float | None]]


def euclid(found: Distances) -> Matrix:
    """Compare the prisons of `found` anew: n by n, NaN where `found` has no distance.

    An item that becomes several numbers (bands, members of a set, words) shares its weight out
    between them. What either side does not know is left out and the rest count for more.
    """
    columns = [
        Column(item.key, np.array(numbers, dtype=np.float64), is_words=False, weight=weight)
        for item, values in zip(found.method.items, found.values, strict=True)
        for numbers, weight in _shared_out(item, values)
    ]
    if not columns:
        return np.full_like(found.total, np.nan)
    apart = np.concatenate([block for _, block in blocks(columns, "euclid")])
    apart[np.isnan(found.total)] = np.nan
    return apart


def nearest_by(apart: Matrix, keys: Sequence[str], k: int) -> Order:
    """List the k nearest to everyone by any distances, equals by key: n by k.

    NOBODY stands where there are fewer.
    """
    apart = apart.copy()
    np.fill_diagonal(apart, np.nan)
    order = np.lexsort((np.broadcast_to(ranks(keys), apart.shape), apart), axis=-1)
    return np.where(np.isnan(np.take_along_axis(apart, order, axis=1)), NOBODY, order)[:, :k]


def _shared_out(item: Item, values: Sequence[Any]) -> list[tuple[list[float | None], float]]:
    columns = list(_NUMBERS[type(item.kind)](item.kind, values))
    return [(column, item.weight / len(columns)) for column in columns]


def _scaled(kind: Scaled, values: Sequence[Any]) -> Numbers:
    yield [_log(value) if kind.log and value is not None else value for value in values]


def _log(value: float) -> float:
    return float(np.log(value))


def _ordered(kind: Ordered, values: Sequence[Any]) -> Numbers:
    yield [None if value is None else float(kind.levels.index(value)) for value in values]


def _bands(kind: Bands, values: Sequence[Any]) -> Numbers:
    for at in range(len(kind.bands)):
        yield [None if shares is None else shares[at] for shares in values]


def _same(_kind: Same, values: Sequence[Any]) -> Numbers:
    words = sorted({value for value in values if value is not None}, key=str)
    # Of two, one tells the other.
    for word in words[1:] if len(words) == 2 else words:
        yield [None if value is None else float(value == word) for value in values]


def _members(_kind: SetOverlap, values: Sequence[Collection[str] | None]) -> Numbers:
    for member in sorted({member for held in values for member in held or ()}):
        yield [None if held is None else float(member in held) for held in values]


_NUMBERS: Final[dict[type[Kind], Callable[[Any, Sequence[Any]], Numbers]]] = {
    Scaled: _scaled,
    Ordered: _ordered,
    Bands: _bands,
    Same: _same,
    SetOverlap: _members,
}
