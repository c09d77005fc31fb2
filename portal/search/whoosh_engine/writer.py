"""Writing a Whoosh segment: postings gathered as arrays, in memory that stays small.

Whoosh sorts one Python tuple for each word of each document. Documents come in order, so each
term's postings can be gathered in order: then only the terms need sorting.
"""

import time
import zlib
from array import array
from contextlib import suppress
from pathlib import Path
from struct import Struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portal.search.whoosh_engine.files import StoredSegment
from portal.search.whoosh_engine.parts import (
    LockError,
    SegmentWriter,
    W3Codec,
    W3FieldWriter,
    pack_ushort,
)

__all__ = ["VOCABULARY", "LockError", "Writer", "checksum"]

# A file beside the terms with all words as people wrote them, in order, one a line.
VOCABULARY = ".voc"
CHUNK = 1 << 20
PAUSE = 0.02  # seconds between tries for the lock

# Where a term's postings stand, and how many there are; each takes six bytes.
PLACE = Struct("<QI")
EACH = 6
OFTEN_MOST = 65_535

Postings = tuple["array[int]", "array[int]"]


class Gathered:
    """Gather postings by field and term. Whoosh calls this a pool."""

    def __init__(self) -> None:
        self.fields: dict[str, dict[bytes, Postings]] = {}

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """Add one posting; documents come in order."""
        field, term, number, weight, _places = item
        terms = self.fields.setdefault(field, {})
        found = terms.get(term)
        if found is None:
            found = terms[term] = (array("i"), array("H"))
        found[0].append(number)
        found[1].append(min(int(weight), OFTEN_MOST))

    def add_many(self, field: str, term: bytes, numbers: NDArray[Any], weights: Any) -> None:
        """Add postings of one term."""
        if len(numbers):
            found = self.fields.setdefault(field, {}).setdefault(term, (array("i"), array("H")))
            found[0].frombytes(numbers.astype(np.int32).tobytes())
            found[1].frombytes(weights.astype(np.uint16).tobytes())

    def iter_postings(self) -> dict[str, dict[bytes, Postings]]:
        """Give everything to `ArrayFieldWriter`."""
        return self.fields

    def cleanup(self) -> None:
        """Let go of everything."""
        self.fields = {}


class ArrayFieldWriter(W3FieldWriter):
    """Write each term's postings as two arrays, and where they stand beside its name."""

    def add_postings(self, schema: Any, _lengths: Any, fields: Any) -> None:
        """Write what was gathered, by field and term."""
        for field in sorted(fields):
            self.start_field(field, schema[field])
            before = pack_ushort(self._fieldid)
            for term in sorted(fields[field]):
                numbers, weights = fields[field][term]
                place = PLACE.pack(self._postfile.tell(), len(numbers))
                self._tindex.add(before + term, place)
                self._postfile.write(numbers.tobytes() + weights.tobytes())
            self.finish_field()
        with self._create_file(VOCABULARY) as file:
            file.write(b"\n".join(sorted(fields.get("words", ()))))


class Codec(W3Codec):
    """Keep Whoosh's files, but postings as arrays, which nobody has to decode."""

    length_stats = False

    def new_segment(self, _storage: Any, name: str) -> StoredSegment:
        """Begin a segment."""
        return StoredSegment(self, name)

    def field_writer(self, storage: Any, segment: Any) -> ArrayFieldWriter:
        """Write arrays."""
        return ArrayFieldWriter(self, storage, segment)


class Writer(SegmentWriter):
    """Write one segment. Raises LockError where another writer is busy for `timeout` seconds."""

    def __init__(self, index: Any, *, timeout: float) -> None:
        lock = index.lock("WRITELOCK")
        _acquire(lock, timeout)
        try:
            super().__init__(index, _lk=False, codec=Codec())
        except BaseException:
            lock.release()
            raise
        self.writelock = lock
        self.pool = Gathered()

    def give_up(self) -> None:
        """Let go of the lock and of all files, even where closing them fails on a full disk.

        What was written is not part of the index; the next commit sweeps it away.
        """
        terms, columns = self.fieldwriter, self.perdocwriter._cols
        for step in (
            columns._temp.close,
            terms._tindex.dbfile.close,
            terms._postfile.close,
            self._tempstorage.destroy,
            self.writelock.release,
        ):
            with suppress(Exception):
                step()
        self.is_closed = True

    def _finalize_segment(self) -> Any:
        segment = super()._finalize_segment()
        path = Path(self.storage.folder) / segment.make_filename(segment.COMPOUND_EXT)
        segment.checksum = checksum(path)
        return segment


def _acquire(lock: Any, timeout: float) -> None:
    """Wait for the lock. Whoosh would wait by a clock that somebody may set."""
    until = time.monotonic() + timeout
    while not lock.acquire():
        if time.monotonic() >= until:
            raise LockError
        time.sleep(PAUSE)


def checksum(path: Path) -> int:
    """Sum up a file, so that one that was damaged is never read."""
    found = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            found = zlib.crc32(chunk, found)
    return found
