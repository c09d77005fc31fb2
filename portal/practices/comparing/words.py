"""Marking the words in which two short texts differ."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final, Literal

MarkKind = Literal["same", "removed", "added"]

# A gap of a template, such as [job title], is filled in as a whole; so are times and dates.
_TOKEN: Final = re.compile(r"\[[^\[\]\n]{1,80}\]|\d+(?:[:./]\d+)+|\w+|\s+|[^\w\s]")
# A cell of a table is changed as a whole, but not one that holds a text.
CELL_MOST: Final = 40


@dataclass(frozen=True, slots=True)
class Mark:
    """Hold some words, and whether they are in both texts, in the old or in the new only."""

    kind: MarkKind
    text: str


class Effort:
    """Count what comparing costs, so that no text keeps the server busy: comparing is quadratic."""

    def __init__(self, limit: int) -> None:
        self._left = limit

    def spend(self, cost: int, *, at_most: int) -> bool:
        """Take a cost from what is left; False where it is too much, and then nothing is taken."""
        if cost > min(self._left, at_most):
            return False
        self._left -= cost
        return True


def matching_cost(a: Sequence[object], b: Sequence[object]) -> int:
    """Bound the steps that SequenceMatcher takes: a pass over all equal pairs for every match."""
    seen_a, seen_b = Counter(a), Counter(b)
    equal = sum(count * seen_b[each] for each, count in seen_a.items() if each in seen_b)
    matches = sum(min(count, seen_b[each]) for each, count in seen_a.items() if each in seen_b)
    return len(a) + len(b) + matches * (len(a) + equal)


def marked(old: str, new: str, effort: Effort, *, is_row: bool = False) -> tuple[Mark, ...]:
    """Mark what is taken out and what is put in; joined without either they are new and old.

    In rows of tables, short cells are compared whole.
    """
    a, b = (_cells(each) if is_row else _TOKEN.findall(each) for each in (old, new))
    head = shared_start(a, b)
    tail = shared_start(a[head:][::-1], b[head:][::-1])
    middle = _middle(a[head : len(a) - tail], b[head : len(b) - tail], effort)
    found = [Mark("same", "".join(a[:head])), *middle, Mark("same", "".join(a[len(a) - tail :]))]
    return tuple(_joined(_without_crumbs(_joined(found))))


def _cells(row: str) -> list[str]:
    tokens: list[str] = []
    for each in re.findall(r"\||\s+|[^|\s](?:[^|]*[^|\s])?", row):
        tokens += [each] if len(each) <= CELL_MOST else _TOKEN.findall(each)
    return tokens


def shared_start(a: Sequence[object], b: Sequence[object]) -> int:
    """Count how many elements two lists have in common from their beginning."""
    for number, (one, other) in enumerate(zip(a, b, strict=False)):
        if one != other:
            return number
    return min(len(a), len(b))


def _middle(a: list[str], b: list[str], effort: Effort) -> Iterator[Mark]:
    words = [[each for each in side if not each.isspace()] for side in (a, b)]
    if not effort.spend(matching_cost(*words), at_most=400_000):
        yield from (Mark("removed", "".join(a)), Mark("added", "".join(b)))
        return
    matcher = SequenceMatcher(str.isspace, a, b, autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal":
            yield Mark("same", "".join(a[a1:a2]))
        else:
            yield Mark("removed", "".join(a[a1:a2]))
            yield Mark("added", "".join(b[b1:b2]))


def _without_crumbs(marks: list[Mark]) -> Iterator[Mark]:
    """Turn a space between two changes into a part of them: "two words", not "two" and "words"."""
    for number, mark in enumerate(marks):
        is_inside = 0 < number < len(marks) - 1
        if mark.kind == "same" and mark.text.isspace() and is_inside:
            yield Mark("removed", mark.text)
            yield Mark("added", mark.text)
        else:
            yield mark


def _joined(marks: Iterable[Mark]) -> list[Mark]:
    """Join what belongs together; of one change, what was removed comes first."""
    found: list[Mark] = []
    for is_same, run in groupby((each for each in marks if each.text), lambda m: m.kind == "same"):
        of_run = list(run)
        kinds: tuple[MarkKind, ...] = ("same",) if is_same else ("removed", "added")
        for kind in kinds:
            found.append(Mark(kind, "".join(each.text for each in of_run if each.kind == kind)))
    return [each for each in found if each.text]
