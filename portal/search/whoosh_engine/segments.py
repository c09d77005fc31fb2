"""What is read of a segment: it never changes, only which of its documents are deleted."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portal.search.index import IndexUnavailable
from portal.search.whoosh_engine.cache import Cache, Postings
from portal.search.whoosh_engine.parts import SegmentReader
from portal.search.whoosh_engine.schema import NOT_THE_MARKER, SIGNALS
from portal.search.whoosh_engine.titles import Titles, titles_of
from portal.search.whoosh_engine.writer import EACH, PLACE, VOCABULARY, checksum

_NOTHING: Postings = np.empty(0, np.int32), np.empty(0, np.float32)


@dataclass(frozen=True, slots=True)
class Texts:
    """Read a column of texts: `at` gives one document's."""

    column: Any

    def at(self, number: int) -> bytes:
        """Give the text of a document."""
        text: bytes = self.column[number] if self.column is not None else b""
        return text

    def between(self, first: int, end: int) -> tuple[bytes, NDArray[np.int64]]:
        """Give the texts of a run of documents in one, and where each of them ends."""
        ends = np.cumsum(np.asarray(self.column._lengths[first:end], np.int64))
        start = self.column._basepos + self.column._offsets[first]
        return bytes(self.column._dbfile.get(start, int(ends[-1]))), ends


class Segment:
    """Read postings and columns of one segment. Raises IndexUnavailable where it is damaged."""

    def __init__(self, storage: Any, schema: Any, segment: Any, cache: Cache) -> None:
        path = Path(storage.folder) / segment.make_filename(segment.COMPOUND_EXT)
        if checksum(path) != segment.checksum:
            raise IndexUnavailable(f"{path.name} is damaged")
        self.name: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        self._cache = cache
        self._reader = SegmentReader(storage, schema, segment)
        self._opened: dict[str, Texts] = {}
        self.lengths = np.maximum(self._numbers("length", 0), 1).astype(np.float32)
        self.applied = self._numbers("applied", NOT_THE_MARKER)
        self.signals = {name: self._numbers(name, 0) for name in SIGNALS}
        self.names = [self.texts("name").at(number).decode() for number in range(self.size)]

    def close(self) -> None:
        """Let go of the files."""
        self._cache.forget(self.name)
        self._reader.close()

    def postings(self, field: str, term: str) -> Postings:
        """Give the numbers of the documents that have a term, and how often it counts in each."""
        key = (self.name, field, term)
        found = self._cache.get(key)
        if found is None:
            found = self._read(field, term.encode())
            self._cache.put(key, found)
        return found

    def everything(self) -> Iterator[tuple[str, bytes, Postings]]:
        """Give every field's every term with its postings."""
        for key, place in self._reader._terms._tindex.items():
            field, term = self._reader._terms._keydecoder(key)
            yield field, term, self._at(place)

    def _read(self, field: str, term: bytes) -> Postings:
        terms = self._reader._terms
        try:
            return self._at(terms._tindex[terms._keycoder(field, term)])
        except KeyError:
            return _NOTHING

    def _at(self, place: bytes) -> Postings:
        offset, count = PLACE.unpack(place)
        block = self._reader._terms._postfile.get(offset, count * EACH)
        numbers = np.frombuffer(block, np.int32, count)
        weights = np.frombuffer(block, np.uint16, offset=numbers.nbytes)
        return numbers, weights.astype(np.float32)

    @cached_property
    def facets(self) -> tuple[list[str], NDArray[Any], NDArray[Any]]:
        """Give the facet tokens, then pairs as two arrays: a document, and its token's number."""
        tokens = []
        for field, term in self._reader._terms.terms_from("facet", b""):
            if field != "facet":
                break
            tokens.append(term)
        having = [self._read("facet", token)[0] for token in tokens]
        numbers = [np.full(len(each), at, np.int32) for at, each in enumerate(having)]
        nothing = np.empty(0, np.int32)
        return (
            [token.decode() for token in tokens],
            np.concatenate([nothing, *having]),
            np.concatenate([nothing, *numbers]),
        )

    @cached_property
    def vocabulary(self) -> list[str]:
        """Give the words as people wrote them, in order."""
        name = self._reader.segment().make_filename(VOCABULARY)
        storage = self._reader.storage()
        length = storage.file_length(name)
        with storage.open_file(name) as file:
            words = bytes(file.get(0, length)).decode()
        return words.split("\n") if words else []

    @cached_property
    def titles(self) -> Titles:
        """Give the titles, taken apart."""
        texts = self.texts("title")
        return titles_of([texts.at(number).decode() for number in range(self.size)])

    def texts(self, name: str) -> Texts:
        """Give a column of texts."""
        if name not in self._opened:
            self._opened[name] = Texts(self._column(name))
        return self._opened[name]

    def _numbers(self, name: str, default: int) -> NDArray[np.int64]:
        found = np.full(self.size, default, np.int64)
        column = self._column(name)
        if column is not None:
            stored = column._dbfile.get(column._basepos, column._count * column._fixedlen)
            found[: column._count] = np.frombuffer(stored, f">i{column._fixedlen}")
        return found

    def _column(self, name: str) -> Any:
        documents = self._reader._perdoc
        if not documents.has_column(name):
            return None
        return documents.column_reader(name, self._reader.schema[name].column_type)
