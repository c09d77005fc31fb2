"""Saying in plain words what is alike, what differs and what is not known."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from portal.matching.core import Comparison, Explanation
from portal.prisons.measures import MEASURES, NOT_KNOWN, SECURITY

# The bands of time left to serve in their order, with where each begins and ends.
STRETCHES: Final = {
    "under_29_days": ("remand", "29 days"),
    "to_16_months": ("29 days", "16 months"),
    "to_36_months": ("16 months", "36 months"),
    "over_36_months": ("36 months", ""),
}


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
        return _time_left(value)
    if item == "security":
        return SECURITY.get(value, str(value))
    if item == "size":
        return f"{value:,} places"
    measure = MEASURES.get(item)
    if measure is None:
        return str(value)
    return measure.say(sorted(value) if isinstance(value, frozenset | set) else value)


def _time_left(bands: Collection[str]) -> str:
    """Say neighbouring bands as one stretch, such as "29 days to 36 months"."""
    places = [place for place, band in enumerate(STRETCHES) if band in bands]
    stretches = []
    for _, run in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]):
        held = [list(STRETCHES.values())[place] for _, place in run]
        start, end = held[0][0], held[-1][1]
        stretches.append(f"{start} to {end}" if end else f"{start} and longer")
    if "indeterminate" in bands:
        stretches.append("indeterminate sentences")
    return ", ".join(stretches)


def _alike(one: Comparison, ours: str, theirs: str) -> str:
    if one.distance == 0 and say(one.item.key, one.ours) == say(one.item.key, one.theirs):
        return f"{one.item.label}: {say(one.item.key, one.ours)}"
    return _different(one, ours, theirs)


def _different(one: Comparison, ours: str, theirs: str) -> str:
    at_ours, at_theirs = say(one.item.key, one.ours), say(one.item.key, one.theirs)
    return f"{one.item.label}: {at_theirs} at {theirs}; {at_ours} at {ours}"


def _unknown(one: Comparison, ours: str, theirs: str) -> str:
    missing = [
        name for name, value in ((ours, one.ours), (theirs, one.theirs)) if value in (None, "")
    ]
    return f"{one.item.label} of {' and '.join(missing)}"
