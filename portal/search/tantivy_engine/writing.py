"""Changing a tantivy index, and filling a new one."""

import threading
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path

from tantivy import Index, IndexWriter

from portal.search.faults import explained
from portal.search.index import IndexUnavailable, SearchDocument
from portal.search.tantivy_engine.schema import MARKER, fields_of, marker, schema

# Tantivy refuses less than 15 MB for each thread.
CHANGING_BYTES = 15_000_000
FILLING_BYTES = 60_000_000
PROGRESS_EVERY = 50
PAUSE = 0.01
# Mostly nothing is to be merged; nobody waits longer than this where something is.
MERGING_AWAITED = 0.02


def change(
    folder: Path,
    upserts: Iterable[SearchDocument],
    deletes: Collection[str],
    applied: int,
    timeout: float,
) -> bool:
    """Replace and remove documents in one commit; False where the writer stays busy.

    Small segments may still be merged afterwards; the writer stays busy as long.
    """
    writer = _writer(Index.open(str(folder)), timeout)
    if writer is None:
        return False
    try:
        for key in deletes:
            writer.delete_documents_by_term("key", key)
        for document in upserts:
            writer.delete_documents_by_term("key", document.key)
            writer.add_document(fields_of(document))
        writer.delete_documents_by_term("key", MARKER)
        writer.add_document(marker(applied))
        writer.commit()
    except BaseException:
        _let_go(writer)
        raise
    merging = threading.Thread(target=_let_go, args=(writer,), name="search-merging")
    merging.start()
    merging.join(MERGING_AWAITED)
    return True


def fill(
    folder: Path,
    documents: Iterable[SearchDocument],
    applied: int,
    progress: Callable[[int], object] | None,
) -> int:
    """Write a whole index into an empty folder; gives the number of documents."""
    writer = Index(schema(), path=str(folder)).writer(FILLING_BYTES, 1)
    count = 0
    try:
        for document in documents:
            writer.add_document(fields_of(document))
            count += 1
            if progress and count % PROGRESS_EVERY == 0:
                progress(PROGRESS_EVERY)
        writer.add_document(marker(applied))
        writer.commit()
    finally:
        writer.wait_merging_threads()
    if progress:
        progress(count % PROGRESS_EVERY)
    return count


def _let_go(writer: IndexWriter) -> None:
    """Let merging end, then go the lock; what was not committed is left out."""
    with suppress(IndexUnavailable), explained("segments cannot be merged"):
        writer.wait_merging_threads()


def _writer(index: Index, timeout: float) -> IndexWriter | None:
    """Wait for the lock of the folder; the system lets go of it when its holder dies."""
    until = time.monotonic() + timeout
    while True:
        try:
            return index.writer(CHANGING_BYTES, 1)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise
        if time.monotonic() >= until:
            return None
        time.sleep(PAUSE)
