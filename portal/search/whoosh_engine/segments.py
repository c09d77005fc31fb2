"""What is read once of each segment: a segment never changes, only which of it is deleted."""

from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from portal.search.whoosh_engine.postings import postings
from portal.search.whoosh_engine.schema import SIGNALS


@dataclass(frozen=True, slots=True)
class Segment:
    """Hold arrays by document: lengths in terms, signals, and facets.

    Each place of `having` is a document that has the facet token whose number stands at the same
    place of `tokens`; `names` gives the tokens by their numbers.
    """

    lengths: NDArray[np.float32]
    signals: dict[str, NDArray[np.int64]]
    names: list[str]
    having: NDArray[np.int64]
    tokens: NDArray[np.int64]


_segments: WeakKeyDictionary[Any, Segment] = WeakKeyDictionary()


def segment(reader: Any) -> Segment:
    """Give what was read of a segment."""
    found = _segments.get(reader)
    if found is None:
        found = _segments[reader] = _read(reader)
    return found


def _read(reader: Any) -> Segment:
    every = range(reader.doc_count_all())
    lengths = (reader.doc_field_length(number, "text", 1) or 1 for number in every)
    signals = {}
    for name in SIGNALS:
        column = reader.column_reader(name, translate=False)
        signals[name] = np.fromiter((column[number] for number in every), np.int64)
    names = [term.decode() for term in reader.lexicon("facet")]
    having = [postings(reader, "facet", name)[0] for name in names]
    numbers = [np.full(len(each), at, np.int64) for at, each in enumerate(having)]
    return Segment(
        lengths=np.fromiter(lengths, np.float32),
        signals=signals,
        names=names,
        having=np.concatenate([np.empty(0, np.int64), *having]),
        tokens=np.concatenate([np.empty(0, np.int64), *numbers]),
    )
