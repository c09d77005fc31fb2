"""What stands in the way of a round before it is solved: which rule blocks whom, by field."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from portal.errors import Invalid
from portal.matching.core import Basis, Block
from portal.matching.core.planning import Problem, check_all
from portal.matching.core.planning.rules import NOT_ALLOWED, removed
from portal.matching.line_ups import LineUp
from portal.matching.rounds import asking, queries
from portal.matching.rounds.asked import Asked, Codes
from portal.matching.rounds.given import Given
from portal.matching.rounds.words import listed, what_a_pin_breaks

ByField = dict[str, str]

NAMED_AT_MOST: Final = 6
# The field of the form that a rule comes from, and what to say of those it leaves with nobody.
FIELDS: Final[Mapping[str, str]] = {
    "too_little_known": "basis",
    "forbidden": "forbids",
    "region_unknown": "region_rule",
    "other_region": "region_rule",
    "place_unknown": "cap_km",
    "too_far": "cap_km",
}
BLOCKED: Final[Mapping[str, str]] = {
    "too_little_known": "Too little is known to compare {names}",
    "forbidden": "What you keep apart leaves nobody for {names}",
    "region_unknown": "The region is not known of {names}",
    "other_region": "In the same region, there is no prison that could be with {names}",
    "place_unknown": "It is not known where to find {names}, so the distance is not known",
    "too_far": "No other prison is near enough for {names}",
}
NOBODY: Final[Mapping[str, str]] = {
    "basis": "Too little is known of these prisons to compare them this way",
    "forbids": "What you keep apart leaves no two prisons that may meet",
    "region_rule": "No two of these prisons are in the same region",
    "cap_km": "No two of these prisons are this near to each other. Give a greater distance",
}


def look_over(basis: Basis, region: str, asked: Asked, *, held: Collection[Codes] = ()) -> ByField:
    """Say by field which prisons would be left with nobody, and which rules pins break.

    Of `held`, pins and forbids that stood before, those that cannot stand any more are told.
    Raises Invalid by field for wishes that contradict each other or let no two prisons meet.
    """
    compared = asking.chosen(asked, asking.in_reach(basis, region))
    names = _names(asked, compared)
    if problems := _strays(asked, compared, names, held):
        raise Invalid(problems)
    givens = asking.givens(asked, compared)
    found = [problem for given in givens.values() for problem in _problems(given)]
    if errors := _errors(found, names):
        raise Invalid(errors)
    blocked = _blocked(givens)
    _require_somebody(givens, blocked)
    warnings = [
        (FIELDS[rule], BLOCKED[rule].format(names=_few([names[code] for code in sorted(codes)])))
        for rule, codes in sorted(blocked.items())
    ]
    warnings += [
        ("pins", what_a_pin_breaks(each.rule, [names[code] for code in each.codes]))
        for each in found
        if each.rule not in ("size", "unknown")
    ]
    warnings += _cannot_stand(asked, compared, names, held)
    return {
        field: ". ".join(words for other, words in warnings if other == field)
        for field, _ in warnings
    }


def _names(asked: Asked, compared: Mapping[Block, LineUp]) -> dict[str, str]:
    codes = {code for each in compared.values() for code in each.codes}
    codes |= {code for each in (*asked.pins, *asked.forbids) for code in each}
    return {code: prison.name for code, prison in queries.named(sorted(codes)).items()}


def _strays(
    asked: Asked,
    compared: Mapping[Block, LineUp],
    names: Mapping[str, str],
    held: Collection[Codes],
) -> ByField:
    """Find new rows of prisons that do not take part, or are never compared with each other."""
    here = [set(each.codes) for each in compared.values()]
    everyone = set().union(*here)
    problems = {}
    for field, every in (("pins", asked.pins), ("forbids", asked.forbids)):
        rows = [row for row in every if row not in held]
        gone = sorted({code for row in rows for code in row} - everyone)
        apart = [row for row in rows if not any(each.issuperset(row) for each in here)]
        if gone:
            verb = "does" if len(gone) == 1 else "do"
            problems[field] = f"{_few([names[code] for code in gone])} {verb} not take part"
        elif apart:
            problems[field] = (
                f"{listed([names[code] for code in apart[0]])} are never compared: "
                "prisons for men, for women and for people under 18 stand apart"
            )
    return problems


def _cannot_stand(
    asked: Asked,
    compared: Mapping[Block, LineUp],
    names: Mapping[str, str],
    held: Collection[Codes],
) -> list[tuple[str, str]]:
    """Name what was set by hand of prisons that do not all take part any more."""
    everyone = {code for each in compared.values() for code in each.codes}
    lost = [
        (field, row)
        for field, rows in (("pins", asked.pins), ("forbids", asked.forbids))
        for row in rows
        if row in held and not everyone.issuperset(row)
    ]
    words = "{names} do not all take part now, so what you set for them is left out"
    return [
        (field, words.format(names=listed([names[code] for code in row]))) for field, row in lost
    ]


def _problems(given: Given) -> Sequence[Problem]:
    return check_all(given.distances.total, given.sites, given.wishes_asked)


def _errors(found: Iterable[Problem], names: Mapping[str, str]) -> ByField:
    said = {
        "in_two": ("pins", "{names} is in more than one row that you keep together"),
        "forbidden": ("forbids", "{names} are to be kept together and to be kept apart"),
        "size": ("pins", "Choose different prisons, two to five of them: {names}"),
    }
    errors = {}
    for each in found:
        if each.severity == "error":
            field, words = said.get(each.rule, ("pins", "{names} cannot be kept together"))
            errors[field] = words.format(names=listed([names[code] for code in each.codes]))
    return errors


def _blocked(givens: Mapping[Block, Given]) -> dict[str, set[str]]:
    """Give by rule who is left with nobody; of several rules, the one that keeps most away."""
    blocked: dict[str, set[str]] = {}
    for given in givens.values():
        wishes = given.wishes_asked
        pinned = {code for pin in wishes.pins for code in pin}
        rules = removed(given.distances.total, given.sites, wishes)
        for at, code in enumerate(given.codes):
            others = np.delete(rules[at], at)
            if len(others) and others.all() and code not in pinned:
                rule = NOT_ALLOWED[int(np.bincount(others)[1:].argmax())]
                blocked.setdefault(rule, set()).add(code)
    return blocked


def _require_somebody(givens: Mapping[Block, Given], blocked: Mapping[str, set[str]]) -> None:
    alone = {each.codes[0] for each in givens.values() if len(each.codes) == 1}
    everyone = {code for each in givens.values() for code in each.codes}
    if everyone - alone - set().union(*blocked.values()):
        return
    if not blocked:
        raise Invalid(
            {
                "who": "No two prisons that take part are of the same kind: for men, for "
                "women, or for people under 18"
            }
        )
    most = max(blocked, key=lambda rule: len(blocked[rule]))
    raise Invalid({FIELDS[most]: NOBODY[FIELDS[most]]})


def _few(names: Codes | list[str]) -> str:
    if len(names) <= NAMED_AT_MOST:
        return listed(names)
    return f"{', '.join(names[:NAMED_AT_MOST])} and {len(names) - NAMED_AT_MOST} more"
