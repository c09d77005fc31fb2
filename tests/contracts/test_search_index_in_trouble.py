"""What every search engine must do where processes die, work at once, or change."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.search.index import Filter, IndexUnavailable, SearchDocument, SearchQuery, Signals
from tests.contracts.search_engines import ENGINES

FORK = multiprocessing.get_context("fork")
LIBRARY = [
    SearchDocument(f"practice:{number}", "Reading mentors", body=f"Wing {number}")
    for number in range(20)
]


@pytest.fixture(params=sorted(ENGINES))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def folder(name: str, tmp_path: Path) -> Path:
    ENGINES[name](tmp_path).rebuild(LIBRARY, applied=1)
    return tmp_path


def in_another_process(work: Callable[..., object], *args: object) -> multiprocessing.Process:
    process = FORK.Process(target=work, args=args)
    process.start()
    return process  # type: ignore[return-value]


def change_for_ever(name: str, folder: Path) -> None:
    index = ENGINES[name](folder)
    while True:
        index.apply(upserts=LIBRARY[:1], deletes=[], applied=index.applied() + 1, timeout=5)


def test_a_writer_that_is_killed_leaves_a_whole_index_and_no_lock(name: str, folder: Path) -> None:
    index = ENGINES[name](folder)
    for wait in (0.0, 0.03, 0.07):
        before = index.applied()
        process = in_another_process(change_for_ever, name, folder)
        until = time.monotonic() + 30
        while index.applied() == before and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(wait)
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        assert index.applied() > before
        assert index.search(SearchQuery("reading")).total == len(LIBRARY)
        assert index.apply(upserts=[], deletes=[], applied=index.applied(), timeout=0)


def rebuild_again_and_again(name: str, folder: Path) -> None:
    for number in range(4):
        ENGINES[name](folder).rebuild(LIBRARY, applied=number)


def test_rebuilds_at_once_end_in_one_index(name: str, folder: Path) -> None:
    both = [in_another_process(rebuild_again_and_again, name, folder) for _ in range(2)]
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    assert ENGINES[name](folder).status().documents == len(LIBRARY)
    assert sum(1 for path in folder.iterdir() if path.is_dir()) == 1


def test_threads_that_search_while_another_process_writes_see_whole_states(
    name: str, folder: Path
) -> None:
    index = ENGINES[name](folder)
    process = in_another_process(change_for_ever, name, folder)
    seen: set[int] = set()

    def look() -> None:
        for _ in range(60):
            seen.add(index.search(SearchQuery("reading")).total)
            time.sleep(0.002)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    process.kill()
    process.join()
    assert seen == {len(LIBRARY)}


def test_a_change_that_fails_changes_nothing_and_lets_go_of_the_lock(
    name: str, folder: Path
) -> None:
    def documents() -> Iterator[SearchDocument]:
        yield SearchDocument("practice:99", "Gardening")
        raise OSError("no space left on device")

    index = ENGINES[name](folder)
    with pytest.raises(IndexUnavailable, match="no space left"):
        index.apply(upserts=documents(), deletes=["practice:1"], applied=2, timeout=0)
    assert index.applied() == 1
    assert index.search(SearchQuery("gardening")).total == 0
    assert index.search(SearchQuery("reading")).total == len(LIBRARY)
    assert index.apply(upserts=[], deletes=["practice:1"], applied=3, timeout=0)
    assert index.status().documents == len(LIBRARY) - 1


@pytest.mark.parametrize("other", sorted(ENGINES))
def test_the_index_of_another_engine_is_built_anew(name: str, other: str, tmp_path: Path) -> None:
    ENGINES[other](tmp_path).rebuild(LIBRARY[:2], applied=5)
    index = ENGINES[name](tmp_path)
    if other != name:
        with pytest.raises(IndexUnavailable, match="another version"):
            index.search(SearchQuery("reading"))
        assert not index.status().healthy
    index.rebuild(LIBRARY, applied=6)
    assert index.search(SearchQuery("reading")).total == len(LIBRARY)
    assert ENGINES[other](tmp_path).status().healthy is (other == name)


def test_long_hostile_questions_are_answered_in_a_moment(name: str, folder: Path) -> None:
    index = ENGINES[name](folder)
    words = [f"w{number}" for number in range(400)]
    for text in (
        " ".join(words),
        '"' + " ".join(words) + '"',
        " ".join(f'"{" ".join(words[at : at + 9])}"' for at in range(0, 90, 9)),
        " ".join(f"readin{letter} mentos{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"),
        "\0\x01\x02 " * 500,
    ):
        begun = time.thread_time()
        index.search(SearchQuery(text))
        index.suggest(text, limit=8)
        assert time.thread_time() - begun < 0.2


def test_pages_beyond_the_end_and_of_no_length_are_empty(name: str, folder: Path) -> None:
    index = ENGINES[name](folder)
    for sort in ("", "used_by"):
        for text in ("reading", ""):
            for offset, limit in ((20, 10), (10**9, 10), (0, 0), (5, 0)):
                found = index.search(SearchQuery(text, sort=sort, offset=offset, limit=limit))
                assert (found.hits, found.total) == ((), 20)
            rest = index.search(SearchQuery(text, sort=sort, offset=15, limit=10**9))
            assert len(rest.hits) == 5


def test_what_scores_little_of_a_long_question_is_left_out_but_nothing_with_all_of_it(
    name: str, tmp_path: Path
) -> None:
    index = ENGINES[name](tmp_path)
    long = "other things that stand here " * 400
    index.rebuild(
        [
            *(SearchDocument(f"practice:{n}", "Zebra wombat quokka") for n in range(12)),
            SearchDocument("practice:12", "Far", body=f"{long} zebra wombat quokka lemur"),
            *(SearchDocument(f"practice:{n}", "Lemur") for n in range(13, 70)),
        ],
        applied=1,
    )
    found = index.search(SearchQuery("zebra wombat quokka lemur", limit=100))
    assert {hit.key for hit in found.hits} == {f"practice:{n}" for n in range(13)}
    assert (found.total, found.match) == (13, "all")


def test_a_phrase_does_not_reach_from_the_title_into_the_text(name: str, folder: Path) -> None:
    index = ENGINES[name](folder)
    texts = SearchDocument(
        "practice:50", "Wombat zebra", "Lemur quokka", "Ostrich", tags=("heron",), files="toad"
    )
    index.apply(upserts=[texts], deletes=[], applied=2, timeout=1)
    assert index.search(SearchQuery('"wombat zebra"')).total == 1
    for torn in ("zebra wombat", "zebra lemur", "quokka lemur", "quokka heron", "ostrich toad"):
        assert index.search(SearchQuery(f'"{torn}"')).total == 0


def test_filters_and_counts_hold_beside_a_cut_and_a_sort(name: str, tmp_path: Path) -> None:
    index = ENGINES[name](tmp_path)
    index.rebuild(
        [
            SearchDocument(
                f"practice:{n}",
                "Zebra wombat quokka lemur" if n % 2 else "Zebra",
                facets={"kind": ("odd" if n % 3 else "third",)},
                signals=Signals(used_by=n % 5, published_on=n),
            )
            for n in range(30)
        ],
        applied=1,
    )
    found = index.search(
        SearchQuery(
            "zebra wombat quokka lemur",
            filters={"kind": Filter("kind", ("third",))},
            sort="used_by",
            counted={"kind": "kind"},
        )
    )
    assert [hit.signals.used_by for hit in found.hits] == [4, 3, 2, 1, 0]
    assert all(hit.signals.published_on % 6 == 3 for hit in found.hits)
    assert found.counts == {"kind": {"odd": 10, "third": 5}}
