"""What every search engine must do; a second engine joins by one line in `ENGINES`."""

import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal import clock
from portal.search.index import IndexUnavailable, SearchDocument, SearchIndex, SearchQuery
from portal.search.folder import POINTER
from portal.search.whoosh_engine import WhooshIndex

ENGINES: dict[str, Callable[[Path], SearchIndex]] = {"whoosh": WhooshIndex}


def document(number: int, title: str, body: str = "", **more: object) -> SearchDocument:
    return SearchDocument(f"practice:{number}", "scheme", title, "", body, **more)  # type: ignore[arg-type]


LIBRARY = [
    document(
        1, "Reading mentors", "One to one help with reading on the wing.", themes=("reading",)
    ),
    document(2, "Maths mentors", "Numbers and maths in the classroom.", themes=("maths",)),
    SearchDocument(
        "practice:3",
        "job_description",
        "Role card",
        "",
        "Shown at the wing gate by a mentor who reads.",
        barriers=("movement",),
        prison="example-midvale",
        is_template=True,
    ),
]


@pytest.fixture(params=sorted(ENGINES))
def make(request: pytest.FixtureRequest) -> Callable[[Path], SearchIndex]:
    return ENGINES[request.param]


@pytest.fixture
def index(make: Callable[[Path], SearchIndex], tmp_path: Path) -> Iterator[SearchIndex]:
    engine = make(tmp_path / "index")
    engine.rebuild(LIBRARY, applied=7)
    yield engine
    engine.close()


def keys(index: SearchIndex, text: str = "", **filters: object) -> list[str]:
    return [hit.key for hit in index.search(SearchQuery(text, **filters)).hits]  # type: ignore[arg-type]


def test_it_finds_by_stem_and_ranks_titles_first(index: SearchIndex) -> None:
    assert keys(index, "read")[0] == "practice:1"
    hits = index.search(SearchQuery("mentor"))
    assert (hits.total, hits.match) == (3, "all")


def test_all_words_come_before_some_of_them(index: SearchIndex) -> None:
    hits = index.search(SearchQuery("maths classroom gate"))
    assert hits.match == "some"
    assert {hit.key for hit in hits.hits} == {"practice:2", "practice:3"}
    assert keys(index, "wing reading")[0] == "practice:1"


def test_what_is_due_for_a_look_sinks_a_little_from_its_day_on(
    index: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = date(2026, 5, 3)
    alike = [document(number, "Peer tutors", "Tutors help.") for number in (11, 12)]
    index.apply(
        upserts=[replace(alike[1], stale_from=day), alike[0], document(13, "Other", "A tutor.")],
        deletes=(),
        applied=8,
        timeout=1,
    )
    orders = {}
    for today in (date(2026, 5, 2), day):
        monkeypatch.setattr(clock, "today", lambda today=today: today)
        hits = index.search(SearchQuery("tutors"))
        assert (hits.total, hits.match) == (3, "all")
        orders[today] = {hit.key: hit.score for hit in hits.hits}
    before, after = orders.values()
    assert before["practice:12"] == pytest.approx(before["practice:11"])
    assert after["practice:12"] == pytest.approx(0.85 * after["practice:11"])
    assert after["practice:12"] > after["practice:13"] == before["practice:13"]


def test_a_day_survives_commits_that_merge_what_was_written_before(
    index: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = date(2026, 5, 3)
    monkeypatch.setattr(clock, "today", lambda: day)
    for number in range(20, 40):
        stale = day if number % 2 else None
        index.apply(
            upserts=[document(number, "Peer tutors", stale_from=stale)],
            deletes=(),
            applied=number,
            timeout=1,
        )
    hits = index.search(SearchQuery("tutors", limit=20)).hits
    assert [int(hit.key[9:]) % 2 for hit in hits] == [0] * 10 + [1] * 10


def test_a_question_in_plain_words_finds_something(index: SearchIndex) -> None:
    assert keys(index, "How do I get people who can't do numbers into the classroom?")


def test_quoted_words_are_a_phrase(index: SearchIndex) -> None:
    assert keys(index, '"wing gate"') == ["practice:3"]
    assert keys(index, '"gate wing"') == []


def test_a_phrase_of_very_many_words_is_found(index: SearchIndex) -> None:
    words = " ".join(f"{letter}{digit}" for letter in "bcdfghjklmnpqrvw" for digit in range(10))
    index.apply(upserts=[document(8, "Long", words)], deletes=[], applied=8, timeout=1)
    found = index.search(SearchQuery(f'"{words}"'))
    assert [hit.key for hit in found.hits] == ["practice:8"]
    assert found.match == "all"


def test_words_of_files_are_found_after_the_same_words_of_a_text(index: SearchIndex) -> None:
    often, long = "wombat " * 200, "other words stand here " * 500 + "wombat"
    documents = [document(10, "File", "Short.", files=often), document(11, "Text", long)]
    index.apply(upserts=documents, deletes=[], applied=8, timeout=1)
    assert keys(index, "wombats") == ["practice:11", "practice:10"]
    assert keys(index, "wombat", kinds=("scheme",)) == ["practice:11", "practice:10"]
    assert index.search(SearchQuery("wombat file")).match == "some"
    assert keys(index, "wombat file")[0] == "practice:10"  # the only one that has both


def test_files_change_nothing_about_a_document_s_own_words(index: SearchIndex) -> None:
    files = "wombat " + "other words stand here " * 5000
    documents = [document(10, "Wombat"), document(11, "Wombat", files=files)]
    index.apply(upserts=documents, deletes=[], applied=8, timeout=1)
    first, second = index.search(SearchQuery("wombat")).hits
    assert first.score == second.score


def test_a_phrase_may_stand_in_a_file(index: SearchIndex) -> None:
    index.apply(
        upserts=[document(10, "File", files="The wing board.")], deletes=[], applied=8, timeout=1
    )
    assert keys(index, '"wing board"') == ["practice:10"]
    assert keys(index, '"board wing"') == []


def test_words_that_only_files_have_are_no_mistakes_and_no_suggestions(index: SearchIndex) -> None:
    index.apply(upserts=[document(10, "File", files="zebra")], deletes=[], applied=8, timeout=1)
    assert index.search(SearchQuery("zebra clasroom")).suggestion == "zebra classroom"
    assert index.search(SearchQuery("zebrb")).suggestion is None
    index.apply(upserts=[], deletes=["practice:10"], applied=9, timeout=1)
    assert keys(index, "zebra") == []


def test_only_common_words_find_nothing(index: SearchIndex) -> None:
    assert index.search(SearchQuery("the of and")).match == "none"


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"kinds": ("job_description",)}, ["practice:3"]),
        ({"themes": ("reading",)}, ["practice:1"]),
        ({"barriers": ("movement",)}, ["practice:3"]),
        ({"prison": "example-midvale"}, ["practice:3"]),
        ({"templates_only": True}, ["practice:3"]),
        ({"kinds": ("nonsense",)}, []),
        ({"kinds": ("scheme",), "barriers": ("movement",)}, []),
    ],
)
def test_filters_hold_with_and_without_words(
    index: SearchIndex, filters: dict[str, object], found: list[str]
) -> None:
    assert keys(index, "mentor", **filters) == found
    assert keys(index, "", **filters) == found


def test_pages_do_not_overlap_and_cover_everything(index: SearchIndex) -> None:
    pages = [keys(index, "mentor wing maths", offset=offset, limit=1) for offset in range(4)]
    assert sorted(key for page in pages for key in page) == [f"practice:{n}" for n in (1, 2, 3)]
    assert pages[3] == []


def test_a_wrong_spelling_is_mended(index: SearchIndex) -> None:
    assert index.search(SearchQuery("clasroom")).suggestion == "classroom"
    assert index.search(SearchQuery("classroom")).suggestion is None


def test_words_of_what_is_gone_are_never_suggested(index: SearchIndex) -> None:
    secret = document(7, "Zebrafishman", "A name that should not be here.")
    index.apply(upserts=[secret], deletes=[], applied=8, timeout=1)
    assert index.search(SearchQuery("zebrafishmen")).suggestion == "zebrafishman"
    index.apply(upserts=[], deletes=["practice:7"], applied=9, timeout=1)
    assert index.search(SearchQuery("zebrafishmen")).suggestion is None


def test_changes_replace_and_remove(index: SearchIndex) -> None:
    changed = document(1, "Libraries", "Books.")
    assert index.apply(
        upserts=[changed], deletes=["practice:2", "practice:99"], applied=9, timeout=1
    )
    assert keys(index, "library") == ["practice:1"]
    assert keys(index, "reading") == ["practice:3"]
    assert keys(index, "maths") == []
    status = index.status()
    assert (status.healthy, status.documents, status.applied) == (True, 2, 9)
    assert index.applied() == 9


def test_many_small_changes_keep_the_index_small(index: SearchIndex, tmp_path: Path) -> None:
    for number in range(60):
        index.apply(
            upserts=[document(1, f"Edition {number}")], deletes=[], applied=number, timeout=1
        )
    assert index.status().documents == 3
    assert sum(1 for _ in (tmp_path / "index").rglob("*")) < 60


@pytest.mark.parametrize(
    "hostile",
    [
        '"', '""', "*", "?", "a*", "(", ")", "AND", "OR NOT", "title:x", "key:*", "[a TO b]", "~",
        "^9", "\0", "\x01\x02", "\ud800", "x" * 10_000, "mentor " * 2_000, '"a' * 500, "''", "'",
        "\u202e", "😀",
        "..", "-", "mentor~2", "{}", "\\", "%00", "../../etc/passwd", "<script>", "1/0", "İ", "ß",
    ],
)  # fmt: skip
def test_hostile_queries_are_answered(index: SearchIndex, hostile: str) -> None:
    assert index.search(SearchQuery(hostile)).total >= 0


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80
)
@given(st.text(max_size=80))
@example('"mentor" "gate')
def test_any_text_is_answered(index: SearchIndex, text: str) -> None:
    hits = index.search(SearchQuery(text))
    assert len(hits.hits) <= hits.total


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
    for path in folder.rglob("*.seg"):
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
