"""Finding quoted phrases in the terms of each document, as they stand in order.

Only what has all the words of a phrase is looked at. Where that is much, the whole column is
searched at once, which is quicker than one document after the other.
"""

import numpy as np
from numpy.typing import NDArray

from portal.search.whoosh_engine.schema import in_a_run
from portal.search.whoosh_engine.segments import Texts
from portal.search.whoosh_engine.snapshot import Marks, Snapshot

Numbers = NDArray[np.int64]

COLUMNS = {"text": "run", "files": "files_run"}
# From so many documents on, searching them all at once is quicker.
MANY = 300
AT_ONCE = 1_000


def has_phrase(snapshot: Snapshot, phrase: tuple[str, ...], among: Marks) -> Marks:
    """Mark the documents among these that have a phrase in their text or in their files."""
    has = np.zeros(snapshot.size, np.bool_)
    sought = in_a_run(phrase)
    for field, column in COLUMNS.items():
        candidates = among & ~has
        for term in phrase:
            candidates &= snapshot.having(field, [term])
        for segment, start in zip(snapshot.segments, snapshot.offsets, strict=False):
            numbers = np.flatnonzero(candidates[start : start + segment.size])
            if len(numbers):
                texts = segment.texts(column)
                found = _all_at_once if len(numbers) > MANY else _one_by_one
                has[start + found(texts, sought, numbers)] = True
    return has


def _one_by_one(texts: Texts, sought: bytes, numbers: Numbers) -> Numbers:
    return np.array([each for each in numbers if sought in texts.at(each)], np.int64)


def _all_at_once(texts: Texts, sought: bytes, numbers: Numbers) -> Numbers:
    found = []
    for first in range(int(numbers[0]), int(numbers[-1]) + 1, AT_ONCE):
        whole, ends = texts.between(first, first + AT_ONCE)
        at = whole.find(sought)
        while at >= 0:
            place = int(np.searchsorted(ends, at, side="right"))
            found.append(first + place)
            at = whole.find(sought, int(ends[place]))
    return np.intersect1d(np.array(found, np.int64), numbers)
