"""Telling in which parts two versions of a practice differ."""

from dataclasses import dataclass
from typing import Final, Literal

from portal.practices.comparing.parts import Value, in_words, parts_of, value_of
from portal.practices.comparing.texts import Block, Fold, compare_texts
from portal.practices.comparing.words import Effort, Mark, marked
from portal.practices.content import Content, FileRef
from portal.practices.fields import Field

_SHORT_EFFORT: Final = 100_000


@dataclass(frozen=True, slots=True)
class Words:
    """Hold a short field that differs, in words, and its marks; "" where it was or is empty."""

    key: str
    label: str
    old: str
    new: str
    marks: tuple[Mark, ...]
    shape: Literal["words"] = "words"


@dataclass(frozen=True, slots=True)
class Choices:
    """Hold a list that differs: what came, what went; neither where only the order changed."""

    key: str
    label: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    shape: Literal["choices"] = "choices"


@dataclass(frozen=True, slots=True)
class Text:
    """Hold a long text that differs, aligned; all unchanged where only empty lines differ."""

    key: str
    label: str
    blocks: tuple[Block | Fold, ...]
    shape: Literal["text"] = "text"


Change = Words | Choices | Text


def compare(kind: str, old: Content, new: Content) -> list[Change]:
    """List the parts of a practice that differ, in the order of its page."""
    changes: list[Change] = []
    for part in parts_of(kind):
        was, now = value_of(old, part), value_of(new, part)
        if was == now:
            continue
        if isinstance(was, str) and isinstance(now, str):
            changes.append(_text(part, was, now))
        else:
            changes.append(_choices(part, was, now))
    return changes


def _text(part: Field, was: str, now: str) -> Change:
    if part.long:
        return Text(part.key, part.label, tuple(compare_texts(was, now)))
    old, new = (" ".join(in_words(part, each)) for each in (was, now))
    if part.choices is None:
        marks = marked(old, new, Effort(_SHORT_EFFORT))
    else:  # other words of a choice are another choice
        marks = tuple(each for each in (Mark("removed", old), Mark("added", new)) if each.text)
    return Words(part.key, part.label, old, new, marks)


def _choices(part: Field, was: Value, now: Value) -> Choices:
    old, new = _named(part, was), _named(part, now)
    added = (words for key, words in new.items() if key not in old)
    removed = (words for key, words in old.items() if key not in new)
    return Choices(part.key, part.label, tuple(added), tuple(removed))


def _named(part: Field, value: Value) -> dict[object, str]:
    """Map each item to its words: a file is another one where its name or its contents differ."""
    values = (value,) if isinstance(value, str) else value
    return {
        (each.name, each.sha256) if isinstance(each, FileRef) else each: "".join(
            in_words(part, (each,))
        )
        for each in values
    }
