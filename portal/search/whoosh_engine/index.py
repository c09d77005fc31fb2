"""A Whoosh index in a folder of its own: reading, changing, building anew."""

import logging
import os
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from portal.search.folder import IndexFolder
from portal.search.index import (
    IndexStatus,
    IndexUnavailable,
    SearchDocument,
    SearchHits,
    SearchQuery,
)
from portal.search.whoosh_engine.parts import FileStorage, LockError
from portal.search.whoosh_engine.schema import FORMAT, MARKER, fields_of, marker, schema
from portal.search.whoosh_engine.search import search, suggest

log = logging.getLogger(__name__)

RECIPE = f"whoosh-{FORMAT}"
PROGRESS_EVERY = 50
MEMORY_MB = 128


class WhooshIndex:
    """Search with Whoosh. One object serves all threads of a process, and its forks.

    Nothing is opened before the first use. Searches of one process take turns: Whoosh's file
    readers keep their place, so two threads must not share them at the same moment.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = IndexFolder(folder, RECIPE)
        self._lock = threading.RLock()
        self._searcher: Any = None
        self._seen: tuple[object, ...] = ()
        self._applied = 0

    def search(self, query: SearchQuery) -> SearchHits:
        """Find what fits: documents with all the words first, then those with some."""
        with self._reading() as searcher:
            return search(searcher, query)

    def suggest(self, text: str, *, limit: int) -> list[str]:
        """Give titles of what is there that go on from what was typed."""
        with self._reading() as searcher:
            return suggest(searcher, text, limit)

    def applied(self) -> int:
        """Give the number of the last change the index has seen."""
        with self._reading():
            return self._applied

    def apply(
        self,
        *,
        upserts: Iterable[SearchDocument],
        deletes: Collection[str],
        applied: int,
        timeout: float,
    ) -> bool:
        """Replace and remove documents in one commit; False where the writer stays busy."""
        with _explained("the index cannot be written"):
            storage = FileStorage(str(self._folder.current()))
            try:
                writer = storage.open_index().writer(timeout=timeout, limitmb=MEMORY_MB)
            except LockError:
                return False
            try:
                for key in deletes:
                    writer.delete_by_term("key", key)
                for document in upserts:
                    writer.update_document(**fields_of(document))
                writer.update_document(**marker(applied))
                writer.commit()
            except BaseException:
                writer.cancel()
                raise
        return True

    def rebuild(
        self,
        documents: Iterable[SearchDocument],
        *,
        applied: int,
        progress: Callable[[int], object] | None = None,
    ) -> int:
        """Index everything anew in a new sub-folder, then point to it."""
        with _explained("the index cannot be rebuilt"):
            return self._folder.fill(lambda fresh: _fill(fresh, documents, applied, progress))

    def status(self) -> IndexStatus:
        """Tell how the index stands; never raises."""
        try:
            with self._reading() as searcher:
                documents = searcher.doc_count() - 1  # without the marker
            return IndexStatus(True, documents, self.applied())
        except IndexUnavailable as error:
            return IndexStatus(False, 0, 0, str(error))

    def close(self) -> None:
        """Let go of files."""
        with self._lock:
            if self._searcher is not None and self._seen[0] == os.getpid():
                self._searcher.close()
            self._searcher, self._seen = None, ()

    @contextmanager
    def _reading(self) -> Iterator[Any]:
        """Hold the newest searcher; whatever a broken file raises becomes IndexUnavailable."""
        with self._lock:
            try:
                yield self._newest()
            except IndexUnavailable:
                self._searcher, self._seen = None, ()
                raise
            except Exception as error:
                self._searcher, self._seen = None, ()
                raise IndexUnavailable(f"the index cannot be read ({error!r})") from error

    def _newest(self) -> Any:
        current = self._folder.current()
        # A commit or a swap changes one of these; a fork must not share its parent's open files.
        seen = (os.getpid(), current, current.stat().st_mtime_ns)
        if self._searcher is None or seen[:2] != self._seen[:2]:
            self.close()
            self._searcher = FileStorage(str(current)).open_index().searcher()
        elif seen != self._seen:
            self._searcher = self._searcher.refresh()
        if seen != self._seen:
            self._applied = int(self._searcher.document(key=MARKER)["applied"])
        self._seen = seen
        return self._searcher


@contextmanager
def _explained(what: str) -> Iterator[None]:
    try:
        yield
    except IndexUnavailable:
        raise
    except Exception as error:
        log.debug("search index", exc_info=True)
        raise IndexUnavailable(f"{what} ({error!r})") from error


def _fill(
    folder: Path,
    documents: Iterable[SearchDocument],
    applied: int,
    progress: Callable[[int], object] | None,
) -> int:
    writer = FileStorage(str(folder)).create_index(schema()).writer(limitmb=MEMORY_MB)
    count = 0
    try:
        for document in documents:
            writer.add_document(**fields_of(document))
            count += 1
            if progress and count % PROGRESS_EVERY == 0:
                progress(PROGRESS_EVERY)
        writer.add_document(**marker(applied))
        writer.commit(optimize=True)
    except BaseException:
        writer.cancel()
        raise
    if progress:
        progress(count % PROGRESS_EVERY)
    return count
