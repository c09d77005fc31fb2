"""`portal search thesaurus`: what the person who edits the file is told."""

import pytest

from portal.search import thesaurus
from portal.search.cli import search_cli


@pytest.fixture
def said(app, tmp_path, monkeypatch):
    """Give the act of running the command on a file of this text: its exit code and words."""
    file = tmp_path / "thesaurus.txt"
    monkeypatch.setattr(thesaurus, "path", lambda: file)

    def run(text: str, *words: str) -> tuple[int, str]:
        file.write_text(text, encoding="latin-1")
        done = app.test_cli_runner().invoke(search_cli, ["thesaurus", *words])
        return done.exit_code, done.output

    return run


def test_a_sound_file_is_counted_and_what_is_heard_in_part_is_told(said):
    code, words = said("wing, house block\nROTL, working out\n")
    assert code == 0
    assert "Line 2: of “working out” search hears only “working”." in words
    assert words.endswith("2 groups are in use.\n")


def test_mistakes_are_listed_by_line_and_fail_the_command(said):
    code, words = said("wing, house block\nalone\n\nfor, the\n")
    assert code == 1
    assert "1 group is in use." in words
    assert "Line 2: “alone” stands alone." in words
    assert "Line 4: “for” has only words that search leaves out" in words


def test_a_word_shows_its_groups_or_that_it_has_none(said):
    assert said("wing, (house block)\n", "House blocks") == (0, "Line 1: wing, house block\n")
    assert said("wing, house block\n", "gate") == (0, "“gate” stands in no group.\n")


def test_a_file_that_is_no_text_fails_with_one_clear_line(said):
    code, words = said("\xe9, tea")
    assert code == 1
    assert "cannot be read as UTF-8 text" in words
