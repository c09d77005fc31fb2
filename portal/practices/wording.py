"""Saying a practice's structured fields in words."""

from dataclasses import dataclass

from portal.practices.content import Content, Detail
from portal.practices.fields import Field, sections
from portal.practices.vocabulary import THEMES


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


def differences(kind: str, theirs: Content, ours: Content) -> list[tuple[str, str, str]]:
    """List the fields in which two contents differ: label, their words, our words."""
    pairs = [
        ("Title", theirs.title, ours.title),
        ("Summary", theirs.summary, ours.summary),
        ("Text", theirs.body, ours.body),
        ("Themes", _themes(theirs), _themes(ours)),
        ("Tags", ", ".join(theirs.tags), ", ".join(ours.tags)),
    ]
    for _, fields in sections(kind):
        pairs += [(each.label, _said(each, theirs), _said(each, ours)) for each in fields]
    return [(label, old, new) for label, old, new in pairs if old != new]


def _themes(content: Content) -> str:
    return ", ".join(THEMES.get(theme, theme) for theme in content.themes)


def _said(each: Field, content: Content) -> str:
    return ", ".join(_words(each, content.details.get(each.key, ())))
