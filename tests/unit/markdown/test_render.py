import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.markdown.render import plain_text, to_html

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "<a href='javascript:alert(1)'>x</a>",
    '<a href="&#106;avascript:alert(1)">x</a>',
    "<svg onload=alert(1)>",
    "<iframe src=//evil.example></iframe>",
    "<style>*{display:none}</style>",
    "<p style='position:fixed'>x</p>",
    "<form action=//evil.example><input name=x></form>",
    "![x](https://evil.example/pixel.png)",
    "<p id=main-content class=govuk-error-summary>x</p>",
    '<math><mi//xlink:href="data:x,<script>alert(1)</script>">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "```\n</code></pre><script>alert(1)</script>\n```",
]
FORBIDDEN = ("<script", "onerror=", "javascript:", "<svg", "<iframe", "<style", "style=", "<form",
             "<img", "id=", "class=", "vbscript:", "data:text", "<math")  # fmt: skip


@pytest.mark.parametrize("source", HOSTILE)
def test_hostile_markdown_comes_out_harmless(source: str) -> None:
    rendered = to_html(source).lower()
    unescaped = rendered.replace("&lt;", "")
    assert not [bad for bad in FORBIDDEN if f"<{bad.lstrip('<')}" in unescaped]
    assert 'href="javascript' not in rendered
    assert "<script" not in rendered


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="<>[]()!\"'`*_#-|&;:/=\n a1javscripton", max_size=300))
def test_only_known_tags_come_out(source: str) -> None:
    rendered = to_html(source).lower()
    for bad in ("<script", "<img", "<iframe", "<svg", 'href="javascript:', " on"):
        assert bad not in rendered or bad == " on"


def test_plain_markdown_works() -> None:
    rendered = to_html(
        "# Big\n\n## Head\n\n- one\n- two\n\n|a|b|\n|-|-|\n|1|2|\n\n[x](https://a.example)"
    )
    assert "<h1" not in rendered
    assert rendered.count("<h2>") == 2
    assert "<li>one</li>" in rendered
    assert "<td>1</td>" in rendered
    assert 'rel="noopener noreferrer nofollow"' in rendered


def test_plain_text_keeps_words_apart() -> None:
    rendered = to_html("One\n\n- two\n- three\n\n|a|b|\n|-|-|\n|c|d|\n\n5 < 6 & 7")
    assert plain_text(rendered) == "One · two · three · a · b · c · d · 5 < 6 & 7"


def test_headings_go_down_one_step_at_a_time():
    html = to_html("#### Deep\n\n###### Deeper\n\n## Up\n\n# Top\n")
    assert re.findall(r"<h(\d)>", html) == ["2", "3", "2", "2"]


def test_wide_tables_can_be_scrolled_by_keyboard_and_have_no_empty_headings():
    table = "| | b |\n| --- | --- |\n| c | d |\n\nwords\n\n"
    html = to_html(table + table)
    assert html.count('<div class="app-scroll" tabindex="0" role="region"') == 2
    assert 'aria-label="Table 2"' in html
    assert html.count("</table></div>") == 2
    assert "<th></th>" not in html


def test_written_out_tags_get_no_attributes_from_people():
    html = to_html('<table class="x" onclick="y"><tr><td>1</td></tr></table><div id="main">z</div>')
    assert "onclick" not in html
    assert 'id="main"' not in html
    assert html.count("<div") == html.count("</div>") == html.count("<table>")
