"""Gaps are shown in their sentences, and asked about only while they are new."""

import pytest

from portal.practices.content import Content, gaps_problem
from portal.practices.writing.gap_places import gap_places


def shown(content: Content) -> list[tuple[str, str]]:
    return [
        (each.name, "".join(f"<{words}>" if gap else words for words, gap in each.pieces))
        for each in gap_places("practice_note", content)
    ]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("- Reading group, [45] minutes", ["Reading group, <[45]> minutes"]),
        ("# [Name]\n\nNo gap.\n\nMeet [twice] in [place].",
         ["<[Name]>", "Meet <[twice]> in <[place]>."]),
        ("| [Wing] | [ ] |", ["<[Wing]> | <[ ]>"]),
        ("[a link](https://example.org/) and plain words", []),
        ("word " * 30 + "[gap]" + " word" * 30,
         ["…" + "word " * 11 + "<[gap]>" + " word" * 11 + "…"]),
    ],
)  # fmt: skip
def test_a_gap_stands_in_its_line_without_the_marks_of_markdown(body, words):
    assert [line for _, line in shown(Content("T", body=body))] == words


def test_each_gap_knows_its_field():
    content = Content("[T]", summary="[S]", body="[B]", tags=("[tag]",))
    assert shown(content) == [
        ("title", "<[T]>"), ("summary", "<[S]>"), ("body", "<[B]>"), ("tags", "<[tag]>"),
    ]  # fmt: skip


def test_only_gaps_that_readers_have_not_seen_are_asked_about():
    content = Content("T", body="[a] [b]")
    assert gaps_problem(Content("T"), before=None) == {}
    assert "“[a]” and 1 more are" in gaps_problem(content, before=None)["gaps_meant"]
    assert "“[b]” is left" in gaps_problem(content, before=Content("[a]"))["gaps_meant"]
    assert gaps_problem(content, before=Content("[b] [a]")) == {}
