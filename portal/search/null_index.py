"""An index that finds nothing and accepts everything."""

from typing import Any

from portal.search.index import IndexStatus, SearchHits


class NullIndex:
    def __init__(self, *_: Any) -> None:
        self._applied = 0
    def search(self, query: Any) -> SearchHits:
        return SearchHits()
    def apply(self, *, upserts: Any, deletes: Any, applied: int, timeout: float) -> bool:
        self._applied = applied
        return True
    def rebuild(self, documents: Any, *, applied: int, progress: Any = None) -> int:
        self._applied = applied
        return sum(1 for _ in documents)
    def applied(self) -> int:
        return self._applied
    def status(self) -> IndexStatus:
        return IndexStatus(True, 0, self._applied)
    def close(self) -> None: ...
