"""The index as it stood at one commit: its segments seen as one."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portal.search.index import IndexUnavailable, Signals
from portal.search.whoosh_engine.cache import Cache, Postings
from portal.search.whoosh_engine.files import IndexStorage
from portal.search.whoosh_engine.parts import TOC
from portal.search.whoosh_engine.schema import NOT_THE_MARKER, SIGNALS
from portal.search.whoosh_engine.segments import Segment

INDEX = "MAIN"  # what Whoosh calls an index that has no name
TRIES = 5

Marks = NDArray[np.bool_]
Numbers = NDArray[np.int32]


class Snapshot:
    """Read documents by numbers that count through all segments.

    `alive` marks what is a document and was not deleted.
    """

    def __init__(self, segments: list[Segment], deleted: list[Any]) -> None:
        self.segments = segments
        sizes = [each.size for each in segments]
        self.offsets = [int(start) for start in np.cumsum([0, *sizes])]
        self.size = self.offsets[-1]
        there = np.ones(self.size, np.bool_)
        for start, numbers in zip(self.offsets, deleted, strict=False):
            there[[start + number for number in numbers]] = False
        applied = self._joined([each.applied for each in segments])
        is_marker = applied != NOT_THE_MARKER
        if not (is_marker & there).any():
            raise IndexUnavailable("the index does not say what it has seen")
        self.applied = int(applied[is_marker & there].max())
        self.alive: Marks = there & ~is_marker
        self.count = int(self.alive.sum())
        self._all_alive = self.count == self.size - 1  # the marker has no terms

    def postings(self, field: str, term: str) -> Postings:
        """Give the numbers of the documents that have a term, and how often it counts in each."""
        read = [each.postings(field, term) for each in self.segments]
        if len(read) == 1:
            numbers, weights = read[0]
        else:
            moved = [each[0] + start for each, start in zip(read, self.offsets, strict=False)]
            numbers = np.concatenate(moved).astype(np.int32, copy=False)
            weights = np.concatenate([each[1] for each in read])
        if self._all_alive:
            return numbers, weights
        kept = self.alive[numbers]
        return numbers[kept], weights[kept]

    def having(self, field: str, terms: list[str]) -> Marks:
        """Mark the documents that have any of these terms."""
        marks = np.zeros(self.size, np.bool_)
        for term in terms:
            marks[self.postings(field, term)[0]] = True
        return marks

    def places(self, key: str) -> list[int]:
        """Give the numbers of what stands under a key, at most one of them alive."""
        return [
            start + int(number)
            for each, start in zip(self.segments, self.offsets, strict=False)
            for number in each.postings("key", key)[0]
        ]

    def locate(self, number: int) -> tuple[Segment, int]:
        """Tell in which segment a document stands, and its number there."""
        at = int(np.searchsorted(self.offsets, number, side="right")) - 1
        return self.segments[at], number - self.offsets[at]

    def name(self, number: int) -> str:
        """Give a document's key."""
        segment, here = self.locate(number)
        return segment.names[here]

    def signals_of(self, numbers: NDArray[np.int64]) -> list[Signals]:
        """Give the signals of documents, in the same order."""
        columns = [self.signals[name][numbers].tolist() for name in SIGNALS]
        return [Signals(*values) for values in zip(*columns, strict=True)]

    @cached_property
    def signals(self) -> Mapping[str, NDArray[np.int64]]:
        """Give the signals of all documents, by name."""
        return {
            name: self._joined([each.signals[name] for each in self.segments]) for name in SIGNALS
        }

    @cached_property
    def lengths(self) -> NDArray[np.float32]:
        """Give the lengths of all documents in terms."""
        lengths: NDArray[np.float32] = self._joined([each.lengths for each in self.segments])
        return lengths

    @cached_property
    def average(self) -> float:
        """Give the length of a document, on average."""
        return float(self.lengths[self.alive].mean()) if self.count else 1.0

    def _joined(self, arrays: list[NDArray[Any]]) -> NDArray[Any]:
        return np.concatenate([np.empty(0, np.int64), *arrays]) if len(arrays) != 1 else arrays[0]


class Opener:
    """Open snapshots; what was read of a segment is kept for the next one."""

    def __init__(self) -> None:
        self._cache = Cache()
        self._known: dict[str, Segment] = {}

    def open(self, folder: str) -> Snapshot:
        """Open what the last commit left in a folder. Another may follow while we look."""
        storage = IndexStorage(folder)
        for last in reversed(range(TRIES)):
            contents = TOC.read(storage, INDEX)
            try:
                return self.see(storage, contents.schema, contents.segments)
            except FileNotFoundError:
                if not last:
                    raise
        raise AssertionError

    def see(self, storage: Any, schema: Any, segments: list[Any]) -> Snapshot:
        """See these segments as one, and forget others."""
        seen = {each.segment_id(): each for each in segments}
        opened = {
            name: self._known.get(name) or Segment(storage, schema, each, self._cache)
            for name, each in seen.items()
        }
        for name in self._known.keys() - opened.keys():
            self._known[name].close()
        self._known = opened
        return Snapshot(list(opened.values()), [each.deleted_docs() for each in segments])

    def segment(self, name: str) -> Segment:
        """Give a segment that is among those seen last."""
        return self._known[name]

    def close(self) -> None:
        """Let go of files."""
        for each in self._known.values():
            each.close()
        self._known = {}
