"""Saying a practice's structured fields in words."""

from dataclasses import dataclass

from portal.practices.content import Content, Detail
from portal.practices.fields import Field, sections


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one filled field in words: a list of choices, or one text that people wrote."""

    key: str
    label: str
    words: tuple[str, ...]
    is_long: bool = False


def in_words(kind: str, content: Content) -> list[Line]:
    """Give the filled fields of a content in the order of its form."""
    return [
        Line(each.key, each.label, _words(each, content.details[each.key]), each.long)
        for _, fields in sections(kind)
        for each in fields
        if each.key in content.details
    ]


def _words(each: Field, value: Detail) -> tuple[str, ...]:
    values = (value,) if isinstance(value, str) else value
    labels = each.choices or {}
    return tuple(labels.get(item, item) for item in values)
