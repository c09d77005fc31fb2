"""Rendering Markdown, then cleaning it: what people write is hostile until then."""

import html
import itertools
import re

import nh3
from markdown import Markdown

EXTENSIONS = ["tables", "sane_lists", "nl2br", "fenced_code"]

TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
    "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}

_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    url_schemes=SCHEMES,
    link_rel="noopener noreferrer nofollow",
    strip_comments=True,
)
_no_tags = nh3.Cleaner(tags=set())
_BLOCK_END = re.compile(r"</(?:p|li|h\d|td|th|tr|blockquote|pre)>|<br ?/?>|<hr ?/?>")
_SPACE = re.compile(r"\s+")
_DOTS = re.compile(r" ·(?: ·)* ")
_HEADING = re.compile(r"<h(?P<level>[2-6])>(?P<words>.*?)</h(?P=level)>", re.S)
_TABLE = re.compile("<table>")
_SCROLLS = '<div class="app-scroll" tabindex="0" role="region" aria-label="Table {}"><table>'
_DEEPEST_QUOTE = re.compile(r"^((?:[ \t]{0,3}>){8})[> \t]*", re.M)


def to_html(source: str) -> str:
    """Render Markdown as clean HTML, with headings from level 2 down.

    The result holds only the tags in `TAGS`, and what `_for_everyone` adds; raw HTML in the source
    is shown as text where it is not one of them and dropped where it could do harm. Quotes nest at
    most 8 deep, because the parser's time grows with depth. Some texts keep the parser busy for
    minutes: what anybody sends goes through portal.markdown.rendering.
    """
    source = _DEEPEST_QUOTE.sub(r"\1 ", source)
    # One parser for each call: the parser keeps state and workers have threads.
    parser = Markdown(extensions=EXTENSIONS, output_format="html")
    try:
        rendered = parser.convert(source)
    except RecursionError:  # lists in lists in lists
        rendered = f"<pre>{html.escape(source)}</pre>"
    # A page has one h1, its title.
    rendered = rendered.replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return _for_everyone(_cleaner.clean(rendered))


def _for_everyone(clean_html: str) -> str:
    """Mend what keyboards and screen readers stumble over: headings, empty cells, wide tables.

    Works on cleaned HTML, where these tags carry no attributes.
    """
    level = 1

    def step(heading: re.Match[str]) -> str:
        nonlocal level
        level = min(int(heading["level"]), level + 1)
        return f"<h{level}>{heading['words']}</h{level}>"

    html_text = _HEADING.sub(step, clean_html).replace("<th></th>", "<td></td>")
    numbers = itertools.count(1)
    html_text = _TABLE.sub(lambda _: _SCROLLS.format(next(numbers)), html_text)
    return html_text.replace("</table>", "</table></div>")


def plain_text(clean_html: str) -> str:
    """Reduce rendered HTML to its words in one line, for search and snippets.

    Headings, list points, cells and paragraphs are kept apart by a middle dot.
    """
    text = _no_tags.clean(_BLOCK_END.sub(lambda end: f" · {end.group()} ", clean_html))
    return _DOTS.sub(" · ", _SPACE.sub(" ", html.unescape(text))).strip(" ·")
