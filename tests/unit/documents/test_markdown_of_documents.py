"""What pandoc reads becomes Markdown that our renderer turns into the same words."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents.blocks import to_markdown
from portal.documents.inlines import Found
from portal.markdown.render import to_html

TROUBLE = [
    "1. not a list", "12.", "2.5 hours", "- dash", "+ plus", "* star", "# hash", "#1 in class",
    "> more", "5 * 3", "snake_case_name", "__init__", "_under_", "*a*", "**b**", "Name: ______",
    "[x](y)", "[x][y]", "[x]: http://e.org", "![a](b)", "[draft]", "`code`", "``", "a\\b", "a\\*b",
    "\\", "<b>bold</b>", "a < b", "<script>alert(1)</script>", "&amp;", "R&D", "&#60;", "AT&T;",
    "===", "---", "***", "___", "~~~", "```", "| a | b |", "a|b", "C#", "http://e.org/a_b_c",
    "{% raw %}", "$x$", "<!-- x -->", "<?php ?>", "a@b.org", "<a@b.org>", "ŵŷ ’ “ … • → £",
    "=", "-", "- - -", "1.", "A. N. Other", "(1) one", "\ue000*", "end #", "klmzzwxhzz", "!",
]  # fmt: skip

texts = st.one_of(st.sampled_from(TROUBLE), st.text("ab1 .*_`[]()<>&|#-+=~!\\:;", max_size=12))


def strings(text: str) -> list:
    """Make inlines of a text, as pandoc does: words, with spaces between."""
    inlines: list = []
    for word in text.split():
        inlines += [{"t": "Space"}] if inlines else []
        inlines.append({"t": "Str", "c": word})
    return inlines


def styled(kind: str, text: str) -> dict:
    if kind == "Link":
        return {"t": "Link", "c": [["", [], []], strings(text), ["https://e.org/(a) b", ""]]}
    return {"t": kind, "c": strings(text)}


SPACE, BREAK = {"t": "Space"}, {"t": "LineBreak"}
inline_parts = st.one_of(
    texts.map(strings),
    st.builds(lambda *a: [styled(*a)], st.sampled_from(["Strong", "Emph", "Link"]), texts),
    st.sampled_from([[SPACE], [BREAK], [SPACE]]),
)
inlines = st.lists(inline_parts, min_size=1, max_size=5).map(
    lambda parts: [each for part in parts for each in part]
)
paragraphs = inlines.map(lambda found: {"t": "Para", "c": found})


def items_of(children: st.SearchStrategy) -> st.SearchStrategy:
    words = texts.filter(str.strip).map(lambda text: {"t": "Plain", "c": strings("w " + text)})
    return st.lists(st.tuples(words, st.lists(children, max_size=2)).map(
        lambda pair: [pair[0], *pair[1]]), min_size=1, max_size=3)  # fmt: skip


blocks = st.recursive(
    paragraphs,
    lambda children: st.one_of(
        items_of(children).map(lambda items: {"t": "BulletList", "c": items}),
        items_of(children).map(
            lambda items: {"t": "OrderedList", "c": [[3, {"t": "Decimal"}, {"t": "Period"}], items]}
        ),
        st.lists(children, min_size=1, max_size=2).map(lambda c: {"t": "BlockQuote", "c": c}),
        inlines.map(lambda found: {"t": "Header", "c": [1, ["", [], []], found]}),
    ),
    max_leaves=6,
)


def said(node: object) -> str:
    """Give all characters of pandoc's tree, without spaces."""
    if isinstance(node, dict):
        if node["t"] == "Str":
            return node["c"].replace("\ue000", "")
        if node["t"] == "Link":
            return said(node["c"][1])
        return said(node.get("c", ""))
    return "".join(map(said, node)) if isinstance(node, list) else ""


def shown(rendered: str) -> str:
    """Give all characters that a browser shows, without spaces."""
    assert "<!--" not in rendered
    return re.sub(r"\s", "", html.unescape(re.sub(r"<[^>]*>", "", rendered)))


@given(st.lists(blocks, min_size=1, max_size=4))
def test_no_word_changes_on_its_way_to_the_page(tree: list) -> None:
    markdown = to_markdown(tree, Found())
    assert shown(to_html(markdown)) == re.sub(r"\s", "", said(tree)), markdown


@pytest.mark.parametrize("text", TROUBLE)
def test_words_that_look_like_markup_stay_one_plain_paragraph(text: str) -> None:
    markdown = to_markdown([{"t": "Para", "c": strings(text)}], Found())
    plain = html.escape(" ".join(text.replace("\ue000", "").split()), quote=False)
    assert to_html(markdown).strip() == f"<p>{plain}</p>", markdown


@pytest.mark.parametrize(
    "text",
    ["5 * 3 = 15", "snake_case", "R&D", "a < b", "2.5 hours", "[draft] of a plan", "a (b) c - d",
     "well-known!", "it’s 50% + 1", "in 2026. Then", "C:\\papers", "See p. 4: x|y"],
)  # fmt: skip
def test_harmless_characters_are_not_escaped(text: str) -> None:
    markdown = to_markdown([{"t": "Para", "c": strings("About " + text)}], Found())
    assert markdown == "About " + text


def cell(*texts: str, down: int = 1, across: int = 1) -> list:
    blocks = [{"t": "Para", "c": strings(each)} for each in texts]
    return [["", [], []], {"t": "AlignDefault"}, down, across, blocks]


def table(head: list, rows: list) -> dict:
    none = ["", [], []]

    def all_rows(cells: list) -> list:
        return [[none, row] for row in cells]

    body = [none, 0, [], all_rows(rows)]
    return {"t": "Table", "c": [none, [None, []], [], [none, all_rows(head)], [body], [none, []]]}


def test_cells_that_span_others_stand_once_and_leave_the_rest_empty() -> None:
    tree = table(
        [[cell("A"), cell("B"), cell("C")]],
        [[cell("wide", across=2), cell("tall", down=2)], [cell("d"), cell("e")]],
    )
    assert to_markdown([tree], Found()).splitlines() == [
        "| A | B | C |",
        "| --- | --- | --- |",
        "| wide |  | tall |",
        "| d | e |  |",
    ]


def test_paragraphs_of_a_cell_stand_in_one_line_and_bars_are_kept() -> None:
    tree = table([[cell("A"), cell("B")]], [[cell("one", "two"), cell("x|y", "First.", "Next")]])
    markdown = to_markdown([tree], Found())
    assert markdown.splitlines()[2] == r"| one; two | x\|y; First. Next |"
    assert "<td>x|y; First. Next</td>" in to_html(markdown)


def test_a_frame_of_one_column_is_text_and_not_a_table() -> None:
    tree = table([], [[cell("In a box")]])
    assert to_markdown([tree], Found()) == "In a box"


def test_points_nest_by_the_names_of_their_styles() -> None:
    def point(text: str, style: str) -> dict:
        inner = [{"t": "Para", "c": strings(text)}]
        div = {"t": "Div", "c": [["", [], [["custom-style", style]]], inner]}
        return {"t": "BulletList", "c": [[div]]}

    tree = [
        point("a", "List Bullet"),
        point("b", "List Bullet 2"),
        point("c", "List Bullet 3"),
        point("d", "List Bullet"),
    ]
    assert to_markdown(tree, Found()) == "- a\n    - b\n        - c\n- d"


def test_notes_stand_at_the_end_and_are_numbered_in_the_text() -> None:
    note = {"t": "Note", "c": [{"t": "Para", "c": strings("the note")}]}
    tree = [{"t": "Para", "c": [*strings("word"), note, *strings("more")]}]
    assert to_markdown(tree, Found()) == "word [1]more\n\n## Notes\n\n1. the note"


def test_pictures_are_counted_and_leave_nothing_behind() -> None:
    found = Found()
    image = {"t": "Image", "c": [["", [], []], strings("alt"), ["media/a.png", ""]]}
    assert to_markdown([{"t": "Para", "c": [image, image]}], found) == ""
    assert found.pictures == 2


@pytest.mark.parametrize("href", ["javascript:alert(1)", "#here", "file:///etc/passwd", "http://["])
def test_an_address_that_leads_nowhere_safe_leaves_its_words(href: str) -> None:
    link = {"t": "Link", "c": [["", [], []], strings("the words"), [href, ""]]}
    assert to_markdown([{"t": "Para", "c": [link]}], Found()) == "the words"


def test_raw_code_in_a_document_is_dropped() -> None:
    raw = {"t": "RawBlock", "c": ["html", "<script>alert(1)</script>"]}
    assert to_markdown([raw, {"t": "Para", "c": strings("kept")}], Found()) == "kept"


def test_headings_start_below_the_title_of_the_page() -> None:
    levels = [{"t": "Header", "c": [level, ["", [], []], strings("h")]} for level in (2, 3, 9)]
    assert to_markdown(levels, Found()) == "## h\n\n### h\n\n###### h"
