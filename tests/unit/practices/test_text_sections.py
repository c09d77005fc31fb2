"""Cutting texts into sections, and bringing two versions together: nothing is lost."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.config import bundled
from portal.errors import Invalid
from portal.practices.comparing.sections import BEGINNING, cut, join
from portal.practices.content import Content, FileRef
from portal.practices.merging.both import RULE, both_sections, both_texts
from portal.practices.merging.contents import ORDER, Part, merge, section_changes

KIND = "scheme"
BASE = "Hello.\n\n## One\n\nFirst.\n\n## Two\n\nSecond.\n\n## Three\n\nThird."

LINES = [
    "## A",
    "### B",
    "# C",
    "a",
    "b c",
    "- d",
    "",
    "",
    "```",
    "~~~",
    "Title",
    "===",
    "---",
    "\r",
]
texts = st.lists(st.sampled_from(LINES) | st.text(max_size=5), max_size=14).map("\n".join)
pieces = st.sampled_from(
    [
        f"{head}\n\n{text}"
        for head in ("## A", "## B", "## C", "in")
        for text in ("x", "y", "z\n\nw")
    ]
)
bodies = st.lists(pieces, max_size=5).map("\n\n".join)
details = st.fixed_dictionaries(
    {},
    optional={
        "purpose": st.lists(st.sampled_from(["reading", "maths", "esol"]), min_size=1, unique=True)
        .map(sorted)
        .map(tuple),
        "frequency": st.sampled_from(["full_time", "half_time"]),
        "benefits": st.sampled_from(["b", "c", "d\n\ne"]),
    },
)
contents = st.builds(
    Content,
    title=st.sampled_from(["S", "T"]),
    summary=st.sampled_from(["", "s", "t"]),
    body=bodies,
    tags=st.lists(st.sampled_from("abc"), unique=True).map(tuple),
    details=details,
    files=st.lists(st.sampled_from("12"), unique=True).map(
        lambda names: tuple(FileRef(name * 64, name, "text/plain", 1) for name in names)
    ),
)


def page(body: str, **more: Any) -> Content:
    return Content(title="T", body=body, **more)


def parts(base: Content, theirs: Content, ours: Content) -> dict[str, Part]:
    return {part.key: part for part in section_changes(KIND, base, theirs, ours)}


def everywhere(pick: str, base: Content, theirs: Content, ours: Content) -> dict[str, str]:
    """Pick one side for every part; ours where both cannot be had."""
    found = parts(base, theirs, ours)
    return {key: pick if pick in part.picks else "ours" for key, part in found.items()}


def lines(text: str) -> set[str]:
    return {line for line in text.split("\n") if line.strip()}


@given(texts | st.text())
def test_sections_join_to_the_same_text(text: str) -> None:
    assert "".join(section.text for section in cut(text)) == text
    assert join(section.text for section in cut(text)) == text


def test_the_library_is_cut_at_its_headings() -> None:
    for path in sorted((bundled("content") / "schemes").glob("*.md")):
        text = path.read_text().split("---\n", 2)[2].strip()
        wanted = [line[3:] for line in text.split("\n") if line.startswith("## ")]
        assert [each.heading for each in cut(text) if each.level == 2] == wanted


def test_headings_in_code_are_code() -> None:
    found = cut(
        "before\n\n# A\n\n```\n# no\n```\n\nTitle\n-----\nx\n\n```\n# an open fence is none"
    )
    assert [each.heading for each in found] == [
        BEGINNING, "A", "Title", "an open fence is none",
    ]  # fmt: skip


@pytest.mark.time_limit(30)  # minutes, where the work grows with the square of the length
def test_the_longest_texts_are_cut_and_join_back() -> None:
    for text in ("#\n" * 100_000, "```\n" * 50_000, "a\n\n" * 66_000, "#" * 200_000):
        assert join(each.text for each in cut(text)) == text


@given(contents, contents, contents)
def test_one_side_everywhere_gives_that_side(a: Content, b: Content, c: Content) -> None:
    for pick, side in (("ours", c), ("theirs", b)):
        merged = merge(KIND, a, b, c, everywhere(pick, a, b, c))
        assert replace(merged, body="") == replace(side, body="")
        # Where no section differs there is nothing to pick: either side's empty lines may stand.
        if any(part.is_section for part in parts(a, b, c).values()):
            assert merged.body == side.body
        assert [each.said for each in cut(merged.body)] == [each.said for each in cut(side.body)]


@given(contents, contents)
def test_where_one_side_did_nothing_the_other_stands(a: Content, b: Content) -> None:
    assert merge(KIND, a, b, a, {}) == b
    assert merge(KIND, a, a, b, {}) == b
    assert merge(KIND, a, b, b, {}) == b


@given(contents, contents, contents)
def test_both_keeps_every_line_of_both(a: Content, b: Content, c: Content) -> None:
    merged = merge(KIND, a, b, c, everywhere("both", a, b, c))
    assert lines(merged.body) - {RULE} == lines(b.body) | lines(c.body)
    for key in ("purpose", "benefits"):
        for side in (b, c):
            assert lines("\n".join(side.details.get(key, ()))) <= lines(
                "\n".join(merged.details.get(key, ()))
            )
    assert set(merged.tags) == {*b.tags, *c.tags}
    assert set(merged.files) == {*b.files, *c.files}


@given(contents, contents, contents)
def test_nothing_that_both_changed_is_decided_for_anybody(
    a: Content, b: Content, c: Content
) -> None:
    open_parts = {key for key, part in parts(a, b, c).items() if part.default is None}
    if not open_parts:
        merge(KIND, a, b, c, {})
        return
    with pytest.raises(Invalid) as raised:
        merge(KIND, a, b, c, {})
    assert raised.value.problems.keys() == open_parts
    assert all(
        "nothing" not in (part.theirs_did, part.ours_did)
        for key, part in parts(a, b, c).items()
        if key in open_parts
    )


def test_sections_that_different_people_changed_come_together() -> None:
    base = page(BASE)
    theirs = page(BASE.replace("First.", "First, by them."))
    ours = page(BASE.replace("Third.", "Third, by us."))
    merged = merge(KIND, base, theirs, ours, {})
    assert merged.body == BASE.replace("First.", "First, by them.").replace(
        "Third.", "Third, by us."
    )


def test_a_section_that_both_changed_is_asked_about() -> None:
    theirs = page(BASE.replace("Second.", "Theirs."))
    ours = page(BASE.replace("Second.", "Second.\n\nOurs."))
    found = parts(page(BASE), theirs, ours)
    assert [(part.label, part.default) for part in found.values()] == [("Two", None)]
    (key,) = found
    merged = merge(KIND, page(BASE), theirs, ours, {key: "both"})
    assert "## Two\n\nTheirs.\n\n---\n\nSecond.\n\nOurs.\n\n## Three" in merged.body
    with pytest.raises(Invalid, match="Two"):
        merge(KIND, page(BASE), theirs, ours, {key: "anything"})


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_two_numbered_lists_stand_one_after_the_other_and_share_what_is_the_same(gap: str) -> None:
    theirs = gap.join(["1. Meet the officer.", "2. Show the card.", "3. Sign out."])
    ours = gap.join(["1. Meet the officer.", "2. Ring the bell.", "3. Show the card."])
    both = both_sections(f"## Steps\n\n{theirs}", f"## Steps\n\n{ours}")
    assert both == f"## Steps\n\n{theirs}\n\n---\n\n2. Ring the bell."
    assert both_texts("Same.\n\n- a\n- b", "Same.\n\n- b\n- c") == "Same.\n\n- a\n- b\n\n- c"
    assert both_sections("- a\n- b", "- b\n- a") == "- a\n- b"


def test_code_is_never_taken_apart() -> None:
    theirs, ours = "- a\n- b", "- a\n  ```\n- b\n  ```"
    assert both_sections(theirs, ours) == f"{theirs}\n\n---\n\n{ours}"


def test_a_renamed_section_is_the_same_one() -> None:
    long = BASE.replace("Second.", "We meet the wing staff every Monday morning.")
    theirs = page(long.replace("## Two", "## Meetings"))
    ours = page(long.replace("Monday", "Tuesday"))
    found = parts(page(long), theirs, ours)
    assert [part.label for part in found.values()] == ["Two"]
    back = parts(page(long), ours, theirs)
    assert [part.label for part in back.values()] == ["Meetings (was: Two)"]


def test_a_section_one_removes_and_the_other_changes_is_asked_about() -> None:
    theirs = page(BASE.replace("## Two\n\nSecond.\n\n", ""))
    ours = page(BASE.replace("Second.", "Ours."))
    (part,) = parts(page(BASE), theirs, ours).values()
    assert (part.theirs_did, part.ours_did, part.default) == ("removed", "changed", None)
    kept = merge(KIND, page(BASE), theirs, ours, {part.key: "both"})
    assert kept.body == ours.body
    gone = merge(KIND, page(BASE), theirs, ours, {part.key: "theirs"})
    assert gone.body == theirs.body


def test_a_moved_section_keeps_what_the_other_side_wrote_in_it() -> None:
    moved = "Hello.\n\n## Three\n\nThird.\n\n## One\n\nFirst.\n\n## Two\n\nSecond."
    ours = page(BASE.replace("Third.", "Third, by us."))
    found = parts(page(BASE), page(moved), ours)
    assert found[ORDER].default == "theirs"
    assert found[ORDER].theirs == (BEGINNING, "Three", "One", "Two")
    merged = merge(KIND, page(BASE), page(moved), ours, {})
    assert merged.body.strip() == moved.replace("Third.", "Third, by us.")


def test_a_copy_can_take_one_change_of_its_source() -> None:
    source = page(BASE.replace("First.", "In [prison]."))
    changed = page(source.body.replace("Second.", "Better.").replace("Third.", "Best."))
    ours = Content(title="Ours", body=source.body.replace("[prison]", "our prison"))
    found = parts(source, changed, ours)
    theirs = {part.label: key for key, part in found.items() if part.theirs_did != "nothing"}
    assert list(theirs) == ["Two", "Three"]
    picks = dict.fromkeys(found, "ours") | {theirs["Two"]: "theirs"}
    merged = merge(KIND, source, changed, ours, picks)
    assert merged.title == "Ours"
    assert merged.body == ours.body.replace("Second.", "Better.")


def test_lists_come_together_and_one_choice_has_to_be_made() -> None:
    base = page("", tags=("a",), details={"frequency": "ad_hoc", "purpose": ("reading",)})
    theirs = page("", tags=("a", "b"), details={"frequency": "full_time", "purpose": ("reading",)})
    ours = page("", tags=("c",), details={"frequency": "half_time", "purpose": ("maths",)})
    found = parts(base, theirs, ours)
    assert found["purpose"].default == "ours"
    assert found["frequency"].picks == ("theirs", "ours")
    assert found["frequency"].theirs == ("Full time, 5 days a week",)
    merged = merge(KIND, base, theirs, ours, {"tags": "both", "frequency": "theirs"})
    assert (merged.tags, merged.details["purpose"]) == (("a", "b", "c"), ("maths",))
    with pytest.raises(Invalid):
        merge(KIND, base, theirs, ours, {"tags": "both", "frequency": "both"})


@pytest.mark.time_limit(60)  # minutes, where the work grows with the square of the length
def test_merging_the_longest_texts_loses_no_word() -> None:
    heads = "".join(f"## H{n}\n\nwords of section {n}\n\n" for n in range(6_000))
    other = "".join(f"## G{n}\n\nother text {n}\n\n" for n in range(6_000))
    same = "## A\n\nx\n\n" * 20_000
    tiny = "x\n\n" * 60_000
    for base, theirs, ours in (
        (heads, other, heads[::-1]),
        (same, heads, same[9:]),
        ("", tiny, "y" + tiny),
    ):
        picks = everywhere("both", page(base), page(theirs), page(ours))
        merged = merge(KIND, page(base), page(theirs), page(ours), picks)
        assert set(theirs.split()) | set(ours.split()) <= set(merged.body.split())
