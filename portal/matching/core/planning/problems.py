"""Wishes that contradict each other, and those that a decision by hand breaks."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal

from portal.matching.core.items import Matrix
from portal.matching.core.planning.rules import NOT_ALLOWED, Forbidding, removed
from portal.matching.core.planning.wishes import Site, Wishes

LARGEST: Final = 5

_BROKEN: Final[dict[Forbidding, str]] = {
    "too_little_known": "too little is known to compare them",
    "region_unknown": "only prisons of one region may meet, and a region is not known",
    "other_region": "they are in different regions, and only prisons of one region may meet",
    "place_unknown": "there is a greatest distance, and it is not known where both are",
    "too_far": "they are more than {cap:g} km apart",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Hold what is wrong with wishes, in a plain sentence that names prisons by code.

    An error cannot be solved; a warning is kept, because a person decided so. `codes` are the
    prisons it is about.
    """

    severity: Literal["error", "warning"]
    rule: str
    codes: tuple[str, ...]
    text: str


class Contradiction(ValueError):
    """Wishes that cannot be met together; `problems` are the errors among them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Take the problems, at least one."""
        super().__init__(" ".join(problem.text for problem in problems))
        self.problems = tuple(problems)


def check(wishes: Wishes, codes: Sequence[str]) -> list[Problem]:
    """List what is wrong with the wishes by themselves, `codes` being who takes part."""
    here = set(codes)
    return [
        *_pins(wishes, here),
        *_in_two(wishes),
        *_forbids(wishes, here),
    ]


def check_all(total: Matrix, sites: Sequence[Site], wishes: Wishes) -> list[Problem]:
    """List what `check` does, and the pins that break a rule or of which too little is known."""
    found = check(wishes, [site.code for site in sites])
    warnings = broken(total, sites, wishes, wishes.pins)
    # That a pin is forbidden is an error among the wishes themselves.
    return found + [problem for problem in warnings if problem.rule != "forbidden"]


def broken(
    total: Matrix, sites: Sequence[Site], wishes: Wishes, groups: Sequence[Sequence[str]]
) -> list[Problem]:
    """List the rules that groups set by hand break, as warnings, each pair by its first rule.

    Codes that are not among the sites are left out.
    """
    at = {site.code: index for index, site in enumerate(sites)}
    rules = removed(total, sites, wishes)
    return [
        _warning(NOT_ALLOWED[rules[at[one], at[other]] - 1], one, other, wishes)
        for group in groups
        for one, other in combinations(sorted(set(group) & set(at)), 2)
        if rules[at[one], at[other]]
    ]


def _warning(rule: Forbidding, one: str, other: str, wishes: Wishes) -> Problem:
    pair = (one, other)
    if rule == "forbidden":
        return Problem("warning", rule, pair, f"{one} and {other} are to be kept apart.")
    why = _BROKEN[rule].format(cap=wishes.cap_km)
    return Problem("warning", rule, pair, f"{one} and {other} are kept together although {why}.")


def _pins(wishes: Wishes, here: set[str]) -> Iterator[Problem]:
    for pin in wishes.pins:
        codes = tuple(sorted(set(pin)))
        for code in codes:
            if code not in here:
                text = f"{code} is in a group that is to stand, but does not take part."
                yield Problem("error", "unknown", (code,), text)
        yield from _size(wishes, codes)


def _size(wishes: Wishes, codes: tuple[str, ...]) -> Iterator[Problem]:
    if not 2 <= len(codes) <= LARGEST:
        which = {0: "one has none", 1: f"{_listed(codes)} is in one alone"}.get(
            len(codes), f"that of {_listed(codes)} has {len(codes)}"
        )
        text = f"A group that is to stand must have 2 to {LARGEST} prisons; {which}."
        yield Problem("error", "size", codes, text)
    elif len(codes) != wishes.size:
        text = (
            f"The group of {_listed(codes)} is kept although groups are to have "
            f"{wishes.size} prisons."
        )
        yield Problem("warning", "size", codes, text)


def _in_two(wishes: Wishes) -> Iterator[Problem]:
    """List who stands in two pins, or twice in one."""
    times = Counter(code for pin in wishes.pins for code in pin)
    for code in sorted(code for code, number in times.items() if number > 1):
        text = f"{code} is in more than one place in the groups that are to stand."
        yield Problem("error", "in_two", (code,), text)


def _forbids(wishes: Wishes, here: set[str]) -> Iterator[Problem]:
    together = {pair for pin in wishes.pins for pair in combinations(sorted(set(pin)), 2)}
    for one, other in sorted({(min(pair), max(pair)) for pair in wishes.forbids}):
        pair = (one, other)
        if one == other:
            text = f"{one} cannot be kept apart from itself."
            yield Problem("error", "forbidden", (one,), text)
        elif pair in together:
            text = f"{one} and {other} are to be kept together and to be kept apart."
            yield Problem("error", "forbidden", pair, text)
        for code in sorted({one, other} - here):
            text = f"{code} is to be kept apart from another prison, but does not take part."
            yield Problem("warning", "unknown", (code,), text)


def _listed(codes: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(codes[:-1]), *codes[-1:])))
