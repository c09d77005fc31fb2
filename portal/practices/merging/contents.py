"""Bringing two versions of a practice together that were both made from a third.

Either two people edited one practice, or a copy's source changed since: then base is the source as
it was copied, theirs the source now and ours the copy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from portal.errors import Invalid
from portal.practices.comparing.parts import BODY, Value, in_words, parts_of, value_of, with_values
from portal.practices.comparing.sections import cut
from portal.practices.content import Content, FileRef
from portal.practices.fields import Field
from portal.practices.merging.bodies import Body, assemble, bring_together, said
from portal.practices.merging.both import both_sections, both_texts
from portal.practices.merging.section_matching import Trio

Pick = Literal["theirs", "ours", "both"]
Did = Literal["nothing", "changed", "added", "removed", "moved"]

ORDER: Final = "section-order"
_ALL: Final[tuple[Pick, ...]] = ("theirs", "ours", "both")
_ONE: Final[tuple[Pick, ...]] = ("theirs", "ours")


@dataclass(frozen=True, slots=True)
class Part:
    """Hold one field or section in which theirs and ours differ, each version in words.

    `default` is the side that alone changed it, None where both did and somebody has to pick one
    of `picks`. Keys of sections hold for these three versions only: read the parts anew for others.
    """

    key: str
    label: str
    base: tuple[str, ...]
    theirs: tuple[str, ...]
    ours: tuple[str, ...]
    theirs_did: Did
    ours_did: Did
    picks: tuple[Pick, ...]
    default: Pick | None
    is_section: bool = False


def section_changes(kind: str, base: Content, theirs: Content, ours: Content) -> list[Part]:
    """List every field and every section of the text in which theirs and ours differ."""
    parts: list[Part] = []
    for field in parts_of(kind):
        if field is BODY:
            parts += _body_parts(bring_together(base.body, theirs.body, ours.body))
        else:
            parts += _field_parts(field, base, theirs, ours)
    return parts


def merge(
    kind: str, base: Content, theirs: Content, ours: Content, picks: Mapping[str, str]
) -> Content:
    """Put the picked versions together: `picks` maps keys of parts to theirs, ours or both.

    A part without a pick takes its default. Raises Invalid, by key, where that is missing.
    """
    parts = section_changes(kind, base, theirs, ours)
    chosen = _chosen(parts, picks)
    values = {
        each.key: _picked(value_of(theirs, each), value_of(ours, each), chosen[each.key])
        for each in parts_of(kind)
        if each.key in chosen
    }
    body = bring_together(base.body, theirs.body, ours.body)
    return with_values(ours, {**values, BODY.key: _body(body, chosen)})


def _chosen(parts: list[Part], picks: Mapping[str, str]) -> dict[str, Pick]:
    chosen: dict[str, Pick] = {}
    for part in parts:
        asked = picks.get(part.key, part.default)
        for pick in part.picks:
            if pick == asked:
                chosen[part.key] = pick
    missing = {
        part.key: f"Choose which version to keep: {part.label}"
        for part in parts
        if part.key not in chosen
    }
    if missing:
        raise Invalid(missing)
    return chosen


def _field_parts(field: Field, base: Content, theirs: Content, ours: Content) -> list[Part]:
    was, with_them, with_us = (value_of(each, field) for each in (base, theirs, ours))
    if with_them == with_us:
        return []
    return [
        Part(
            key=field.key,
            label=field.label,
            base=in_words(field, was),
            theirs=in_words(field, with_them),
            ours=in_words(field, with_us),
            theirs_did=_did(was, with_them),
            ours_did=_did(was, with_us),
            picks=_ALL if field.many or field.long else _ONE,
            default=_alone(_did(was, with_them), _did(was, with_us)),
        )
    ]


def _picked(theirs: Value, ours: Value, pick: Pick) -> Value:
    if pick != "both":
        return theirs if pick == "theirs" else ours
    if isinstance(theirs, str) or isinstance(ours, str):
        return both_texts(str(theirs), str(ours))
    return _union(theirs, ours)


def _union(theirs: tuple[str | FileRef, ...], ours: tuple[str | FileRef, ...]) -> Value:
    """Keep what either list has; a file that both have keeps our name for it."""
    kept: dict[str, str | FileRef] = {}
    for each in (*theirs, *ours):
        kept[each.sha256 if isinstance(each, FileRef) else each] = each
    return tuple(kept.values())


def _body_parts(body: Body) -> list[Part]:
    parts = [_section_part(number, body.trios[number]) for number in body.differing]
    return parts if body.order.is_same else [*parts, _order_part(body)]


def _section_part(number: int, trio: Trio) -> Part:
    was, with_them, with_us = said(trio.base), said(trio.theirs), said(trio.ours)
    return Part(
        key=f"section-{number}",
        label=_heading(trio),
        base=(was,) if was else (),
        theirs=(with_them,) if with_them else (),
        ours=(with_us,) if with_us else (),
        theirs_did=_did(was, with_them),
        ours_did=_did(was, with_us),
        picks=_ALL,
        default=_alone(_did(was, with_them), _did(was, with_us)),
        is_section=True,
    )


def _heading(trio: Trio) -> str:
    """Name a section by our heading, and by the one it had where it was renamed."""
    names = [each.heading for each in (trio.ours, trio.theirs, trio.base) if each]
    return names[0] if names[0] == names[-1] else f"{names[0]} (was: {names[-1]})"


def _order_part(body: Body) -> Part:
    order = body.order
    theirs: Did = "moved" if order.theirs_moved else "nothing"
    ours: Did = "moved" if order.ours_moved else "nothing"
    return Part(
        key=ORDER,
        label="Order of the sections",
        base=_headings(body.base),
        theirs=_headings(body.theirs),
        ours=_headings(body.ours),
        theirs_did=theirs,
        ours_did=ours,
        picks=_ONE,
        # Nobody moved anything where a section that both added stands in two places.
        default=_alone(theirs, ours) if order.theirs_moved or order.ours_moved else "ours",
    )


def _headings(text: str) -> tuple[str, ...]:
    return tuple(section.heading for section in cut(text))


def _body(body: Body, chosen: Mapping[str, Pick]) -> str:
    keys = {number: f"section-{number}" for number in body.differing}
    picked = {number: chosen[key] for number, key in keys.items()}
    if ORDER in chosen:
        theirs_lead = chosen[ORDER] == "theirs"
    elif picked:
        theirs_lead = set(picked.values()) == {"theirs"}
    else:
        theirs_lead = body.ours == body.base  # they differ in empty lines at most
    texts = {number: _section_text(body.trios[number], pick) for number, pick in picked.items()}
    return assemble(body, texts, theirs_lead=theirs_lead)


def _section_text(trio: Trio, pick: Pick) -> str:
    if pick == "both" and trio.theirs and trio.ours:
        return both_sections(trio.theirs.said, trio.ours.said) + "\n\n"
    kept = {"theirs": trio.theirs, "ours": trio.ours, "both": trio.ours or trio.theirs}[pick]
    return kept.text if kept else ""


def _did(was: Value, now: Value) -> Did:
    if was == now:
        return "nothing"
    if not was:
        return "added"
    return "changed" if now else "removed"


def _alone(theirs: Did, ours: Did) -> Pick | None:
    """Name the side that alone did something."""
    if "nothing" not in (theirs, ours):
        return None
    return "theirs" if ours == "nothing" else "ours"
