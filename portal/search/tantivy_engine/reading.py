"""One state of an index, open for reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tantivy import DocAddress, Index, Query, Schema, Searcher

from portal.search.index import IndexUnavailable
from portal.search.tantivy_engine.schema import MARKER

META = "meta.json"


@dataclass(frozen=True, slots=True)
class Opened:
    """Hold a searcher and what is read once for it; threads may share it.

    `longest` and `average` are lengths of documents in terms.
    """

    index: Index
    schema: Schema
    searcher: Searcher
    applied: int
    documents: int
    longest: float
    average: float

    def count(self, query: Query) -> int:
        """Count what a query finds."""
        found: int = self.searcher.search(query, 1).count  # type: ignore[attr-defined]
        return found

    def best(self, query: Query, limit: int, offset: int = 0) -> list[tuple[float, DocAddress]]:
        """Give what a query finds, best first, with scores; `limit` is 1 at least."""
        return self.searcher.search(query, limit, count=False, offset=offset).hits

    def largest(self, query: Query, field: str, limit: int, offset: int) -> list[DocAddress]:
        """Give what a query finds, the largest in a field first; `limit` is 1 at least."""
        found = self.searcher.search(query, limit, count=False, offset=offset, order_by_field=field)
        return [address for _, address in found.hits]

    def values(self, field: str, addresses: Sequence[DocAddress]) -> list[int]:
        """Give the numbers that documents have in a field."""
        found: list[Any] = self.searcher.fast_field_values(field, list(addresses))
        return [value or 0 for value in found]

    def term(self, field: str, term: str | int) -> Query:
        """Ask for one term."""
        return Query.term_query(self.schema, field, term)


def stamp(folder: Path) -> tuple[int, ...]:
    """Tell the states of an index apart: every commit replaces this file."""
    meta = (folder / META).stat()
    return meta.st_ino, meta.st_mtime_ns, meta.st_size


def open_folder(folder: Path) -> Opened:
    """Open an index."""
    index = Index.open(str(folder))
    # The usual reader has a thread that looks for changes; it would not come along into a fork.
    index.config_reader("manual")
    return _read(index)


def newer(opened: Opened) -> Opened:
    """Give the newest state of the same index."""
    return _read(opened.index)


def _read(index: Index) -> Opened:
    index.reload()
    searcher, schema = index.searcher(), index.schema
    marked = searcher.search(Query.term_query(schema, "key", MARKER), 1).hits
    if not marked:
        raise IndexUnavailable("the index does not say which changes it holds")
    applied = searcher.fast_field_values("applied", [marked[0][1]])[0]
    lengths = {
        "longest": {"max": {"field": "length"}},
        "average": {"avg": {"field": "length"}},
    }
    known = searcher.aggregate(Query.all_query(), lengths)
    return Opened(
        index=index,
        schema=schema,
        searcher=searcher,
        applied=int(applied or 0),
        documents=searcher.num_docs - 1,  # without the marker
        longest=known["longest"]["value"] or 1,
        average=known["average"]["value"] or 1,
    )
