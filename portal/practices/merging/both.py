"""Keeping two texts that were both made from a third, what they share only once."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from portal.practices.comparing.sections import fenced

# Longer texts stand one after the other, whole: finding what they share takes too long.
BLOCKS_MAX: Final = 100
# The line that Markdown draws between two versions of the same thing.
RULE: Final = "---"

_ITEM: Final = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]+")
_CODE: Final = re.compile(r"^\s*(`{3}|~{3})", re.M)


def both_texts(theirs: str, ours: str) -> str:
    """Keep all paragraphs and list items of two texts, shared ones once; theirs come first."""
    return "\n\n".join(_both(theirs, ours, ()))


def both_sections(theirs: str, ours: str) -> str:
    """Do the same for Markdown, with a line between two versions of a list or paragraph."""
    return "\n\n".join(_both(theirs, ours, (RULE,)))


def _both(theirs: str, ours: str, between: tuple[str, ...]) -> Iterator[str]:
    a, b = _blocks(theirs), _blocks(ours)
    if max(len(a), len(b)) > BLOCKS_MAX:
        yield from (theirs, *between, ours)
        return
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        yield from a[a1:a2]
        if tag == "insert":
            yield from b[b1:b2]
        elif tag == "replace":
            known = {_words(item) for block in a[a1:a2] for item in _items(block)}
            own = [left for block in b[b1:b2] if (left := _without(block, known))]
            yield from (*between, *own) if own else ()


def _without(block: str, known: set[str]) -> str:
    """Take the items out of a list that the other version of it has."""
    return "\n".join(item for item in _items(block) if _words(item) not in known)


def _words(item: str) -> str:
    """Leave out the sign or the number before an item: it stands in another place over there."""
    return _ITEM.sub("", item, count=1)


def _items(block: str) -> list[str]:
    """Cut a list into its items; anything else stays whole."""
    if not _ITEM.match(block) or _CODE.search(block):
        return [block]
    items: list[str] = []
    for line in block.split("\n"):
        if _ITEM.match(line) or not items:
            items.append(line)
        else:
            items[-1] += f"\n{line}"
    return [each.rstrip("\n") for each in items]


def _blocks(text: str) -> list[str]:
    """Cut at empty lines, but neither inside code nor between the items of one list."""
    blocks: list[str] = []
    for each in _paragraphs(text):
        if blocks and _ITEM.match(blocks[-1]) and _continues(each):
            blocks[-1] += f"\n\n{each}"
        else:
            blocks.append(each)
    return blocks


def _continues(paragraph: str) -> bool:
    return bool(_ITEM.match(paragraph)) or paragraph.startswith(("  ", "\t"))


def _paragraphs(text: str) -> list[str]:
    lines = text.split("\n")
    coded = fenced([f"{line}\n" for line in lines])
    found: list[list[str]] = [[]]
    for number, line in enumerate(lines):
        if line.strip() or number in coded:
            found[-1].append(line)
        if number not in coded and (not line.strip() or line.startswith("#")):
            found.append([])
    return ["\n".join(each) for each in found if each]
