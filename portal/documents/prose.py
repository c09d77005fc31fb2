"""Turning clean HTML into plain values, which no template and no program can take for code.

Each block is a dictionary with its kind under "is"; words are runs: the text, and how it is
written. Only the vocabulary of portal.markdown has a meaning here; of anything else, only the words
remain.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

Block = dict[str, Any]
Run = dict[str, Any]

SCHEMES = {"http", "https", "mailto"}
DEEPEST = 7  # lists and quotes inside each other; what is deeper stands at this depth
_OPEN_MOST = 60  # elements inside each other; the words of those further in are kept
_STYLES = {"strong": "strong", "b": "strong", "em": "emphasis", "i": "emphasis", "code": "code"}
_BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre", "hr",
           "div", "li", "thead", "tbody", "tr", "td", "th"}  # fmt: skip
_VOID = {"br", "hr"}
_UNSEEN = {"script", "style", "template", "head", "title"}
_SPACE = re.compile(r"[ \t\r\n\f]+")
# No font has these, or they change the direction or end of a line unseen.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028-\u202e\u2066-\u2069\ufeff]")


@dataclass
class _Element:
    tag: str
    attributes: dict[str, str]
    children: list["_Element | str"] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = _Element("div", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len(self._open) > _OPEN_MOST:
            return
        element = _Element(tag, {key: value or "" for key, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tag == tag:
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def blocks(html: str, *, under: int = 1) -> list[Block]:
    """Read clean HTML; its headings step down one level at a time from below level `under`."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found = list(_blocks(reader.root, 0))
    level = under
    for block in found:
        if block["is"] == "heading":
            level = block["level"] = max(under + 1, min(block["level"], level + 1, 6))
    return found


def text_blocks(text: str) -> list[Block]:
    """Turn plain text into paragraphs; a line that the writer broke stays broken."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    return [{"is": "paragraph", "runs": runs} for runs in map(text_runs, paragraphs) if runs]


def text_runs(text: str) -> list[Run]:
    """Turn plain text into runs, with line breaks."""
    runs: list[Run] = []
    for line in clean(text).split("\n"):
        if words := " ".join(line.split()):
            runs += [{"text": "\n"}] if runs else []
            runs.append({"text": words})
    return runs


def points(words: tuple[str, ...]) -> Block:
    """Turn words into a list of points."""
    items = [[{"is": "paragraph", "runs": text_runs(each)}] for each in words]
    return {"is": "list", "start": None, "items": items}


def clean(text: str) -> str:
    """Drop the characters that no page can show."""
    return _CONTROL.sub("", text)


def _blocks(element: _Element, depth: int) -> Iterator[Block]:
    loose: list[_Element | str] = []
    for child in element.children:
        if isinstance(child, str) or not _holds_block(child):
            loose.append(child)
            continue
        yield from _paragraph(loose)
        loose = []
        yield from _block(child, depth)
    yield from _paragraph(loose)


def _holds_block(element: _Element) -> bool:
    todo = [element]
    while todo:
        current = todo.pop()
        if current.tag in _BLOCKS:
            return True
        todo += [child for child in current.children if isinstance(child, _Element)]
    return False


def _block(element: _Element, depth: int) -> Iterator[Block]:
    tag = element.tag
    if tag in _UNSEEN:
        return
    if tag in {"ul", "ol"} and depth < DEEPEST:
        yield _list(element, depth + 1)
    elif tag == "blockquote" and depth < DEEPEST:
        yield {"is": "quote", "blocks": list(_blocks(element, depth + 1))}
    elif tag == "hr":
        yield {"is": "rule"}
    elif tag == "pre":
        yield {"is": "code", "text": clean(_text(element)).strip("\n")}
    elif tag == "table":
        yield from _table(element)
    elif re.fullmatch("h[1-6]", tag):
        if runs := _tidy(_runs(element, {})):
            yield {"is": "heading", "level": int(tag[1]), "runs": runs}
    else:
        yield from _blocks(element, depth)


def _paragraph(children: list[_Element | str]) -> Iterator[Block]:
    if runs := _tidy(_runs(_Element("p", {}, children), {})):
        yield {"is": "paragraph", "runs": runs}


def _list(element: _Element, depth: int) -> Block:
    start = element.attributes.get("start", "1")
    items = [
        list(_blocks(child, depth)) for child in element.children if isinstance(child, _Element)
    ]
    number = int(start) if re.fullmatch(r"\d{1,6}", start) else 1
    return {
        "is": "list",
        "start": number if element.tag == "ol" else None,
        "items": [item for item in items if item],
    }


def _table(element: _Element) -> Iterator[Block]:
    rows = [list(_cells(row)) for row in _all(element, "tr")]
    width = max((len(row) for row in rows), default=0)
    if not width:
        return
    filled = [row + [[]] * (width - len(row)) for row in rows]
    has_head = any(_all(element, "th")) and any(filled[0])
    filled = [row for at, row in enumerate(filled) if any(row) or (at == 0 and has_head)]
    head, body = (filled[0], filled[1:]) if has_head else ([], filled)
    if head or body:
        yield {"is": "table", "width": width, "head": head, "rows": body}


def _cells(row: _Element) -> Iterator[list[Run]]:
    for child in row.children:
        if isinstance(child, _Element) and child.tag in {"td", "th"}:
            yield _tidy(_runs(child, {}))


def _all(element: _Element, tag: str) -> Iterator[_Element]:
    for child in element.children:
        if isinstance(child, _Element):
            if child.tag == tag:
                yield child
            yield from _all(child, tag)


def _runs(element: _Element, style: Run) -> Iterator[Run]:
    for child in element.children:
        if isinstance(child, str):
            yield {**style, "text": _SPACE.sub(" ", clean(child))}
        elif child.tag == "br":
            yield {"text": "\n"}
        elif child.tag not in _UNSEEN:
            yield from _runs(child, {**style, **_style(child)})


def _style(element: _Element) -> Run:
    if element.tag in _STYLES:
        return {_STYLES[element.tag]: True}
    href = element.attributes.get("href", "").strip()
    if element.tag == "a" and href and not _CONTROL.search(href):
        try:
            return {"href": href} if urlsplit(href).scheme in SCHEMES else {}
        except ValueError:
            return {}
    return {}


def _tidy(runs: Iterator[Run]) -> list[Run]:
    """Join runs that are written alike; no space at either end of a line."""
    tidy: list[Run] = []
    for run in runs:
        if tidy and "\n" not in {run["text"], tidy[-1]["text"]} and _look_alike(tidy[-1], run):
            tidy[-1]["text"] = _SPACE.sub(" ", tidy[-1]["text"] + run["text"])
        else:
            tidy.append(dict(run))
    for at, run in enumerate(tidy):
        if run["text"] != "\n":
            if at == 0 or tidy[at - 1]["text"] == "\n":
                run["text"] = run["text"].lstrip(" ")
            if at == len(tidy) - 1 or tidy[at + 1]["text"] == "\n":
                run["text"] = run["text"].rstrip(" ")
    tidy = [run for run in tidy if run["text"]]
    while tidy and tidy[-1]["text"] == "\n":
        tidy.pop()
    while tidy and tidy[0]["text"] == "\n":
        tidy.pop(0)
    return tidy


def _look_alike(one: Run, other: Run) -> bool:
    return {**one, "text": ""} == {**other, "text": ""}


def _text(element: _Element) -> str:
    parts = []
    for child in element.children:
        parts.append(child if isinstance(child, str) else _text(child))
    return "".join(parts)
