"""Turning a table, as pandoc reads it, into a simple one: no cell spans rows or columns."""

from typing import Any

from portal.documents.inlines import Found, one_line

Block = dict[str, Any]
Cell = list[Block]
COLUMNS_MOST = 60
_ENDS = (".", ",", ";", ":", "!", "?")


def rows(table: list[Any]) -> list[list[Cell]]:
    """Lay out a table's cells; where a cell spans more, the first place has its content."""
    _, _, _, head, bodies, foot = table
    parts = [head[1], *[part for body in bodies for part in (body[2], body[3])], foot[1]]
    laid = []
    for part in parts:
        laid += _laid_out(part)
    return [row for row in laid if any(row)]


def _laid_out(source: list[Any]) -> list[list[Cell]]:
    laid: list[list[Cell]] = []
    taken: dict[tuple[int, int], bool] = {}
    for at, (_, cells) in enumerate(source):
        row: list[Cell] = []
        for _, _, down, across, content in cells:
            while taken.pop((at, len(row)), False):
                row.append([])
            for below in range(1, min(down, len(source) - at)):
                for beside in range(min(across, COLUMNS_MOST)):
                    taken[at + below, len(row) + beside] = True
            row.append(content)
            row += [[] for _ in range(min(across, COLUMNS_MOST) - 1)]
        laid.append(row)
    return laid


def cell(blocks: Cell, found: Found) -> str:
    """Write a cell's content in one line."""
    text = ""
    for inlines in _paragraphs(blocks):
        words = one_line(inlines, found, in_cell=True)
        if words:
            between = "" if not text else " " if text.endswith(_ENDS) else "; "
            text += between + words
    return text


def _paragraphs(blocks: Any) -> list[list[Any]]:
    """Find all paragraphs in a cell, however deep in lists or tables."""
    if isinstance(blocks, dict):
        kind: str = blocks["t"]
        content: Any = blocks.get("c")
        if kind in {"Para", "Plain"}:
            return [content]
        if kind == "Header":
            return [content[2]]
        if kind == "CodeBlock":
            return [[{"t": "Str", "c": content[1]}]]
        if kind == "LineBlock":
            return list(content)
        return _paragraphs(content)
    if isinstance(blocks, list):
        return [each for block in blocks for each in _paragraphs(block)]
    return []


def pipe(written: list[list[str]]) -> str:
    """Write rows of cells as a Markdown table; the first row is its heading."""
    width = max(map(len, written))
    padded = [row + [""] * (width - len(row)) for row in written]
    lines = ["| " + " | ".join(row) + " |" for row in padded]
    lines.insert(1, "|" + " --- |" * width)
    return "\n".join(lines)
