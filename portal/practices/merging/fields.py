"""Putting the fields of a form onto the newest version.

Two people may fill in different fields, or write in different sections of the text, at the same
time; only where both changed the same one must somebody choose.
"""

from collections.abc import Collection
from dataclasses import dataclass

from portal.errors import Invalid
from portal.practices.comparing.parts import BODY, parts_of, value_of, with_values
from portal.practices.content import Content, tidied
from portal.practices.merging.contents import merge, section_changes


@dataclass(frozen=True, slots=True)
class Merged:
    """Hold the content that comes out, ours where both changed; `clashes` are those fields."""

    content: Content
    clashes: tuple[str, ...]


def put_onto(
    kind: str, base: Content | None, theirs: Content, ours: Content, names: Collection[str]
) -> Merged:
    """Bring our fields `names` onto their content; `base` is what our form began with.

    A field that we left as it was stays as theirs. Without a base nobody knows what we changed:
    then every field that both sides filled in differently clashes.
    """
    if base == theirs:
        return Merged(sent_onto(kind, theirs, ours, names), ())
    base = base or Content(title="")
    mine = sent_onto(kind, base, ours, names)
    parts = section_changes(kind, base, theirs, mine)
    unclear = [each for each in parts if each.default is None]
    content = merge(kind, base, theirs, mine, {each.key: "ours" for each in unclear})
    clashes = (each.key if _is_field(kind, each.key) else BODY.key for each in unclear)
    return Merged(content, tuple(dict.fromkeys(clashes)))


def sent_onto(kind: str, content: Content, ours: Content, names: Collection[str]) -> Content:
    """Put our fields `names` into the place of a content's own, whatever stood there."""
    values = {each.key: value_of(ours, each) for each in parts_of(kind) if each.key in names}
    return with_values(content, values)


def checked_fields(kind: str, content: Content, names: Collection[str]) -> Content:
    """Tidy a content of which only the fields `names` count. Raises Invalid, by field."""
    tidy, problems = tidied(kind, content)
    wrong = {key: message for key, message in problems.items() if key in names}
    if wrong:
        raise Invalid(wrong)
    return tidy


def _is_field(kind: str, key: str) -> bool:
    return any(each.key == key for each in parts_of(kind))
