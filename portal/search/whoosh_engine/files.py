"""Reading a segment's file through the system's memory, without copies of our own.

Whoosh maps the file and then copies each part of it; two workers would each hold the whole index.
"""

from io import BytesIO
from pathlib import Path
from typing import Any

from portal.search.whoosh_engine.parts import (
    BufferFile,
    CompoundStorage,
    FileStorage,
    W3Segment,
)


class MappedFile(BufferFile):
    """Read a part of a mapped file; only what needs to be read like a file is copied."""

    def __init__(self, buffer: memoryview, name: str) -> None:
        self._buf, self._name = buffer, name
        self._copy: BytesIO | None = None
        self.onclose, self.is_real, self.is_closed = None, False, False

    @property
    def file(self) -> BytesIO:
        """Give the part as a file."""
        if self._copy is None:
            self._copy = BytesIO(self._buf)
        return self._copy

    def close(self) -> None:
        """Let go of the memory."""
        self._copy, self._buf, self.is_closed = None, memoryview(b""), True


class MappedStorage(CompoundStorage):
    """Open parts of a segment's file."""

    def open_file(self, name: str, *_options: object, **_more: object) -> MappedFile:
        """Open a part by its name."""
        offset, length = self.range(name)
        return MappedFile(memoryview(self._source)[offset : offset + length], name)


class IndexStorage(FileStorage):
    """Open files of an index; Whoosh forgets to close a table of contents that it cannot read."""

    def open_file(self, name: str, **options: Any) -> Any:
        """Open a file by its name; a table of contents is read at once."""
        if name.endswith(".toc"):
            return MappedFile(memoryview((Path(self.folder) / name).read_bytes()), name)
        return super().open_file(name, **options)


class StoredSegment(W3Segment):
    """Name a segment, as the table of contents keeps it; `checksum` is that of its file."""

    checksum = 0

    def open_compound_file(self, storage: Any) -> MappedStorage:
        """Map the segment's file."""
        return MappedStorage(storage.open_file(self.make_filename(self.COMPOUND_EXT)))
