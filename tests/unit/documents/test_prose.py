"""Clean HTML becomes values that nothing can take for code."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents.prose import DEEPEST, blocks, text_blocks, text_runs
from portal.markdown.render import to_html


def test_each_kind_of_block_has_its_value() -> None:
    found = blocks(to_html("## Head\n\nSome *words*\nhere\n\n1. one\n\n> said\n\n---\n\n    code"))
    assert [each["is"] for each in found] == [
        "heading", "paragraph", "list", "quote", "rule", "code",
    ]  # fmt: skip
    assert found[1]["runs"] == [
        {"text": "Some "},
        {"text": "words", "emphasis": True},
        {"text": "\n"},
        {"text": "here"},
    ]


def test_lists_keep_their_nesting_and_where_they_start() -> None:
    (found,) = blocks(to_html("3. three\n    - inner\n4. four"))
    assert found["start"] == 3
    assert [[each["is"] for each in item] for item in found["items"]] == [
        ["paragraph", "list"], ["paragraph"],
    ]  # fmt: skip


def test_a_table_has_its_head_and_every_row_is_as_wide() -> None:
    (found,) = blocks(to_html("| a | b |\n| - | - |\n| 1 | **2** |\n| 3 |"))
    assert found["head"] == [[{"text": "a"}], [{"text": "b"}]]
    assert found["rows"] == [[[{"text": "1"}], [{"text": "2", "strong": True}]],
                             [[{"text": "3"}], []]]  # fmt: skip


def test_a_table_whose_head_is_empty_has_none() -> None:
    (found,) = blocks(to_html("|  |  |\n| - | - |\n| 1 | 2 |"))
    assert (found["head"], len(found["rows"])) == ([], 1)


def test_headings_step_down_one_level_at_a_time() -> None:
    found = blocks("<h4>a</h4><h6>b</h6><h2>c</h2><h5>d</h5>")
    assert [each["level"] for each in found] == [2, 3, 2, 3]


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "/inside", "file:///etc/passwd", "http://["]
)
def test_only_addresses_of_the_web_and_of_mail_are_links(href: str) -> None:
    (found,) = blocks(f'<p><a href="{href}">words</a></p>')
    assert [run.get("href") for run in found["runs"]] == [None]


def test_what_nests_too_deep_stands_at_the_deepest_place() -> None:
    found = blocks("<ul><li>" * 60 + "deep" + "</li></ul>" * 60)
    depth, inner = 0, found
    while inner[0]["is"] == "list":
        depth, inner = depth + 1, inner[0]["items"][0]
    assert (depth, inner[0]["runs"]) == (DEEPEST, [{"text": "deep"}])


def test_unknown_elements_leave_their_words_and_scripts_leave_nothing() -> None:
    (found,) = blocks("<p>a<script>x</script><blink>b</blink><img src=x></p>")
    assert found["runs"] == [{"text": "ab"}]


@given(st.text(), st.text("<>/=\"' abhpu1-!&;", max_size=60))
def test_any_text_becomes_values_that_json_can_carry(text: str, markup: str) -> None:
    for found in (blocks(markup), blocks(to_html(text)), text_blocks(text)):
        json.dumps(found).encode()


def test_plain_text_keeps_its_lines_and_paragraphs() -> None:
    assert [each["runs"] for each in text_blocks("a\r\nb\n\n \nc")] == [
        [{"text": "a"}, {"text": "\n"}, {"text": "b"}], [{"text": "c"}],
    ]  # fmt: skip


def test_what_turns_lines_around_unseen_is_dropped() -> None:
    assert text_runs("a\u202eb\x07c\ud800") == [{"text": "abc"}]
