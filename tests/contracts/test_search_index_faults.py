"""What every search engine must do with a folder that is missing, broken or in use."""

import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.search.folder import POINTER
from portal.search.index import IndexUnavailable, SearchDocument, SearchIndex, SearchQuery
from tests.contracts.search_engines import LIBRARY, document, keys


def test_a_missing_index_is_said_to_be_missing(
    make: Callable[[Path], SearchIndex], tmp_path: Path
) -> None:
    engine = make(tmp_path / "nothing")
    with pytest.raises(IndexUnavailable):
        engine.search(SearchQuery("mentor"))
    with pytest.raises(IndexUnavailable):
        engine.apply(upserts=[], deletes=[], applied=1, timeout=0)
    assert not engine.status().healthy
    assert engine.rebuild(LIBRARY, applied=1) == 3
    assert engine.status().healthy


def truncate(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and path.name != POINTER:
            path.write_bytes(path.read_bytes()[:40])


def garbage(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and path.name != POINTER:
            path.write_bytes(os.urandom(200))


def bad_pointer(folder: Path) -> None:
    (folder / POINTER).write_text("../../etc")


def binary_pointer(folder: Path) -> None:
    (folder / POINTER).write_bytes(b"\xff\xfe\x00")


def emptied(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)


# Whoosh drops the handle of a table of contents that it cannot read; it is closed when collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("harm", [truncate, garbage, bad_pointer, binary_pointer, emptied])
def test_a_broken_index_says_so_and_a_rebuild_mends_it(
    make: Callable[[Path], SearchIndex],
    index: SearchIndex,
    tmp_path: Path,
    harm: Callable[[Path], None],
) -> None:
    harm(tmp_path / "index")
    fresh = make(tmp_path / "index")
    with pytest.raises(IndexUnavailable):
        fresh.search(SearchQuery("mentor"))
    assert not fresh.status().healthy
    fresh.rebuild(LIBRARY, applied=8)
    assert keys(fresh, "maths") == ["practice:2"]
    assert keys(index, "maths") == ["practice:2"]


def test_a_failed_rebuild_leaves_the_old_index(index: SearchIndex, tmp_path: Path) -> None:
    def documents() -> Iterator[SearchDocument]:
        yield LIBRARY[0]
        raise OSError("no space left on device")

    with pytest.raises(IndexUnavailable, match="no space left"):
        index.rebuild(documents(), applied=9)
    assert index.applied() == 7
    assert keys(index, "maths") == ["practice:2"]
    assert sum(1 for path in (tmp_path / "index").iterdir() if path.is_dir()) == 1


def test_a_reader_keeps_reading_while_the_index_is_rebuilt(
    make: Callable[[Path], SearchIndex], index: SearchIndex, tmp_path: Path
) -> None:
    reader = make(tmp_path / "index")
    seen: list[list[str]] = []

    def documents() -> Iterator[SearchDocument]:
        for each in LIBRARY[:2]:
            seen.append(keys(reader, "gate"))
            yield each

    index.rebuild(documents(), applied=8)
    assert seen == [["practice:3"]] * 2
    assert keys(reader, "gate") == []


def write_in_another_process(make: Callable[[Path], SearchIndex], folder: Path) -> None:
    make(folder).apply(upserts=[document(4, "Gardening")], deletes=[], applied=8, timeout=5)


def test_another_process_sees_a_change_and_forks_keep_apart(
    make: Callable[[Path], SearchIndex], index: SearchIndex, tmp_path: Path
) -> None:
    assert keys(index, "gardening") == []
    context = multiprocessing.get_context("fork")
    child = context.Process(target=write_in_another_process, args=(make, tmp_path / "index"))
    child.start()
    child.join()
    assert child.exitcode == 0
    assert keys(index, "gardening") == ["practice:4"]


def test_a_busy_writer_is_not_waited_for(
    make: Callable[[Path], SearchIndex], index: SearchIndex, tmp_path: Path
) -> None:
    answers: list[bool] = []

    def documents() -> Iterator[SearchDocument]:
        other = make(tmp_path / "index")
        answers.append(other.apply(upserts=[], deletes=[], applied=8, timeout=0.01))
        yield document(5, "Fifth")

    assert index.apply(upserts=documents(), deletes=[], applied=9, timeout=1)
    assert answers == [False]
    assert index.applied() == 9
