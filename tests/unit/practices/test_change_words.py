"""What changed is said in words that need no explaining."""

from dataclasses import replace

import pytest

from portal.practices.comparing.contents import compare
from portal.practices.comparing.in_words import in_short
from portal.practices.comparing.shown import BLOCKS_MOST, FOLDED_MOST, opens, shown
from portal.practices.comparing.texts import Fold, compare_texts
from portal.practices.content import Content, FileRef

FILE = FileRef("0" * 64, "a.pdf", "application/pdf", 3)
OLD = Content(
    title="Reading mentors",
    summary="In short.",
    body="One.\n\nTwo.\n\n- item",
    tags=("a", "b"),
    details={"structure": "structured", "purpose": ("reading",), "benefits": "Many."},
)


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (replace(OLD, title="Maths mentors"), "The title changed"),
        (replace(OLD, summary="In brief."), "The summary changed"),
        (replace(OLD, summary=""), "The summary was emptied"),
        (replace(OLD, body=""), "The text was emptied"),
        (replace(OLD, body="One.\n\nTwo!\n\n- item\n- b\n- c"),
         "The text: 1 paragraph changed, 2 list items added"),
        (replace(OLD, body="One.\n\n\nTwo.\n\n- item"), "The text: only empty lines changed"),
        (replace(OLD, tags=("a",)), "1 tag removed"),
        (replace(OLD, tags=("a", "c", "d")), "2 tags added, 1 removed"),
        (replace(OLD, tags=("b", "a")), "“Tags”: the order changed"),
        (replace(OLD, files=(FILE,)), "1 file added"),
        (replace(OLD, themes=("reading", "maths")), "2 themes added"),
        (replace(OLD, details={**OLD.details, "purpose": ("maths",)}),
         "“Purpose”: 1 added, 1 removed"),
    ],
)  # fmt: skip
def test_each_change_is_one_line(new, words):
    assert [in_short(each) for each in compare("scheme", OLD, new)] == [words]


def test_filling_in_and_emptying_are_told_apart():
    empty = replace(OLD, summary="", details={})
    back = [in_short(each) for each in compare("scheme", empty, OLD)]
    gone = [in_short(each) for each in compare("scheme", OLD, empty)]
    assert "The summary was filled in" in back
    assert sum(each.endswith("was filled in") for each in back) == 3
    assert sum(each.endswith("was emptied") for each in gone) == 3


def test_a_page_shows_so_much_and_counts_the_rest():
    every = compare_texts("", "word\n\n" * (BLOCKS_MOST + 7))
    found = shown(every)
    assert len(found.blocks) == BLOCKS_MOST
    assert found.left_out == 7
    assert shown(every[:9]).left_out == 0


def test_only_a_short_stretch_can_be_opened():
    for count, expected in ((FOLDED_MOST // 2, True), (FOLDED_MOST * 2, False)):
        text = "word\n\n" * count
        folds = [each for each in compare_texts(text, text + "new") if isinstance(each, Fold)]
        assert [opens(each) for each in folds] == [expected]
