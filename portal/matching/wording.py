"""Saying in plain words what is alike, what differs and what is not known."""

from dataclasses import dataclass
from typing import Any

from portal.matching.core import TIME_LEFT_LABELS, Comparison, Explanation
from portal.prisons.measures import MEASURES, NOT_KNOWN, SECURITY


@dataclass(frozen=True, slots=True)
class Reasons:
    """Hold the reasons for one closeness, each a whole line."""

    alike: tuple[str, ...]
    different: tuple[str, ...]
    unknown: tuple[str, ...]


def reasons(explanation: Explanation, ours: str, theirs: str) -> Reasons:
    """Turn an explanation into lines; `ours` and `theirs` are the prisons' names."""
    return Reasons(
        alike=tuple(_alike(one, ours, theirs) for one in explanation.alike),
        different=tuple(_different(one, ours, theirs) for one in explanation.different),
        unknown=tuple(_unknown(one, ours, theirs) for one in explanation.unknown),
    )


def say(item: str, value: Any) -> str:
    """Say the value of an item as a page does."""
    if value is None or value == "":
        return NOT_KNOWN
    if item == "time_left":
        return _series([TIME_LEFT_LABELS[band] for band in TIME_LEFT_LABELS if band in value])
    if item == "security":
        return SECURITY.get(value, str(value))
    if item == "size":
        return f"{value:,} places"
    measure = MEASURES.get(item)
    if measure is None:
        return str(value)
    return measure.say(sorted(value) if isinstance(value, frozenset | set) else value)


def _series(words: list[str]) -> str:
    return "; ".join([*words[:1], *(word[0].lower() + word[1:] for word in words[1:])])


def _alike(one: Comparison, ours: str, theirs: str) -> str:
    if one.distance == 0 and say(one.item.key, one.ours) == say(one.item.key, one.theirs):
        return f"{one.item.label}: {say(one.item.key, one.ours)}"
    return _different(one, ours, theirs)


def _different(one: Comparison, ours: str, theirs: str) -> str:
    at_ours, at_theirs = say(one.item.key, one.ours), say(one.item.key, one.theirs)
    return f"{one.item.label}: {at_theirs} at {theirs}. {at_ours} at {ours}"


def _unknown(one: Comparison, ours: str, theirs: str) -> str:
    missing = [
        name for name, value in ((ours, one.ours), (theirs, one.theirs)) if value in (None, "")
    ]
    return f"{one.item.label} of {' and '.join(missing)}"
