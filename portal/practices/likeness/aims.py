"""Telling whether two schemes of one prison set out to do the same for the same people.

The study found that regular needs analyses would "prevent duplication with multiple schemes
targeting similar mentee cohorts running on the same site" (section 1.3).
"""

from dataclasses import dataclass
from typing import Final

from portal.practices.content import Content
from portal.practices.vocabulary import MENTEE_CRITERIA, PURPOSES, SETTINGS

# These criteria say whom a scheme is for; the others (time left, behaviour) any scheme may ask.
GROUPS: Final = ("below_level_2", "cannot_read")
# "Something else" is not the same thing twice.
NOT_TELLING: Final = "other"


@dataclass(frozen=True, slots=True)
class Aims:
    """Hold what a scheme is for, whom it is for and where it runs, as keys."""

    purposes: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()


def aims_of(kind: str, content: Content) -> Aims:
    """Read the aims of a scheme write-up; other kinds describe parts of a scheme and have none."""
    if kind != "scheme":
        return Aims()
    return Aims(
        purposes=_picked(content, "purpose") - {NOT_TELLING},
        groups=_picked(content, "mentee_criteria") & set(GROUPS),
        settings=_picked(content, "setting"),
    )


def same_aims(a: Aims, b: Aims) -> str:
    """Say which aims two schemes share, or "" where they do not duplicate each other.

    They do where they share a purpose and a group of mentees; where one of them names no group,
    a purpose and a setting.
    """
    purposes = _in_words(a.purposes & b.purposes, PURPOSES)
    if not purposes:
        return ""
    if a.groups and b.groups:
        groups = _in_words(a.groups & b.groups, MENTEE_CRITERIA)
        return f"Same purpose: {purposes}. Same mentees: {groups}." if groups else ""
    settings = _in_words(a.settings & b.settings, SETTINGS)
    return f"Same purpose: {purposes}. Same setting: {settings}." if settings else ""


def _picked(content: Content, key: str) -> frozenset[str]:
    value = content.details.get(key, ())
    return frozenset((value,) if isinstance(value, str) else value)


def _in_words(keys: frozenset[str], labels: dict[str, str]) -> str:
    return ", ".join(label for key, label in labels.items() if key in keys)
