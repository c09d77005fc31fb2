"""What every search engine must do; a second engine joins by one line in `ENGINES`."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.search.index import (
    Filter,
    SearchIndex,
    SearchQuery,
    Signals,
)
from tests.contracts.search_engines import LIBRARY, document, keys, only


def test_it_finds_by_stem_and_ranks_titles_first(index: SearchIndex) -> None:
    assert keys(index, "read")[0] == "practice:1"
    hits = index.search(SearchQuery("mentor"))
    assert (hits.total, hits.match) == (3, "all")


def test_all_words_come_before_some_of_them(index: SearchIndex) -> None:
    hits = index.search(SearchQuery("maths classroom gate"))
    assert hits.match == "some"
    assert {hit.key for hit in hits.hits} == {"practice:2", "practice:3"}
    assert keys(index, "wing reading")[0] == "practice:1"


def test_signals_come_back_as_they_went_in(index: SearchIndex) -> None:
    hits = index.search(SearchQuery("mentor")).hits
    assert {hit.key: hit.signals for hit in hits} == {each.key: each.signals for each in LIBRARY}


def test_signals_survive_commits_that_merge_what_was_written_before(index: SearchIndex) -> None:
    for number in range(20, 40):
        signals = Signals(number, number % 4, number * 2, number * 30_000, number * 3)
        index.apply(
            upserts=[document(number, "Peer tutors", signals=signals)],
            deletes=(),
            applied=number,
            timeout=1,
        )
    for hit in index.search(SearchQuery("tutors", limit=20)).hits:
        number = int(hit.key[9:])
        assert hit.signals == Signals(number, number % 4, number * 2, number * 30_000, number * 3)


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
    scheme = {"kind": ("scheme",)}
    documents = [
        document(10, "File", "Short.", files=often, facets=scheme),
        document(11, "Text", long, facets=scheme),
    ]
    index.apply(upserts=documents, deletes=[], applied=8, timeout=1)
    assert keys(index, "wombats") == ["practice:11", "practice:10"]
    assert keys(index, "wombat", filters=only(kind="scheme")) == ["practice:11", "practice:10"]
    assert index.search(SearchQuery("wombat file")).match == "all"
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
        ({"kind": "job_description"}, ["practice:3"]),
        ({"theme": "reading"}, ["practice:1"]),
        ({"theme": "peer work"}, ["practice:1"]),
        ({"theme": ("reading", "maths")}, ["practice:2", "practice:1"]),
        ({"barrier": "movement", "prison": "example-midvale"}, ["practice:3"]),
        ({"kind": "nonsense"}, []),
        ({"kind": ()}, []),
        ({"nonsense": "scheme"}, []),
        ({"kind": "scheme", "barrier": "movement"}, []),
    ],
)
def test_filters_hold_with_and_without_words(
    index: SearchIndex, filters: dict[str, str], found: list[str]
) -> None:
    assert sorted(keys(index, "mentor", filters=only(**filters))) == sorted(found)
    assert keys(index, "", filters=only(**filters)) == found


def test_a_filter_may_have_another_name_than_its_facet(index: SearchIndex) -> None:
    two = {"a": Filter("theme", ("reading",)), "b": Filter("theme", ("peer work", "maths"))}
    assert keys(index, "mentor", filters=two) == ["practice:1"]


def test_facets_are_counted_without_a_filter_of_their_own(index: SearchIndex) -> None:
    counted = {"kind": "kind", "theme": "theme"}
    every = index.search(SearchQuery("mentor", counted=counted)).counts
    assert every == {
        "kind": {"scheme": 2, "job_description": 1},
        "theme": {"reading": 1, "peer work": 1, "maths": 1},
    }
    filtered = index.search(SearchQuery("mentor", filters=only(theme="maths"), counted=counted))
    assert (filtered.total, filtered.counts) == (
        1,
        {"kind": {"scheme": 1}, "theme": {"reading": 1, "peer work": 1, "maths": 1}},
    )
    assert index.search(SearchQuery("", counted={"other": "kind"})).counts == {
        "other": {"scheme": 2, "job_description": 1}
    }
    assert index.search(SearchQuery("mentor", counted={"x": "nonsense"})).counts == {"x": {}}


def test_what_is_replaced_or_gone_is_not_counted(index: SearchIndex) -> None:
    changed = document(1, "Reading mentors", facets={"kind": ("note",)})
    index.apply(upserts=[changed], deletes=["practice:3"], applied=8, timeout=1)
    hits = index.search(SearchQuery("mentor", counted={"kind": "kind"}))
    assert (hits.total, hits.counts) == (2, {"kind": {"scheme": 1, "note": 1}})


def test_without_words_the_newest_come_first(index: SearchIndex) -> None:
    assert keys(index) == ["practice:2", "practice:3", "practice:1"]
    assert keys(index, "   ", sort="used_by") == ["practice:2", "practice:1", "practice:3"]


def test_a_sort_takes_only_what_has_all_the_words_where_anything_has(index: SearchIndex) -> None:
    assert keys(index, "mentor", sort="published_on") == ["practice:2", "practice:3", "practice:1"]
    assert keys(index, "mentor wing", sort="published_on") == ["practice:3", "practice:1"]
    assert keys(index, "classroom gate", sort="used_by") == ["practice:2", "practice:3"]


def test_suggestions_are_titles_that_go_on_from_what_was_typed(index: SearchIndex) -> None:
    assert index.suggest("read", limit=5) == ["Reading mentors"]
    assert sorted(index.suggest("MENT", limit=5)) == ["Maths mentors", "Reading mentors"]
    assert index.suggest("mentors math", limit=5) == ["Maths mentors"]
    assert index.suggest("mentors nonsense", limit=5) == []
    assert index.suggest("ment", limit=1) in (["Maths mentors"], ["Reading mentors"])
    assert index.suggest(" ", limit=5) == []
    assert index.suggest("mentors ", limit=0) == []


def test_suggestions_begin_with_titles_that_begin_so_and_come_once(index: SearchIndex) -> None:
    more = [document(10, "Mentors for maths"), document(11, "Mentors for maths")]
    index.apply(upserts=more, deletes=[], applied=8, timeout=1)
    assert index.suggest("mentor", limit=9)[0] == "Mentors for maths"
    assert sorted(index.suggest("maths", limit=9)) == ["Maths mentors", "Mentors for maths"]


def test_titles_of_what_is_gone_are_never_suggested(index: SearchIndex) -> None:
    assert index.suggest("maths", limit=9) == ["Maths mentors"]
    index.apply(upserts=[document(2, "Sums")], deletes=["practice:1"], applied=8, timeout=1)
    assert index.suggest("maths", limit=9) == []
    assert index.suggest("reading", limit=9) == []
    assert index.suggest("sum", limit=9) == ["Sums"]


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
    assert sum(1 for _ in (tmp_path / "index").rglob("*")) < 100


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
    assert index.suggest(hostile, limit=8) is not None
    assert keys(index, filters=only(kind=hostile)) == []


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80
)
@given(st.text(max_size=80))
@example('"mentor" "gate')
def test_any_text_is_answered(index: SearchIndex, text: str) -> None:
    hits = index.search(SearchQuery(text))
    assert len(hits.hits) <= hits.total


def test_what_may_have_been_meant_finds_nothing_by_itself(index: SearchIndex) -> None:
    hits = index.search(SearchQuery("clasroom"))
    assert (hits.total, hits.match, hits.suggestion) == (0, "none", "classroom")
    mentors = index.search(SearchQuery("mentors clasroom"))
    assert (mentors.total, mentors.match) == (3, "some")
    assert mentors.hits[0].key == "practice:2"  # the only one that has a classroom
