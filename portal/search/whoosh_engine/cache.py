"""Keeping what was read lately, within so many bytes."""

from collections import OrderedDict
from typing import Any

import numpy as np
from numpy.typing import NDArray

Postings = tuple[NDArray[np.int32], NDArray[np.float32]]
Key = tuple[str, str, str]

BYTES_MOST = 32 << 20
EACH = 400  # bytes for the key and the arrays' own heads


class Cache:
    """Keep postings by segment, field and term; what was not asked for longest goes first."""

    def __init__(self, bytes_most: int = BYTES_MOST) -> None:
        self._most = bytes_most
        self._bytes = 0
        self._kept: OrderedDict[Key, Postings] = OrderedDict()

    def get(self, key: Key) -> Postings | None:
        """Give what is kept, if it is."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: Key, postings: Postings) -> None:
        """Keep postings."""
        self._kept[key] = postings
        self._bytes += _size(postings)
        while self._bytes > self._most:
            _, gone = self._kept.popitem(last=False)
            self._bytes -= _size(gone)

    def forget(self, segment: str) -> None:
        """Let go of what was read of a segment."""
        for key in [key for key in self._kept if key[0] == segment]:
            self._bytes -= _size(self._kept.pop(key))


def _size(postings: tuple[NDArray[Any], NDArray[Any]]) -> int:
    return postings[0].nbytes + postings[1].nbytes + EACH
