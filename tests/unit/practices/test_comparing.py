"""What changed between two versions: exact, readable and never slow."""

import random
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.practices.comparing.contents import Choices, Text, Words, compare
from portal.practices.comparing.pieces import Piece, pieces
from portal.practices.comparing.texts import Block, Fold, aligned, compare_texts
from portal.practices.comparing.words import Effort, Mark, marked
from portal.practices.content import BODY_MAX, Content, FileRef

LINES = [
    "## One", "### One", "- an item", "* an item", "1. a step", "2. a step", "| a | row |", "```",
    "a paragraph of words", "a paragraph with other words", "goes on", "", "", "~~~", " ", "---",
]  # fmt: skip
texts = st.lists(st.sampled_from(LINES) | st.text(max_size=4), max_size=16).map("\n".join)


def raw(piece: Piece | None) -> str:
    return piece.lead + piece.text + piece.end if piece else ""


def said(marks: tuple[Mark, ...]) -> str:
    return "".join(mark.text for mark in marks)


def blocks_of(parts: list[Block | Fold]) -> list[Block]:
    return [b for part in parts for b in (part.blocks if isinstance(part, Fold) else [part])]


@given(texts | st.text())
def test_pieces_join_to_the_same_text(text: str) -> None:
    assert "".join(raw(piece) for piece in pieces(text)) == text


@given(texts, texts)
def test_applying_the_marks_gives_both_texts(old: str, new: str) -> None:
    blocks = blocks_of(compare_texts(old, new))
    assert "".join(raw(block.old) for block in blocks) == old
    assert "".join(raw(block.new) for block in blocks) == new
    for block in blocks:
        assert said(block.old_marks) == (block.old.text if block.old else "")
        assert said(block.new_marks) == (block.new.text if block.new else "")
        is_same = all(mark.kind == "same" for mark in block.marks)
        if block.old and block.new:
            assert is_same == (block.state == "unchanged" or block.is_level_only)


def test_cells_of_a_table_change_as_wholes_and_times_are_never_taken_apart() -> None:
    effort = Effort(10**6)
    old, new = "Thursday | 13:30 to 14:00 |", "Thursday | 14:00 to 15:30 |"
    assert marked(old, new, effort, is_row=True) == (
        Mark("same", "Thursday | "),
        Mark("removed", "13:30 to 14:00"),
        Mark("added", "14:00 to 15:30"),
        Mark("same", " |"),
    )
    long = "words of a longer text that stands in one cell "
    assert Mark("removed", "ends") in marked(long + "ends|", long + "stops|", effort, is_row=True)
    assert marked("At 14:00.", "At 15:00.", effort) == (
        Mark("same", "At "), Mark("removed", "14:00"), Mark("added", "15:00"), Mark("same", "."),
    )  # fmt: skip


@given(st.text(alphabet="a| \t1:"), st.text(alphabet="a| \t1:"))
def test_marks_of_rows_join_to_both_rows(old: str, new: str) -> None:
    marks = marked(old, new, Effort(10**6), is_row=True)
    assert said(tuple(mark for mark in marks if mark.kind != "added")) == old
    assert said(tuple(mark for mark in marks if mark.kind != "removed")) == new


@given(texts)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(block.state == "unchanged" for block in aligned(text, text))
    assert compare("scheme", Content("T", body=text), Content("T", body=text)) == []


@given(st.text(), st.text())
def test_words_are_marked_exactly(old: str, new: str) -> None:
    marks = marked(old, new, Effort(1_000))
    assert "".join(mark.text for mark in marks if mark.kind != "added") == old
    assert "".join(mark.text for mark in marks if mark.kind != "removed") == new
    assert all(mark.text for mark in marks)
    assert all(one.kind != other.kind for one, other in pairwise(marks))


FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "title": st.sampled_from(["A", "B"]),
    "summary": st.sampled_from(["", "s"]),
    "body": texts,
    "themes": st.sampled_from([(), ("maths",), ("maths", "esol")]),
    "tags": st.permutations(["a", "b"]).map(tuple),
    "details": st.sampled_from([{}, {"pay": "paid"}, {"benefits": "x\n\ny"}, {"space": ("cell",)}]),
    "files": st.sampled_from([(), (FileRef("0" * 64, "a.pdf", "application/pdf", 1),)]),
}
contents = st.builds(Content, **FIELDS)


@given(contents, contents)
def test_what_differs_is_the_same_from_both_sides(a: Content, b: Content) -> None:
    there, back = compare("scheme", a, b), compare("scheme", b, a)
    assert [each.key for each in there] == [each.key for each in back]
    assert (there == []) == (a == b)
    for one, other in zip(there, back, strict=True):
        if isinstance(one, Choices) and isinstance(other, Choices):
            assert (one.added, one.removed) == (other.removed, other.added)
        if isinstance(one, Words) and isinstance(other, Words):
            assert (one.old, one.new) == (other.new, other.old)


def test_each_shape_of_field_says_what_changed() -> None:
    old = Content("Reading mentors", body="a", details={"pay": "paid", "space": ("cell",)})
    new = Content(
        "Reading and maths mentors", tags=("x",), body="b", details={"space": ("library",)}
    )
    title, body, tags, pay, space = compare("scheme", old, new)
    assert isinstance(title, Words)
    assert [(mark.kind, mark.text) for mark in title.marks] == [
        ("same", "Reading "), ("added", "and maths "), ("same", "mentors"),
    ]  # fmt: skip
    assert isinstance(body, Text)
    assert tags == Choices("tags", "Tags", ("x",), ())
    assert isinstance(pay, Words)
    assert (pay.label, pay.old, pay.new) == ("Paid or voluntary", "Paid role", "")
    assert space == Choices("space", "Space used", ("Library",), ("Cell",))


def test_a_file_replaced_under_its_name_shows() -> None:
    old, new = (
        Content("T", files=(FileRef(letter * 64, "guide.pdf", "application/pdf", 1),))
        for letter in "ab"
    )
    assert compare("scheme", old, new) == [
        Choices("files", "Files", ("guide.pdf",), ("guide.pdf",))
    ]


def test_one_word_changed_is_one_word_marked() -> None:
    old = "Mentors meet every Monday in the library."
    (block,) = aligned(old, old.replace("Monday", "Tuesday"))
    assert block.state == "changed"
    assert [mark for mark in block.marks if mark.kind != "same"] == [
        Mark("removed", "Monday"), Mark("added", "Tuesday"),
    ]  # fmt: skip


def test_a_gap_is_filled_in_as_a_whole() -> None:
    (block,) = aligned("Visits on [A wing] each day", "Visits on B wing each day")
    assert [mark for mark in block.marks if mark.kind != "same"] == [
        Mark("removed", "[A wing]"), Mark("added", "B wing"),
    ]  # fmt: skip


def test_a_rewritten_paragraph_is_shown_whole() -> None:
    blocks = aligned("Nothing here stays.", "Every word is another!")
    assert [block.state for block in blocks] == ["removed", "added"]


def test_a_step_put_in_front_does_not_change_the_steps_behind_it() -> None:
    blocks = aligned(
        "1. Ask the wing.\n2. Agree a time.", "1. Plan.\n2. Ask the wing.\n3. Agree a time."
    )
    assert [block.state for block in blocks] == ["added", "unchanged", "unchanged"]


def test_another_level_of_a_heading_is_a_change_without_other_words() -> None:
    (block,) = aligned("## How it runs", "### How it runs")
    assert (block.state, block.is_level_only) == ("changed", True)
    assert block.marks == (Mark("same", "How it runs"),)


def test_rows_items_headings_and_code_are_pieces() -> None:
    text = "## H\ntext\ngoes on\n- a\n  b\n- c\n\n| x |\n| y |\n```\nz\n\n- z\n```\nend"
    assert [piece.kind for piece in pieces(text)] == [
        "heading", "paragraph", "item", "item", "row", "row", "code", "paragraph",
    ]  # fmt: skip


def test_long_unchanged_stretches_are_folded_with_their_last_heading() -> None:
    body = "\n\n".join(f"Paragraph {n}." for n in range(20))
    old = f"{body}\n\n## How it runs\n\nx\n\nlast"
    fold, around, changed = compare_texts(old, old.replace("last", "end"))[0:3]
    assert isinstance(fold, Fold)
    assert (fold.words, fold.heading) == ("21 paragraphs and other parts unchanged", "How it runs")
    assert isinstance(around, Block)
    assert isinstance(changed, Block)
    assert changed.state == "removed"
    (all_folded, *_) = compare_texts(body, body + "\n\nMore.")
    assert isinstance(all_folded, Fold)
    assert all_folded.words == "19 paragraphs unchanged"


RNG = random.Random(1)


def nonsense(between: str) -> str:
    words = (f"w{RNG.randrange(10**6)}" for _ in range(40_000))
    text = "".join(word + (between if n % 50 == 49 else " ") for n, word in enumerate(words))
    return text[:BODY_MAX]


def few_words(between: str) -> str:
    chosen = RNG.choices(["a", "the", "in", "of"], k=80_000)
    return "".join(w + (between if n % 60 == 59 else " ") for n, w in enumerate(chosen))[:BODY_MAX]


HARD = {
    "nothing in common": (nonsense("\n\n"), nonsense("\n\n")),
    "one paragraph each": (nonsense(" "), nonsense(" ")),
    "few words": (few_words("\n\n"), few_words("\n\n")),
    "few words, one paragraph": (few_words(" "), few_words(" ")),
    "equal lines": ("x\n\n" * 20_000, "y\n\n" + "x\n\n" * 20_000 + "y"),
    "equal lines around another": ("x\n" * 20_000, "- x\n" * 10_000 + "z\n" + "x\n" * 9_000),
    "every other line": (
        "".join(f"- same {n}\n- old {n}\n" for n in range(9_000)),
        "".join(f"- same {n}\n- new {n}\n" for n in range(9_000)),
    ),
    "turned round": (
        "".join(f"- item {n}\n" for n in range(14_000)),
        "".join(f"- item {n}\n" for n in range(14_000, 0, -1)),
    ),
    "two lines by chance": tuple(
        "".join(RNG.choices(["- a\n", "- b\n"], k=20_000)) for _ in range(2)
    ),
    "one sign": ("a" * BODY_MAX, "b " * (BODY_MAX // 2)),
    "signs": ("." * BODY_MAX, "," + "." * (BODY_MAX - 2) + ","),
    "brackets": ("[" * BODY_MAX, "[a" * (BODY_MAX // 2)),
    "fences": ("```\n" * 40_000, "~~~\n" * 40_000),
}  # fmt: skip


@pytest.mark.parametrize("name", HARD)
@pytest.mark.time_limit(30)  # hours, where the work grows with the square of the length
def test_the_hardest_texts_are_compared_in_the_end(name: str) -> None:
    old, new = HARD[name]
    (change,) = compare("scheme", Content("T", body=old), Content("T", body=new))
    assert change.key == "body"
