"""A tantivy index in a folder of its own: reading, changing, building anew."""

import os
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.search.faults import explained
from portal.search.folder import IndexFolder
from portal.search.index import (
    IndexStatus,
    IndexUnavailable,
    SearchDocument,
    SearchHits,
    SearchQuery,
)
from portal.search.tantivy_engine.reading import Opened, newer, open_folder, stamp
from portal.search.tantivy_engine.schema import FORMAT
from portal.search.tantivy_engine.search import search
from portal.search.tantivy_engine.suggest import suggest
from portal.search.tantivy_engine.writing import change, fill

RECIPE = f"tantivy-{FORMAT}"


class TantivyIndex:
    """Search with tantivy. One object serves all threads of a process, and its forks.

    Nothing is opened before the first use. Searches of several threads run side by side.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = IndexFolder(folder, RECIPE)
        self._lock = threading.Lock()
        self._process = 0
        self._opened: Opened | None = None
        self._seen: tuple[Path, tuple[int, ...]] | None = None

    def search(self, query: SearchQuery) -> SearchHits:
        """Find what fits: documents with all the words first, then those with some."""
        with self._reading() as opened:
            return search(opened, query)

    def suggest(self, text: str, *, limit: int) -> list[str]:
        """Give titles of what is there that go on from what was typed."""
        with self._reading() as opened:
            return suggest(opened, text, limit)

    def applied(self) -> int:
        """Give the number of the last change the index has seen."""
        with self._reading() as opened:
            return opened.applied

    def apply(
        self,
        *,
        upserts: Iterable[SearchDocument],
        deletes: Collection[str],
        applied: int,
        timeout: float,
    ) -> bool:
        """Replace and remove documents in one commit; False where the writer stays busy."""
        with explained("the index cannot be written"):
            return change(self._folder.current(), upserts, deletes, applied, timeout)

    def rebuild(
        self,
        documents: Iterable[SearchDocument],
        *,
        applied: int,
        progress: Callable[[int], object] | None = None,
    ) -> int:
        """Index everything anew in a new sub-folder, then point to it."""
        with explained("the index cannot be rebuilt"):
            return self._folder.fill(lambda fresh: fill(fresh, documents, applied, progress))

    def status(self) -> IndexStatus:
        """Tell how the index stands; never raises."""
        try:
            with self._reading() as opened:
                return IndexStatus(True, opened.documents, opened.applied)
        except IndexUnavailable as error:
            return IndexStatus(False, 0, 0, str(error))

    def close(self) -> None:
        """Let go of files."""
        self._opened, self._seen = None, None

    @contextmanager
    def _reading(self) -> Iterator[Opened]:
        """Hold the newest state; a broken one is opened anew the next time."""
        try:
            with explained("the index cannot be read"):
                yield self._newest()
        except IndexUnavailable:
            self.close()
            raise

    def _newest(self) -> Opened:
        if self._process != os.getpid():
            # A thread of the parent may have held the lock while this process was forked.
            self._lock, self._process = threading.Lock(), os.getpid()
            self.close()
        with self._lock:
            try:
                return self._open(self._folder.current())
            except Exception:  # a rebuild may just have taken the folder away
                return self._open(self._folder.current())

    def _open(self, current: Path) -> Opened:
        seen = current, stamp(current)
        opened = self._opened
        if opened is None or self._seen is None or seen[0] != self._seen[0]:
            opened = open_folder(current)
        elif seen != self._seen:
            opened = newer(opened)
        self._opened, self._seen = opened, seen
        return opened
