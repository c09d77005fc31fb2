"""Texts that would keep the parser busy for minutes, and the process that renders long ones."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.errors import Busy
from portal.markdown import render, render_all, rendering
from portal.markdown.rendering import SHORT

GREEDY = {
    "quotes": ">" * 200_000 + " x",
    "brackets": "[" * 200_000,
    "images": "![" * 100_000,
    "links": "[a](" * 50_000,
    "numbers": "1. " * 50_000,
    "quoted lists": "> - " * 20_000,
    "deep lists": "\n".join("    " * depth + "- x" for depth in range(400)),
    "backticks": "``a`" * 50_000,
    "tags": "<a " * 60_000,
    "open attributes": '<a href="' * 20_000,
    "headings": "# a\n" * 50_000,
    "a wide table": "a|" * 500 + "\n" + "-|" * 500 + "\n" + "b\n" * 20_000,
    "a fence and spaces": "```" + " " * 199_000 + "x",
    "open fences": "```a\n" * 40_000,
    "stars": "* " * 99_000 + "x",
    "a table as wide as allowed": "a|" * 30 + "\n" + "-|" * 30 + "\n" + "b\n" * 40_000,
}


@pytest.mark.parametrize("source", GREEDY.values(), ids=GREEDY)
def test_no_text_is_worked_on_for_ever(source: str) -> None:
    before = time.monotonic()
    rendered = render(source)
    assert rendered.html
    # Its process may use 4 seconds of processor time; the rest is patience with a busy machine.
    assert time.monotonic() - before < 60


@pytest.mark.parametrize("source", GREEDY.values(), ids=GREEDY)
def test_a_short_text_is_never_much_work(source: str) -> None:
    before = time.process_time()
    assert render(source[:SHORT]).html
    assert time.process_time() - before < 5


def test_no_text_becomes_a_thousand_times_as_long() -> None:
    table = "a|" * 30 + "\n" + "-|" * 30 + "\n" + "b\n" * 40_000
    assert len(render(table).html) < 2_000_000


def test_who_would_have_to_wait_long_is_told_to_try_again(monkeypatch) -> None:
    monkeypatch.setattr(rendering, "PATIENCE", 0.1)
    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(render, GREEDY["a fence and spaces"]) for _ in range(4)]
        failures = [each.exception() for each in running]
    assert failures.count(None) == 1
    assert {type(each) for each in failures if each} == {Busy}
    assert render("Good again. " * 1_000).html


def test_what_cannot_be_rendered_is_shown_as_typed() -> None:
    source = GREEDY["a fence and spaces"] + "<script>"
    assert render(source).html == f"<pre>{source.replace('<', '&lt;').replace('>', '&gt;')}</pre>"


def test_a_long_text_looks_as_a_short_one() -> None:
    part = "## Head\n\n- one\n- two\n\n|a|b|\n|-|-|\n|1|2|\n\n"
    long = render(part * 200)
    assert long.html.count("<h2>Head</h2>") == 200
    assert long.html.count('role="region"') == 200
    assert long.text.startswith("Head · one · two · a · b · 1 · 2 · Head")


def test_one_bad_text_does_not_harm_the_others() -> None:
    good = "Some *words*.\n\n" * 600
    found = list(render_all([good, GREEDY["a fence and spaces"], good, "*x*"]))
    assert [each.html.startswith("<p>Some <em>words</em>") for each in found] == [
        True, False, True, False,
    ]  # fmt: skip
    assert found[3].html == "<p><em>x</em></p>"
