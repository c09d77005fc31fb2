"""The folder of an index: which of its sub-folders is in use, and how another takes over.

`CURRENT` names the sub-folder that holds the index; a rebuild fills another and swaps that one
line, so a reader never meets half an index.
"""

import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.search.index import IndexUnavailable
from portal.search.thesaurus import thesaurus

POINTER = "CURRENT"
REBUILD_LOCK = "rebuild.lock"
ANY_FORMAT = "index-"


class IndexFolder:
    """Find, fill and swap the sub-folders of an index.

    `recipe` names the engine and its format: what another recipe or another thesaurus made counts
    as broken, so it is built anew by itself.
    """

    def __init__(self, folder: Path, recipe: str) -> None:
        self.folder = folder
        self._recipe = recipe

    @property
    def prefix(self) -> str:
        """Begin the names of the sub-folders that this recipe makes."""
        return f"{ANY_FORMAT}{self._recipe}-{thesaurus().digest}-"

    def current(self) -> Path:
        """Give the sub-folder in use. Raises IndexUnavailable where there is none to use."""
        try:
            name = (self.folder / POINTER).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise IndexUnavailable(f"there is no index in {self.folder}") from error
        current = self.folder / name
        if name.startswith(ANY_FORMAT) and not name.startswith(self.prefix):
            raise IndexUnavailable("another version of the portal or its thesaurus made the index")
        named = name.startswith(self.prefix) and current.parent == self.folder
        if not named or not current.is_dir():
            raise IndexUnavailable(f"{self.folder / POINTER} names no index")
        return current

    def fill(self, filling: Callable[[Path], int]) -> int:
        """Let `filling` write a whole index into a new sub-folder, then use that one.

        Waits for a rebuild of another process: each sweeps away what the other has begun.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._rebuilding():
            fresh = self.folder / f"{self.prefix}{secrets.token_hex(6)}"
            fresh.mkdir()
            try:
                count = filling(fresh)
                self._point_to(fresh)
            except BaseException:
                shutil.rmtree(fresh, ignore_errors=True)
                raise
            self._sweep(fresh)
        return count

    @contextmanager
    def _rebuilding(self) -> Iterator[None]:
        with (self.folder / REBUILD_LOCK).open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _point_to(self, fresh: Path) -> None:
        pointer = self.folder / f".{POINTER}-{fresh.name}"
        with pointer.open("w", encoding="ascii") as file:
            file.write(fresh.name + "\n")
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self.folder / POINTER)

    def _sweep(self, keep: Path) -> None:
        """Remove old indexes and what the dead left; who still reads one keeps its open files."""
        for left in self.folder.glob(f".{POINTER}-*"):
            left.unlink(missing_ok=True)
        for old in self.folder.glob(f"{ANY_FORMAT}*"):
            if old != keep:
                shutil.rmtree(old, ignore_errors=True)
