"""Reading the form of a new round."""

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeVar, cast

from portal.errors import Invalid
from portal.matching.core import Basis
from portal.matching.core.groups import Size
from portal.matching.core.planning import RegionRule
from portal.matching.rounds.asked import Asked, Who

COUNTRY_CHOICE: Final = "country"
WHO: Final[Mapping[str, str]] = {
    "asked": "Those who asked to take part",
    "all": "All open prisons but those that pause",
}
BASES: Final[Mapping[str, str]] = {
    "record": "Public records",
    "profile": "Public records, and what prisons tell about themselves",
}
SIZES: Final[Mapping[str, str]] = {"2": "Pairs", "3": "Groups of three", "4": "Groups of four"}
REGION_RULES: Final[Mapping[str, str]] = {
    "rather_other": "Rather in another region, as people of one region often know each other",
    "any": "Does not matter",
    "same_only": "Only in the same region",
}
SWITCHES: Final[Mapping[str, tuple[str, str]]] = {
    "no_repeats": (
        "Rather not the same prisons again",
        "Those that met in an earlier round are put together only if that is clearly better. It "
        "matters less with each round that has passed.",
    ),
    "maturity": (
        "Rather one that runs a scheme with one that begins",
        "Between partners that are about as much alike, choose one with an established scheme for "
        "one that sets it up or does not run it.",
    ),
    "need": (
        "Rather one that has solved what the other struggles with",
        "Between partners that are about as much alike, choose one that has solved a barrier that "
        "the other named.",
    ),
}
USUAL: Final[Mapping[str, str]] = {
    "basis": "record",
    "size": "2",
    "region_rule": "rather_other",
    **dict.fromkeys(SWITCHES, "on"),
}
ROWS: Final = 2
MOST_ROWS: Final = 20
FARTHEST: Final = 2000  # km: further than any two places in Britain
KINDS: Final = ("pins", "forbids")

Typed = Mapping[str, str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Hold what the form says, checked by itself."""

    name: str
    region: str
    basis: Basis
    asked: Asked


def rows(typed: Typed, kind: str) -> int:
    """Tell how many rows of pins or forbids the form has."""
    said = typed.get(f"{kind}-rows", "")
    number = int(said) if re.fullmatch("[0-9]{1,3}", said) else ROWS
    return min(max(number, 1), MOST_ROWS)


def with_rows_added(typed: Typed, kind: str) -> dict[str, str]:
    """Give the form one more row."""
    return {**typed, f"{kind}-rows": str(min(rows(typed, kind) + 1, MOST_ROWS))}


def read(typed: Typed, *, regions: Collection[str], codes: Collection[str]) -> Wanted:
    """Read what was typed. Raises Invalid by field.

    `regions` are those that may be chosen beside the country, `codes` the prisons on offer.
    """
    problems: dict[str, str] = {}
    for name, choices, message in (
        ("region", [COUNTRY_CHOICE, *regions], "Choose the country or a region"),
        ("who", WHO, "Choose which prisons"),
        ("basis", BASES, "Choose what to compare"),
        ("size", SIZES, "Choose pairs or groups"),
        ("region_rule", REGION_RULES, "Choose whether the region matters"),
    ):
        if typed.get(name) not in choices:
            problems[name] = message
    cap = _taken(problems, lambda: _cap(typed))
    pins = _taken(problems, lambda: _pairs(typed, "pins", codes))
    forbids = _taken(problems, lambda: _pairs(typed, "forbids", codes))
    if problems:
        raise Invalid(problems)
    asked = Asked(
        who=cast("Who", typed["who"]),
        size=cast("Size", int(typed["size"])),
        region_rule=cast("RegionRule", typed["region_rule"]),
        cap_km=cap,
        repeats="no_repeats" not in typed,
        maturity="maturity" in typed,
        need="need" in typed,
        forbids=tuple(forbids or ()),
    )
    asked = replace(asked, pins=tuple(tuple(sorted(pair)) for pair in pins or ()))
    region = "" if typed["region"] == COUNTRY_CHOICE else typed["region"]
    return Wanted(typed.get("name", ""), region, cast("Basis", typed["basis"]), asked)


def mark(warnings: Mapping[str, str]) -> str:
    """Give a short text that stands for these warnings: who sends it has seen them."""
    said = "\n".join(f"{field}: {words}" for field, words in sorted(warnings.items()))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _taken(problems: dict[str, str], reading: Callable[[], T]) -> T | None:
    """Read one part; keep what is wrong with it beside the rest."""
    try:
        return reading()
    except Invalid as error:
        problems.update(error.problems)
        return None


def _cap(typed: Typed) -> float | None:
    said = typed.get("cap_km", "").strip().lower().removesuffix("km").strip()
    if not said:
        return None
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9])?", said) or not 1 <= float(said) <= FARTHEST:
        raise Invalid(
            {"cap_km": f"Enter a number of kilometres from 1 to {FARTHEST:,}, or leave it blank"}
        )
    return float(said)


def _pairs(typed: Typed, kind: str, codes: Collection[str]) -> list[tuple[str, str]]:
    """Read the rows in which something was chosen."""
    found = []
    for row in range(1, rows(typed, kind) + 1):
        one, other = (typed.get(f"{kind}-{row}-{place}", "") for place in (1, 2))
        if not one and not other:
            continue
        if not one or not other:
            raise Invalid({kind: f"Row {row}: choose the other prison too, or neither"})
        if one == other:
            raise Invalid({kind: f"Row {row}: choose two different prisons"})
        if not {one, other} <= set(codes):
            raise Invalid({kind: f"Row {row}: choose prisons from the list"})
        found.append((one, other))
    return list(_each_once(found))


def _each_once(pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return {tuple(sorted(pair)): pair for pair in pairs}.values()
