"""The field's own words: the file, its mistakes, and finding meanings in terms."""

import logging
from pathlib import Path

import pytest

from portal.search import question, thesaurus
from portal.search.analysis import stem, terms_of
from portal.search.thesaurus import Group, heard_short, made_of, read, with_word

WINGS = "wing, house block"


@pytest.fixture
def written(tmp_path: Path):
    """Give the act of writing a file, which gives what was read from it."""

    def write(text: str) -> tuple[list[Group], list[str]]:
        file = tmp_path / "thesaurus.txt"
        file.write_text(text, encoding="utf-8")
        groups, mistakes = read(file)
        return groups, [str(mistake) for mistake in mistakes]

    return write


@pytest.fixture
def in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Give the act of putting a file into the place of the portal's own."""
    monkeypatch.setattr(thesaurus, "path", lambda: tmp_path / "thesaurus.txt")

    def put(data: bytes | None) -> thesaurus.Thesaurus:
        if data is not None:
            (tmp_path / "thesaurus.txt").write_bytes(data)
        thesaurus.thesaurus.cache_clear()
        return thesaurus.thesaurus()

    yield put
    thesaurus.thesaurus.cache_clear()


def covered(groups: list[Group], text: str) -> list[str]:
    """Give the words of a text that have a meaning, each as often as it has one."""
    terms = terms_of(text)
    found = made_of(groups).meanings(terms)
    return [" ".join(terms[each.start : each.start + each.length]) for each in found]


def test_a_line_is_a_group_and_comments_and_empty_lines_are_none(written):
    groups, mistakes = written(f"# Places\n\n{WINGS}  # where people live\ngate; wing gate ,,\n")
    assert [(group.line, group.words) for group in groups] == [
        (3, ("wing", "house block")),
        (4, ("gate", "wing gate")),
    ]
    assert not mistakes


def test_every_group_of_the_portal_is_sound_and_there_are_many():
    groups, mistakes = read(thesaurus.path())
    assert not mistakes
    assert len(groups) >= 70


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("wing", "“wing” stands alone"),
        ("mentor, mentors", "are the same word to search already"),
        ("wing, for the", "“for the” has only words that search leaves out"),
        ("wing, one two three four five six seven", "Is a comma missing?"),
        ("wing, house (block)", "Put brackets round the whole word"),
        ("house block, wings", "It says the same as line 1"),
    ],
)
def test_a_mistake_is_told_by_its_line_and_only_that_line_is_left_out(written, line, what):
    groups, mistakes = written(f"{WINGS}\n{line}\ngate, wing gate")
    assert [group.line for group in groups] == [1, 3]
    assert len(mistakes) == 1
    assert mistakes[0].startswith("Line 2: ")
    assert what in mistakes[0]


def test_words_in_brackets_are_understood_but_not_offered(written):
    groups, _ = written("stigma, ashamed, (grass)")
    assert made_of(groups).offered == ("stigma", "ashamed")
    assert covered(groups, "They called him a grass") == ["grass"]


def test_endings_capitals_and_small_words_do_not_matter(written):
    groups, _ = written("through the gate, ROTL\n" + WINGS)
    assert covered(groups, "Through gates, rotl and WINGS") == ["through gate", "rotl", "wing"]


def test_the_longest_run_at_a_place_counts_and_its_words_do_not_count_again(written):
    groups, _ = written("gate, wing gate\nwing, spur")
    assert covered(groups, "At wing gates and on wings") == ["wing gate", "wing"]


def test_a_word_of_two_groups_has_both_meanings(written):
    groups, _ = written("application, kiosk\nrecruitment, application, advert")
    assert covered(groups, "application") == ["applic", "applic"]


def test_terms_at_the_end_that_only_begin_a_run_have_no_meaning(written):
    groups, _ = written("house block, residential unit")
    assert covered(groups, "the house") == []
    assert covered([], "the house") == []


def test_the_digest_changes_with_the_groups_and_not_with_comments_or_order(written):
    digest = made_of(written(f"{WINGS}\ngate, door")[0]).digest
    assert len(digest) == 8
    assert made_of(written("# New\n\ngate, doors # Same\nHouse blocks; (wing)")[0]).digest == digest
    assert made_of(written(f"{WINGS}, spur\ngate, door")[0]).digest != digest
    assert made_of(written(WINGS)[0]).digest != digest


def test_a_group_is_found_by_any_form_of_a_word(written):
    groups, _ = written(f"{WINGS}\ngate, wing gate")
    assert [group.line for group in with_word(groups, "House Blocks")] == [1]
    assert with_word(groups, "house") == []


def test_it_says_of_which_words_only_one_part_is_heard(written):
    groups, _ = written("ROTL, working out, day release")
    assert list(heard_short(groups)) == [
        "Line 1: of “working out” search hears only “working”.",
    ]


def test_a_broken_line_is_logged_and_the_rest_is_used(in_use, caplog):
    with caplog.at_level(logging.WARNING):
        found = in_use(f"{WINGS}\nalone\n".encode())
    assert [each.length for each in found.meanings(["hous", "block", "alon"])] == [2]
    assert "Line 2" in caplog.text


@pytest.mark.parametrize("data", [None, b"\xe9, tea"], ids=["missing", "not UTF-8"])
def test_a_file_that_cannot_be_read_leaves_search_without_words_and_says_so(in_use, caplog, data):
    with caplog.at_level(logging.WARNING):
        assert list(in_use(data).meanings(["wing"])) == []
    assert "cannot be read" in caplog.text


def test_a_file_with_the_mark_of_windows_is_read(in_use):
    assert in_use(("\ufeff" + WINGS).encode()).offered == ("wing", "house block")


def test_a_question_marks_the_single_words_that_mean_the_same(in_use):
    in_use(b"wing, house block, spur")
    asked = question.read("mentors on the spur")
    assert asked.words_meant == {"wing"}
    assert asked.marked == {"mentor", "wing", "spur"}


def test_no_word_of_the_portal_is_another_common_word_by_its_stem():
    groups, _ = read(thesaurus.path())
    common = "order listen office send prison provide back move inform practice trust"
    alone = {run[0]: group.line for group in groups for run in group.runs if len(run) == 1}
    taken = {word: alone[stem(word)] for word in common.split() if stem(word) in alone}
    assert taken.keys() == {"office"}  # as "officer", which is worth it
