"""The weights in the address of a list: read, checked, and offered in a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from portal.matching.core import Method
from portal.matching.wording import fraction

MOST: Final = 100
LITTLE: Final = 3.5  # percent
PREFIX: Final = "weight."
NOT_A_NUMBER: Final = "{} must be a whole number from 0 to 100"
NOTHING: Final = "At least one thing must count for more than 0"


@dataclass(frozen=True, slots=True)
class Field:
    """Hold the field of one group: what stands in it, and what it usually counts for.

    `share` tells how much of the answer hangs on it, in percent.
    """

    name: str
    label: str
    items: tuple[str, ...]
    usual: int
    typed: str
    share: float
    problem: str = ""

    @property
    def id(self) -> str:
        """Give a name that a style or script can point at."""
        return self.name.replace(".", "-")

    @property
    def shown_items(self) -> tuple[str, ...]:
        """Name the items in it, unless the only one is called as the group is."""
        return () if self.items == (self.label,) else self.items

    @property
    def share_said(self) -> str:
        """Say its share in a few words."""
        if not self.share:
            return "Does not count"
        said = "very little" if self.share < LITTLE else fraction(self.share)
        return f"Counts for {said} of the answer"


@dataclass(frozen=True, slots=True)
class Weights:
    """Hold the form; `moved` has the groups that count otherwise than usual, if all is in order."""

    fields: tuple[Field, ...]
    moved: Mapping[str, float]

    @property
    def address(self) -> dict[str, str]:
        """Give what the address of a list with these weights carries."""
        return {
            field.name: field.typed.strip() for field in self.fields if field.label in self.moved
        }

    @property
    def problems(self) -> list[tuple[str, str]]:
        """List the fields in error with what is wrong, each message once."""
        found = {field.problem: field.id for field in reversed(self.fields) if field.problem}
        return [(name, problem) for problem, name in reversed(found.items())]


def read_weights(typed: Mapping[str, str], methods: Sequence[Method]) -> Weights:
    """Read the weights that an address asks for; the usual ones where it does not."""
    usual, items = _usual(methods)
    texts = {group: typed.get(name_of(group), f"{usual[group]:.0f}") for group in usual}
    wrong = {
        group: NOT_A_NUMBER.format(group) for group, text in texts.items() if _whole(text) is None
    }
    asked = {group: float(_whole(text) or 0) for group, text in texts.items()}
    if not wrong and not all(any(asked[group] for group in each.groups) for each in methods):
        wrong = dict.fromkeys(texts, NOTHING)
    moved = (
        {}
        if wrong
        else {group: weight for group, weight in asked.items() if weight != round(usual[group])}
    )
    whole = sum(usual.values() if wrong else ({**usual, **moved}).values())
    return Weights(
        tuple(
            Field(
                name_of(group),
                group,
                items[group],
                round(usual[group]),
                texts[group],
                100 * moved.get(group, usual[group]) / whole,
                wrong.get(group, ""),
            )
            for group in usual
        ),
        moved,
    )


def name_of(group: str) -> str:
    """Give the name of a group in an address, such as "weight.time-horizon"."""
    return PREFIX + group.lower().replace(" ", "-")


def _usual(methods: Sequence[Method]) -> tuple[dict[str, float], dict[str, tuple[str, ...]]]:
    """Give each group's weight and the labels of its items; the first method that has it counts."""
    weights: dict[str, float] = {}
    items: dict[str, tuple[str, ...]] = {}
    for method in methods:
        for group, weight in method.groups.items():
            weights.setdefault(group, weight)
            labels = tuple(item.label for item in method.items if item.group == group)
            items.setdefault(group, labels)
    return weights, items


def _whole(text: str) -> int | None:
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST))):
        return None
    return int(text) if int(text) <= MOST else None
