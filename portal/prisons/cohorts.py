"""The kinds of prisoner that a prison can hold, in the words of the estate register.

The register tells the men's kinds apart by time left to serve, which is not sentence length:
a page that shows these words says so.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from portal.config import bundled


@dataclass(frozen=True, slots=True)
class Cohort:
    """Hold one kind. `time_left` and `note` are empty where the register says nothing."""

    key: str
    label: str
    time_left: str
    note: str


@cache
def cohorts() -> Mapping[str, Cohort]:
    """Give every kind by its key, in the register's order; read once from the starter content."""
    path = bundled("content") / "estate" / "cohorts.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["key"]: Cohort(**row) for row in csv.DictReader(file)})


@cache
def cohort_labels() -> Mapping[str, str]:
    """Give the words on the screen for each kind, by its key."""
    return MappingProxyType({key: cohort.label for key, cohort in cohorts().items()})
