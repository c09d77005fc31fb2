"""Saying in plain words what is alike, what differs and what is not known."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.matching.core import Comparison, Explanation
from portal.matching.wording.alike import both
from portal.matching.wording.apart import Pair, apart
from portal.matching.wording.lists import in_words, listed, lower_first
from portal.matching.wording.values import STRETCHES, called, fraction, say, say_known

__all__ = [
    "STRETCHES",
    "Pair",
    "Reasons",
    "apart",
    "both",
    "called",
    "fraction",
    "in_words",
    "listed",
    "lower_first",
    "reasons",
    "say",
    "say_known",
    "unknown",
]


@dataclass(frozen=True, slots=True)
class Reasons:
    """Hold the reasons for one closeness, each a whole line."""

    alike: tuple[str, ...]
    different: tuple[str, ...]
    unknown: tuple[str, ...]


def reasons(explanation: Explanation, ours: str, theirs: str, here: str = "") -> Reasons:
    """Turn an explanation into lines; `ours` and `theirs` are the prisons' names.

    `here` stands for "at" our prison, such as "here" on its own page.
    """
    pair = Pair(ours, theirs, here or f"at {ours}")
    return Reasons(
        alike=tuple(both(one) or apart(one, pair) for one in explanation.alike),
        different=tuple(apart(one, pair) for one in explanation.different),
        unknown=unknown(explanation.unknown, ours, theirs),
    )


def unknown(compared: Sequence[Comparison], ours: str, theirs: str) -> tuple[str, ...]:
    """Name what is not known, one line for each prison that does not tell it and one for both."""
    lines: dict[str, list[str]] = {}
    for one in compared:
        missing = [
            name for name, value in ((ours, one.ours), (theirs, one.theirs)) if value in (None, "")
        ]
        lines.setdefault(" and ".join(missing), []).append(one.item.label)
    return tuple(f"{names}: {listed(labels)}" for names, labels in lines.items())
