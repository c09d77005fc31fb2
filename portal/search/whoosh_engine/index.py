"""A Whoosh index in a folder of its own: reading, changing, building anew."""

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
from portal.search.whoosh_engine.files import IndexStorage
from portal.search.whoosh_engine.merging import merge
from portal.search.whoosh_engine.parts import TOC
from portal.search.whoosh_engine.schema import FORMAT, MARKER, fields_of, marker, schema
from portal.search.whoosh_engine.search import search
from portal.search.whoosh_engine.snapshot import INDEX, Opener, Snapshot
from portal.search.whoosh_engine.suggesting import suggest
from portal.search.whoosh_engine.writer import LockError, Writer

RECIPE = f"whoosh-{FORMAT}"
PROGRESS_EVERY = 50


class WhooshIndex:
    """Search with Whoosh. One object serves all threads of a process, and its forks.

    Nothing is opened before the first use. Searches of one process take turns: what they read is
    kept for the next, and two threads must not change that at the same moment.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = IndexFolder(folder, RECIPE)
        self._lock = threading.RLock()
        self._opener = Opener()
        self._process = os.getpid()
        self._snapshot: Snapshot | None = None
        self._seen: tuple[object, ...] = ()

    def search(self, query: SearchQuery) -> SearchHits:
        """Find what fits, best first."""
        with self._reading() as snapshot:
            return search(snapshot, query)

    def suggest(self, text: str, *, limit: int) -> list[str]:
        """Give titles of what is there that go on from what was typed."""
        with self._reading() as snapshot:
            return suggest(snapshot, text, limit)

    def applied(self) -> int:
        """Give the number of the last change the index has seen."""
        with self._reading() as snapshot:
            return snapshot.applied

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
            folder = str(self._folder.current())
            try:
                writer = Writer(IndexStorage(folder).open_index(), timeout=timeout)
            except LockError:
                return False
            try:
                documents = {document.key: document for document in upserts}
                with self._lock:
                    self._fork()
                    self._replace(writer, {*deletes, *documents, MARKER})
                    merge(writer, self._opener)
                for document in documents.values():
                    writer.add_document(**fields_of(document))
                writer.add_document(**marker(applied))
                writer.commit(merge=False)
            except BaseException:
                writer.give_up()
                raise
        return True

    def _replace(self, writer: Writer, keys: Collection[str]) -> None:
        before = self._opener.see(writer.storage, writer.schema, writer.segments)
        self._snapshot = None  # what is not among these is closed now
        for key in keys:
            for number in before.places(key):
                writer.delete_document(number)

    def rebuild(
        self,
        documents: Iterable[SearchDocument],
        *,
        applied: int,
        progress: Callable[[int], object] | None = None,
    ) -> int:
        """Index everything anew in a new sub-folder, then point to it."""
        with explained("the index cannot be rebuilt"):
            return self._folder.fill(lambda fresh: _fill(fresh, documents, applied, progress))

    def status(self) -> IndexStatus:
        """Tell how the index stands; never raises."""
        try:
            with self._reading() as snapshot:
                return IndexStatus(True, snapshot.count, snapshot.applied)
        except IndexUnavailable as error:
            return IndexStatus(False, 0, 0, str(error))

    def close(self) -> None:
        """Let go of files."""
        with self._lock:
            self._opener.close()
            self._snapshot, self._seen = None, ()

    @contextmanager
    def _reading(self) -> Iterator[Snapshot]:
        """Hold the newest snapshot; whatever a broken file raises becomes IndexUnavailable."""
        with self._lock:
            try:
                yield self._newest()
            except Exception as error:
                self.close()
                if isinstance(error, IndexUnavailable):
                    raise
                raise IndexUnavailable(f"the index cannot be read ({error!r})") from error

    def _newest(self) -> Snapshot:
        self._fork()
        current = self._folder.current()
        seen = (current, TOC._latest_generation(IndexStorage(str(current)), INDEX))
        if self._snapshot is None or seen != self._seen:
            self._snapshot, self._seen = self._opener.open(str(current)), seen
        return self._snapshot

    def _fork(self) -> None:
        """Begin anew in a fork, which must not share its parent's open files."""
        if self._process != os.getpid():
            self._opener, self._snapshot = Opener(), None
            self._process = os.getpid()


def _fill(
    folder: Path,
    documents: Iterable[SearchDocument],
    applied: int,
    progress: Callable[[int], object] | None,
) -> int:
    writer = Writer(IndexStorage(str(folder)).create_index(schema()), timeout=0)
    count = 0
    try:
        for document in documents:
            writer.add_document(**fields_of(document))
            count += 1
            if progress and count % PROGRESS_EVERY == 0:
                progress(PROGRESS_EVERY)
        writer.add_document(**marker(applied))
        writer.commit(merge=False)
    except BaseException:
        writer.give_up()
        raise
    if progress:
        progress(count % PROGRESS_EVERY)
    return count
