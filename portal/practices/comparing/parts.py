"""The parts of a practice under their keys: to read, to say in words and to put together again.

Keys are those of forms and problems: title, summary, body, themes, tags, files and each field's.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from portal.practices.content import Content, FileRef
from portal.practices.fields import Field, sections
from portal.practices.vocabulary import THEMES

Value = str | tuple[str | FileRef, ...]

TITLE: Final = Field("title", "Title")
SUMMARY: Final = Field("summary", "Summary", long=True)
BODY: Final = Field("body", "Text", long=True)
LABELS: Final = (Field("themes", "Themes", "", THEMES, many=True), Field("tags", "Tags", many=True))
FILES: Final = Field("files", "Files", many=True)
_ATTRIBUTES: Final = {TITLE.key, SUMMARY.key, BODY.key, "themes", "tags", FILES.key}


def parts_of(kind: str) -> list[Field]:
    """List every part of a kind of practice, in the order of its page."""
    own = [each for _, fields in sections(kind) for each in fields]
    return [TITLE, SUMMARY, BODY, *LABELS, *own, FILES]


def value_of(content: Content, part: Field) -> Value:
    """Read one part; what nobody filled in is "" or ()."""
    if part.key in _ATTRIBUTES:
        value: Value = getattr(content, part.key)
        return value
    return content.details.get(part.key, () if part.many else "")


def with_values(content: Content, values: Mapping[str, Value]) -> Content:
    """Put values in the place of those under their keys; an empty field is left out."""
    own: dict[str, Any] = {key: values[key] for key in values.keys() & _ATTRIBUTES}
    details: dict[str, Any] = {**content.details, **values}
    filled = {key: v for key, v in details.items() if v and key not in _ATTRIBUTES}
    return replace(content, **own, details=filled)


def in_words(part: Field, value: Value) -> tuple[str, ...]:
    """Say a value as the page does: a list of words or names, or one text; () for an empty one."""
    values = (value,) if isinstance(value, str) else value
    labels = part.choices or {}
    words = (each.name if isinstance(each, FileRef) else labels.get(each, each) for each in values)
    return tuple(filter(None, words))
