"""What the study says of each barrier: the files that anybody may edit."""

import re
import shutil

import pytest

from portal.barriers.study import GROUPS, barriers, grouped, read_folder
from portal.config import bundled
from portal.errors import Invalid
from portal.practices.vocabulary import BARRIERS

FILES = bundled("content") / "barriers"
# The sections that tell of schemes, what helps, what hinders, and what came of it.
SECTIONS = {"1.3", "5.1", "5.2", "6.1", "6.2", "7.1", "7.2", "8"}


@pytest.fixture
def copied(tmp_path):
    """Give a copy of the folder, to spoil."""
    return shutil.copytree(FILES, tmp_path / "barriers")


def test_every_barrier_of_the_vocabulary_has_a_file_and_no_other():
    assert list(barriers()) == list(BARRIERS)
    assert {path.name for path in FILES.iterdir()} == {f"{key}.md" for key in BARRIERS}


def test_every_group_of_the_study_has_barriers_and_each_barrier_one_group():
    found = grouped()
    assert [title for title, _ in found] == list(GROUPS.values())
    assert all(group for _, group in found)
    assert sorted(one.key for _, group in found for one in group) == sorted(BARRIERS)


@pytest.mark.parametrize("key", BARRIERS)
def test_each_says_what_was_found_and_what_to_try_with_sections(key):
    one = barriers()[key]
    sentences = re.findall(r"[.!?](?=\s|<)", one.html)
    assert 2 <= len(sentences) <= 4
    assert len(one.first) >= 2
    for section in (one.section, *(step.section for step in one.first)):
        assert set(section.split(" and ")) <= SECTIONS
    # The page adds the full stop of a step itself.
    assert not any(step.do.endswith(".") for step in one.first)
    assert one.search


@pytest.mark.parametrize("key", BARRIERS)
def test_each_is_told_in_at_least_ten_ways_that_no_other_shares(key):
    said = barriers()[key].sounds_like
    assert len(set(said)) == len(said) >= 10
    assert not any(
        set(said) & set(one.sounds_like) for one in barriers().values() if one.key != key
    )


def test_a_missing_and_an_unknown_file_are_both_named(copied):
    (copied / "pay.md").rename(copied / "weather.md")
    with pytest.raises(Invalid) as refused:
        read_folder(copied)
    assert "(pay, weather)" in str(refused.value.problems)


@pytest.mark.parametrize(
    ("line", "instead", "reason"),
    [
        ("group: pairs", "group: weather", "group is none of"),
        ('section: "6.2"\nsearch', "search", "section"),
        ("sounds_like:", "helps: []\nsounds_like:", "helps"),
        ("sentence: Other jobs pay", "heading: x\nsentence: Other jobs pay", "heading"),
    ],
)
def test_a_mistake_in_the_front_matter_is_told_with_the_name_of_the_file(
    line, instead, reason, copied
):
    text = (copied / "pay.md").read_text()
    assert line in text
    (copied / "pay.md").write_text(text.replace(line, instead, 1))
    with pytest.raises(Invalid) as refused:
        read_folder(copied)
    assert "pay.md" in str(refused.value.problems)
    assert reason in str(refused.value.problems)


def test_a_file_without_words_of_the_study_is_refused(copied):
    head = (copied / "pay.md").read_text().rsplit("---\n", 1)[0]
    (copied / "pay.md").write_text(f"{head}---\n\n")
    with pytest.raises(Invalid):
        read_folder(copied)
