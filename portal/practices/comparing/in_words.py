"""Saying in plain words what changed between two versions."""

from collections import Counter
from typing import Final

from portal.practices.comparing.contents import Change, Choices, Text, Words
from portal.practices.comparing.pieces import PieceKind
from portal.practices.comparing.texts import NAMES, Block, State

# How a list is called when its items are counted.
_ITEMS: Final = {
    "themes": ("theme", "themes"),
    "tags": ("tag", "tags"),
    "files": ("file", "files"),
}
_THE: Final = ("title", "summary", "body")
_STATES: Final[tuple[State, ...]] = ("changed", "added", "removed")


def in_short(change: Change) -> str:
    """Say one change in a line, such as "The summary changed" or "2 tags added, 1 removed"."""
    if isinstance(change, Choices):
        return _of_choices(change)
    if isinstance(change, Text):
        return _of_text(change)
    return _of_words(change)


def _of_words(change: Words) -> str:
    name = _name(change)
    if not change.old:
        return f"{name} was filled in"
    return f"{name} changed" if change.new else f"{name} was emptied"


def _of_choices(change: Choices) -> str:
    came, went = len(change.added), len(change.removed)
    if not came and not went:
        return f"{_name(change)}: the order changed"
    one, many = _ITEMS.get(change.key, ("", ""))
    first = came or went
    noun = f" {one if first == 1 else many}" if one else ""
    said = f"{first:,}{noun} {'added' if came else 'removed'}"
    if came and went:
        said += f", {went:,} removed"
    return said if one else f"{_name(change)}: {said}"


def _of_text(change: Text) -> str:
    name = _name(change)
    whole = _of_whole(change)
    if whole:
        return f"{name} {whole}"
    counts = Counter((each.state, each.kind) for each in change.blocks if isinstance(each, Block))
    said = [
        _counted(count, state, kind)
        for wanted in _STATES
        for (state, kind), count in counts.items()
        if state == wanted
    ]
    return f"{name}: {', '.join(said) or 'only empty lines changed'}"


def _of_whole(change: Text) -> str:
    """Say it of a text that is filled in, emptied, or of one piece only; "" for other texts."""
    blocks = [each for each in change.blocks if isinstance(each, Block)]
    if len(blocks) < len(change.blocks) or any(each.state == "unchanged" for each in blocks):
        return ""
    old = sum(each.old is not None for each in blocks)
    new = sum(each.new is not None for each in blocks)
    if not old:
        return "was filled in"
    if not new:
        return "was emptied"
    return "changed" if old == new == 1 else ""


def _counted(count: int, state: State, kind: PieceKind) -> str:
    one, many = NAMES[kind]
    return f"{count:,} {one if count == 1 else many} {state}"


def _name(change: Change) -> str:
    return f"The {change.label.lower()}" if change.key in _THE else f"“{change.label}”"
