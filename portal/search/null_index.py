"""An index that finds nothing and accepts everything, for tests that are not about search."""

from collections.abc import Callable, Collection, Iterable

from portal.search.index import IndexStatus, SearchDocument, SearchHits, SearchQuery


class NullIndex:
    """Stand in for an engine."""

    def __init__(self) -> None:
        self._applied = 0

    def search(self, query: SearchQuery) -> SearchHits:
        """Find nothing."""
        return SearchHits()

    def applied(self) -> int:
        """Give the last number that was applied."""
        return self._applied

    def apply(
        self,
        *,
        upserts: Iterable[SearchDocument],
        deletes: Collection[str],
        applied: int,
        timeout: float,
    ) -> bool:
        """Take note of the number."""
        self._applied = applied
        return True

    def rebuild(
        self,
        documents: Iterable[SearchDocument],
        *,
        applied: int,
        progress: Callable[[int], object] | None = None,
    ) -> int:
        """Count the documents."""
        self._applied = applied
        return sum(1 for _ in documents)

    def status(self) -> IndexStatus:
        """Say that all is well."""
        return IndexStatus(True, 0, self._applied)

    def close(self) -> None:
        """Do nothing."""
