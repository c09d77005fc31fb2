"""The real estate from its files, as the matching core takes it."""

import csv
from functools import cache
from pathlib import Path
from typing import Any

from portal.matching.core import METHODS, Block, Distances, Values, blocks_of, distances

FOLDER = Path(__file__).parents[3] / "content" / "estate"


@cache
def known() -> dict[str, Values]:
    """Give what the files tell of each prison, by code."""
    with (FOLDER / "facts.csv").open(encoding="utf-8", newline="") as file:
        facts: dict[str, dict[str, Any]] = {}
        for row in csv.DictReader(file):
            values = facts.setdefault(row["prison"], {})
            values.setdefault(row["measure"], _read(row["measure"], row["value"]))
    return dict(facts)


@cache
def codes(block: Block) -> tuple[str, ...]:
    """Give the codes of the prisons in a block, sorted."""
    with (FOLDER / "prisons.csv").open(encoding="utf-8", newline="") as file:
        sexes = {row["code"]: row["sex"] for row in csv.DictReader(file)}
    return tuple(
        code
        for code, sex in sorted(sexes.items())
        if block in blocks_of(known().get(code, {}), "F" if sex == "F" else "M")
    )


@cache
def measured(block: Block) -> Distances:
    """Give the distances within a block, in the order of `codes`."""
    return distances(METHODS["record"][block], [known().get(code, {}) for code in codes(block)])


def _read(measure: str, raw: str) -> Any:
    if measure in ("cohorts", "security"):
        return raw.split(";")
    if measure in ("capacity", "population"):
        return int(raw)
    return {"yes": True, "no": False}.get(raw, raw)
