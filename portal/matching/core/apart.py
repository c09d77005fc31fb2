"""Planning in a process of its own: JSON in, JSON out.

    python -m portal.matching.core.apart < given > found

The solver's library leaves some 60 MB behind in whatever process it was used in, so whoever serves
pages lets this one do it. Numbers come back exactly as they were.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, cast

from portal.matching.core.distance import compare_columns
from portal.matching.core.planning import (
    Contradiction,
    Greedy,
    Plan,
    PlannedGroup,
    Problem,
    Reason,
    Site,
    Wishes,
    plan,
)
from portal.matching.core.specs import from_spec

Json = dict[str, Any]

_SETS = ("barriers_now", "barriers_solved")


def site_json(site: Site) -> Json:
    """Write a site down; `site_of` reads it again."""
    return {**asdict(site), **{name: sorted(getattr(site, name)) for name in _SETS}}


def site_of(stored: Mapping[str, Any]) -> Site:
    """Read a site that `site_json` wrote."""
    return Site(**{**stored, **{name: frozenset(stored[name]) for name in _SETS}})


def plan_json(found: Plan) -> Json:
    """Write a plan down; `plan_of` reads it again."""
    return {
        **{name: getattr(found, name) for name in ("total", "gap")},
        "groups": [asdict(each) for each in found.groups],
        "unpaired": [[at, each.rule, dict(each.counts)] for at, each in found.unpaired.items()],
        "greedy": asdict(found.greedy),
        "warnings": [asdict(each) for each in found.warnings],
    }


def plan_of(stored: Mapping[str, Any]) -> Plan:
    """Read a plan that `plan_json` wrote."""
    return Plan(
        groups=tuple(
            PlannedGroup(**{**each, "members": tuple(each["members"])}) for each in stored["groups"]
        ),
        total=stored["total"],
        gap=stored["gap"],
        unpaired={at: Reason(rule, counts) for at, rule, counts in stored["unpaired"]},
        greedy=Greedy(**stored["greedy"]),
        warnings=tuple(
            Problem(**{**each, "codes": tuple(each["codes"])}) for each in stored["warnings"]
        ),
    )


def answer(given: Mapping[str, Any]) -> Json:
    """Plan each block of what `given` holds: method, columns, sites and wishes by block.

    Give a plan for each, or what contradicts itself under "contradiction".
    """
    found = {}
    for block, each in given.items():
        apart = compare_columns(from_spec(each["method"]), each["columns"])
        sites = [site_of(cast("Json", site)) for site in each["sites"]]
        try:
            planned = plan(apart.total, sites, Wishes.from_json(each["wishes"]))
        except Contradiction as error:
            return {"contradiction": str(error)}
        found[block] = plan_json(planned)
    return {"plans": found}


if __name__ == "__main__":
    json.dump(answer(json.load(sys.stdin)), sys.stdout)
