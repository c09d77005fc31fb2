"""Turning the blocks of a document, as pandoc reads them, into Markdown for portal.markdown."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from portal.documents import tables
from portal.documents.inlines import Found, bold_line, one_line, paragraph

_POINT = re.compile(r"(?:-|\d+\.) ")
INDENT = " " * 4
_DEEPEST = 6
_LIST_STYLE = re.compile(r"List (?:Bullet|Number|Continue)(?: (\d))?$")

Block = dict[str, Any]


def to_markdown(blocks: list[Block], found: Found) -> str:
    """Write blocks as Markdown, with the notes at the end; `found` collects what it meets."""
    writer = _Writer(found, _top_level(blocks))
    text = writer.blocks(blocks)
    if found.notes:
        # A note may hold notes: the list grows while it is read.
        notes = [
            _item(f"{number}. ", writer.within().blocks(note))
            for number, note in enumerate(found.notes, 1)
        ]
        text += "\n\n## Notes\n\n" + "\n".join(notes)
    return text.strip()


class _Writer:
    """Write blocks; inside lists, quotes and tables a heading is only bold words."""

    def __init__(self, found: Found, top: int, depth: int = 0) -> None:
        self._found, self._top, self._depth = found, top, depth
        self._ways: dict[str, Callable[[Any], str]] = {
            "Para": self._paragraph,
            "Plain": self._paragraph,
            "LineBlock": self._lines,
            "Header": self._heading,
            "BulletList": self._bullets,
            "OrderedList": self._numbers,
            "DefinitionList": self._terms,
            "BlockQuote": self._quote,
            "CodeBlock": self._code,
            "HorizontalRule": lambda _: "---",
            "Table": self._table,
            "Figure": lambda content: self.blocks(content[2]),
            "Div": lambda content: self.blocks(content[1]),
        }

    def within(self) -> "_Writer":
        """Give a writer for what stands inside a block."""
        return _Writer(self._found, self._top, self._depth + 1)

    def blocks(self, blocks: list[Block]) -> str:
        """Write blocks one under the other."""
        written = (self._block(each) for each in _nested(_joined(blocks)))
        return "\n\n".join(each for each in written if each)

    def _block(self, block: Block) -> str:
        way = self._ways.get(block["t"])
        return way(block.get("c")) if way else ""

    def _paragraph(self, inlines: list[Any]) -> str:
        return paragraph(inlines, self._found)

    def _lines(self, lines: list[list[Any]]) -> str:
        return "\n".join(filter(None, (paragraph(each, self._found) for each in lines)))

    def _heading(self, content: list[Any]) -> str:
        if self._depth:
            return bold_line(content[2], self._found)
        words = one_line(content[2], self._found)
        if not words:
            return ""
        level: int = content[0] - self._top + 2
        return "#" * min(max(level, 2), 6) + " " + words

    def _bullets(self, items: list[list[Block]]) -> str:
        return self._items(items, lambda _: "- ")

    def _numbers(self, content: list[Any]) -> str:
        first = max(content[0][0], 1)
        return self._items(content[1], lambda number: f"{number + first}. ")

    def _items(self, items: list[list[Block]], marker: Callable[[int], str]) -> str:
        if self._depth >= _DEEPEST:
            return "\n\n".join(filter(None, map(self.blocks, items)))
        written = list(filter(None, (self.within().blocks(each) for each in items)))
        is_tight = all(map(_is_tight, written))
        if is_tight:
            written = [each.replace("\n\n", "\n") for each in written]
        lines = [_item(marker(at), each) for at, each in enumerate(written)]
        return ("\n" if is_tight else "\n\n").join(lines)

    def _terms(self, content: list[Any]) -> str:
        parts = []
        for term, definitions in content:
            parts += [bold_line(term, self._found), *map(self.within().blocks, definitions)]
        return "\n\n".join(filter(None, parts))

    def _quote(self, blocks: list[Block]) -> str:
        inner = self.within().blocks(blocks)
        if self._depth >= _DEEPEST or not inner:
            return inner
        return "\n".join(f"> {each}".rstrip() for each in inner.split("\n"))

    def _code(self, content: list[Any]) -> str:
        lines = content[1].split("\n")
        inlines: list[Any] = []
        for each in lines:
            inlines += [{"t": "Str", "c": each}, {"t": "LineBreak"}]
        return paragraph(inlines, self._found)

    def _table(self, content: list[Any]) -> str:
        rows = tables.rows(content)
        if max((len(row) for row in rows), default=0) < 2:  # a frame around text, not a table
            return self.blocks([block for row in rows for cell in row for block in cell])
        written = [[tables.cell(each, self._found) for each in row] for row in rows]
        return tables.pipe(written)


def _item(marker: str, text: str) -> str:
    return marker + text.replace("\n", "\n" + INDENT).replace(f"\n{INDENT}\n", "\n\n")


def _is_tight(item: str) -> bool:
    """Tell whether an item is one paragraph and at most a list inside it, itself without gaps."""
    _, *rest = item.split("\n\n")
    return not rest or (len(rest) == 1 and bool(_POINT.match(rest[0])))


def _top_level(blocks: list[Block]) -> int:
    return min((each["c"][0] for each in blocks if each["t"] == "Header"), default=1)


def _joined(blocks: list[Block]) -> Iterator[Block]:
    """Join lists that follow each other: some writers make a list of every point."""
    for kind, group in groupby(blocks, key=lambda each: each["t"]):
        if kind == "BulletList":
            yield {"t": kind, "c": [item for each in group for item in each["c"]]}
        elif kind == "OrderedList":
            yield from _joined_numbers(list(group))
        else:
            yield from group


def _joined_numbers(lists: list[Block]) -> Iterator[Block]:
    merged = lists[0]["c"]
    for each in lists[1:]:
        merged = [merged[0], merged[1] + each["c"][1]]
    yield {"t": "OrderedList", "c": merged}


def _nested(blocks: Iterable[Block]) -> Iterator[Block]:
    """Nest points by the number in their style's name, such as "List Bullet 2"."""
    for block in blocks:
        if block["t"] == "BulletList":
            yield _bullet_list(_by_style(block["c"], _bullet_list))
        elif block["t"] == "OrderedList":
            numbering, items = block["c"]
            yield {"t": "OrderedList", "c": [numbering, _by_style(items, _number_list)]}
        else:
            yield block


def _bullet_list(items: list[list[Block]]) -> Block:
    return {"t": "BulletList", "c": items}


def _number_list(items: list[list[Block]]) -> Block:
    return {"t": "OrderedList", "c": [[1, {"t": "Decimal"}, {"t": "Period"}], items]}


def _by_style(
    items: list[list[Block]], make: Callable[[list[list[Block]]], Block]
) -> list[list[Block]]:
    nested: list[list[Block]] = []
    for is_deeper, group in groupby(items, key=lambda item: _style_depth(item) > 1):
        if not is_deeper or not nested:
            nested += [list(each) for each in group]
        else:
            nested[-1] = [*nested[-1], make([_raised(each) for each in group])]
    return nested


def _style_depth(item: list[Block]) -> int:
    if not item or item[0]["t"] != "Div":
        return 1
    names = [value for key, value in item[0]["c"][0][2] if key == "custom-style"]
    found = _LIST_STYLE.match(names[0]) if names else None
    return int(found[1] or 1) if found else 1


def _raised(item: list[Block]) -> list[Block]:
    """Take one level off the style of a point."""
    depth = _style_depth(item) - 1
    attributes = ["", [], [["custom-style", f"List Bullet {depth}"]]]
    return [{"t": "Div", "c": [attributes, item[0]["c"][1]]}, *item[1:]]
