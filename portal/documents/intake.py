"""Reading a Word or OpenDocument file into Markdown that people can go on editing."""

import json
from dataclasses import dataclass
from typing import Any

from portal.confined import ConfinedError
from portal.documents import archives, pandoc, textboxes
from portal.documents.blocks import to_markdown as blocks_to_markdown
from portal.documents.inlines import Found, plain_words

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument.text"
# +styles tells how deep a point stands where only the name of its style does.
_FORMATS = {WORD: "docx+styles", OPEN_DOCUMENT: "odt"}
_MAIN_PART = {WORD: "word/", OPEN_DOCUMENT: "content.xml"}
_DRAWN = ("word/charts/chart", "word/diagrams/data", "Object ")
TITLE_MOST = 200  # characters


@dataclass(frozen=True, slots=True)
class Imported:
    """Hold a file's text as Markdown; `title` may be "", `warnings` say what was left out."""

    title: str
    markdown: str
    warnings: tuple[str, ...] = ()


def to_markdown(data: bytes, media_type: str) -> Imported:
    """Turn a .docx or .odt file into Markdown.

    Changes that wait to be accepted are accepted; comments, headers and footers are left out.
    Raises Invalid, with the key "file", for a file that cannot be read.
    """
    if media_type not in _FORMATS:
        raise archives.invalid("The file must be a Word (.docx) or OpenDocument (.odt) file.")
    names = archives.check(data)
    if not any(name.startswith(_MAIN_PART[media_type]) for name in names):
        raise archives.broken()
    if archives.is_locked(data):
        raise archives.invalid("The file is locked with a password. Save it without one.")
    try:
        return _imported(
            _tree(textboxes.laid_open(data), media_type), archives.own_title(data), names
        )
    except (RecursionError, KeyError, TypeError, IndexError):
        raise archives.broken() from None


def _tree(data: bytes, media_type: str) -> dict[str, Any]:
    options = ["--from", _FORMATS[media_type], "--to", "json", "--track-changes", "accept"]
    try:
        tree: dict[str, Any] = json.loads(pandoc.convert(data, *options))
    except ConfinedError as error:
        if error.is_over_limit or _is_out_of_memory(error.words):
            raise archives.invalid("The file is too long to be read. Split it.") from error
        raise archives.broken() from error
    except ValueError:
        raise archives.broken() from None
    return tree


def _is_out_of_memory(words: str) -> bool:
    return any(sign in words.lower() for sign in ("heap", "out of memory"))


def _imported(tree: dict[str, Any], own_title: str, names: list[str]) -> Imported:
    found = Found()
    title, blocks = _title(tree, own_title)
    markdown = blocks_to_markdown(blocks, found)
    drawn = sum(name.startswith(_DRAWN) and name.count("/") < 3 for name in names)
    return Imported(title[:TITLE_MOST], markdown, tuple(_warnings(found, drawn, markdown)))


def _title(tree: dict[str, Any], own_title: str) -> tuple[str, list[Any]]:
    """Find the title, and what of the text remains under it.

    It stands in the paragraph with the style "Title"; or it is the first thing in the text and the
    only heading of its level; or the file's properties have it; or the first heading will do.
    """
    blocks = tree["blocks"]
    styled = tree["meta"].get("title", {}).get("c", [])
    if words := plain_words(styled):
        return words, blocks
    headings = [each["c"] for each in blocks if each["t"] == "Header"]
    levels = [level for level, _, _ in headings]
    if headings and blocks[0]["t"] == "Header" and levels.count(levels[0]) == 1:
        return plain_words(headings[0][2]), blocks[1:]
    if own_title:
        is_first = blocks and blocks[0]["t"] == "Para" and plain_words(blocks[0]["c"]) == own_title
        return own_title, blocks[1:] if is_first else blocks
    return (plain_words(headings[0][2]) if headings else ""), blocks


def _warnings(found: Found, drawn: int, markdown: str) -> list[str]:
    warnings = []
    if found.pictures:
        warnings.append(f"{_number(found.pictures, 'picture was', 'pictures were')} left out.")
    if drawn:
        warnings.append(
            f"{_number(drawn, 'chart or diagram was', 'charts or diagrams were')} left out."
        )
    if not markdown:
        warnings.append("The file has no text.")
    return warnings


def _number(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
