"""Turning the words of a paragraph, as pandoc reads them, into lines of Markdown."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from portal.documents.escaping import MARK, mark, settle

SCHEMES = {"http", "https", "mailto"}
_UNSAFE_IN_ADDRESS = re.compile(r"[\s()<>\"'`\\*_|\[\]]")
_WRAPPERS = {"Underline", "SmallCaps", "Strikeout", "Superscript", "Subscript"}


class Run(NamedTuple):
    """Hold words that are written alike; what could be markup in them is marked."""

    text: str
    is_strong: bool = False
    is_emphasis: bool = False
    href: str = ""

    @property
    def stars(self) -> str:
        """Give what Markdown puts around such words."""
        return "*" * (2 * self.is_strong + self.is_emphasis)


@dataclass
class Found:
    """Collect what a document holds beside its words: a number of pictures, and its notes."""

    pictures: int = 0
    notes: list[list[Any]] = field(default_factory=list)


def paragraph(inlines: list[Any], found: Found) -> str:
    """Write inlines as Markdown; a line that the author broke stays broken."""
    return settle(_written(_runs(inlines, found, Run(""))))


def one_line(inlines: list[Any], found: Found, *, in_cell: bool = False) -> str:
    """Write inlines as Markdown in one line, as headings and the cells of tables need it."""
    joined = (
        run._replace(text=run.text.replace("\n", " ")) for run in _runs(inlines, found, Run(""))
    )
    return settle(_written(joined), in_cell=in_cell)


def bold_line(inlines: list[Any], found: Found) -> str:
    """Write inlines in one line of bold words, for headings where no heading can stand."""
    text = "".join(run.text for run in _runs(inlines, found, Run("")))
    return settle(_written([Run(" ".join(text.split()), is_strong=True)]))


def plain_words(inlines: list[Any]) -> str:
    """Give the bare words of inlines in one line."""
    text = "".join(run.text for run in _runs(inlines, Found(), Run("")))
    return " ".join(text.replace(MARK, "").split())


def _runs(inlines: list[Any], found: Found, style: Run) -> Iterator[Run]:
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind == "Str":
            yield style._replace(text=mark(content))
        elif kind in {"Space", "SoftBreak"}:
            yield style._replace(text=" ")
        elif kind == "LineBreak":
            yield style._replace(text="\n")
        elif kind in {"Code", "Math"}:
            yield style._replace(text=mark(content[1]))
        elif kind == "Note":
            found.notes.append(content)
            yield style._replace(text=mark(f" [{len(found.notes)}]"))
        elif kind == "Image":
            found.pictures += 1
        else:
            yield from _wrapped(kind, content, found, style)


def _wrapped(kind: str, content: Any, found: Found, style: Run) -> Iterator[Run]:
    if kind in {"Strong", "Emph"}:
        strong = style._replace(is_strong=True)
        inner = strong if kind == "Strong" else style._replace(is_emphasis=True)
        yield from _runs(content, found, inner)
    elif kind in _WRAPPERS:
        yield from _runs(content, found, style)
    elif kind in {"Span", "Cite"}:
        yield from _runs(content[1], found, style)
    elif kind == "Quoted":
        marks = "‘’" if content[0]["t"] == "SingleQuote" else "“”"
        yield style._replace(text=marks[0])
        yield from _runs(content[1], found, style)
        yield style._replace(text=marks[1])
    elif kind == "Link":
        yield from _runs(content[1], found, style._replace(href=_address(content[2][0])))


def _address(href: str) -> str:
    try:
        scheme = urlsplit(href).scheme
    except ValueError:
        return ""
    if scheme not in SCHEMES:
        return ""
    return _UNSAFE_IN_ADDRESS.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), href.strip()
    )


def _written(runs: Iterable[Run]) -> str:
    text = ""
    for href, group in groupby(runs, key=lambda run: run.href):
        if href:
            text += _link(href, group)
        else:
            text = _styled(text, group)
    return text


def _link(href: str, runs: Iterable[Run]) -> str:
    # Emphasis inside the words of a link is left out: few see it, and many parsers stumble.
    whole = "".join(run.text for run in runs).replace("\n", " ")
    words = whole.strip()
    if not words:
        return whole
    if words.replace(MARK, "") == href and href.startswith("http"):
        return whole.replace(words, f"<{href}>")
    space_before, space_after = whole.startswith(" "), whole.endswith(" ")
    # As entities: with a backslash, a link's words could still be read as a definition.
    words = words.replace(f"{MARK}[", "&#91;").replace(f"{MARK}]", "&#93;")
    return " " * space_before + f"[{words}]({href})" + " " * space_after


def _styled(text: str, runs: Iterable[Run]) -> str:
    for stars, group in groupby(runs, key=lambda run: run.stars):
        whole = "".join(run.text for run in group)
        words = whole.strip()
        if not stars or not words or "\n" in words:
            text += whole
            continue
        before, after = whole.split(words, 1)
        text += before
        # Stars that touch other stars would be read as one mark.
        is_clear = not text.endswith("*")
        text += f"{stars}{words}{stars}{after}" if is_clear else words + after
    return text
