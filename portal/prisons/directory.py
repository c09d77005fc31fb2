"""The directory of prisons: reading its filters and choosing the rows that fit."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from portal.prisons.cohorts import cohort_labels
from portal.prisons.measures import FUNCTIONS, SECURITY
from portal.prisons.profiles import Profile

NAME_MAX = 80
SEXES: Mapping[str, str] = {"M": "Men", "F": "Women"}
# What the directory shows and filters by; the rest is read for a prison's own page only.
SHOWN = ("region", "function", "cohorts", "security", "population")

Choices = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Filters:
    """Hold what the directory is narrowed to; an empty text means all."""

    name: str = ""
    region: str = ""
    function: str = ""
    cohort: str = ""
    security: str = ""
    sex: str = ""

    def __bool__(self) -> bool:
        """Tell whether anything is left out."""
        return bool(self.name) or self.chosen > 0

    @property
    def chosen(self) -> int:
        """Count the filters in use beside the name."""
        return sum(bool(getattr(self, field.name)) for field in fields(self)[1:])


@dataclass(frozen=True, slots=True)
class Directory:
    """Hold the rows that fit, real prisons apart from invented ones, both by name."""

    prisons: list[Profile]
    examples: list[Profile]
    total: int  # real prisons with and without the filters
    sources: list[str]  # titles of what the rows shown come from


def choices(profiles: Iterable[Profile]) -> Choices:
    """Give the values of each filter with their words; regions are those of real prisons."""
    regions = {profile.value("region") for profile in profiles if not profile.prison.is_example}
    return {
        "region": {region: region for region in sorted(regions - {None})},
        "function": FUNCTIONS,
        "cohort": cohort_labels(),
        "security": SECURITY,
        "sex": SEXES,
    }


def read_filters(args: Mapping[str, str], offered: Choices) -> Filters:
    """Read the filters of an address; what is not offered counts as not given."""
    chosen = {name: args[name] for name, values in offered.items() if args.get(name, "") in values}
    typed = "".join(letter if letter.isprintable() else " " for letter in args.get("name", ""))
    return Filters(name=" ".join(typed.split())[:NAME_MAX].strip(), **chosen)


def choose(profiles: Iterable[Profile], filters: Filters) -> Directory:
    """Keep the profiles that fit every filter, in their order."""
    everyone = list(profiles)
    shown = [profile for profile in everyone if fits(profile, filters)]
    prisons = [profile for profile in shown if not profile.prison.is_example]
    return Directory(
        prisons=prisons,
        examples=[profile for profile in shown if profile.prison.is_example],
        total=sum(not profile.prison.is_example for profile in everyone),
        sources=_sources(prisons),
    )


def fits(profile: Profile, filters: Filters) -> bool:
    """Tell whether a prison fits every filter; what is not known fits none of its filters."""
    return (
        _PREFIX.sub("", filters.name.casefold()) in profile.prison.name.casefold()
        and filters.region in ("", profile.value("region"))
        and filters.function in ("", profile.value("function"))
        and filters.sex in ("", profile.prison.sex)
        and (not filters.cohort or filters.cohort in (profile.value("cohorts") or ()))
        and (not filters.security or filters.security in (profile.value("security") or ()))
    )


# People write what stands before a name in many ways, or not at all.
_PREFIX = re.compile(r"^(?:(?:hmp|yoi|hmyoi|prison)\b[ /&]*)+")


def _sources(profiles: list[Profile]) -> list[str]:
    columns = ("region", "function", "population")
    figures = (profile.figures.get(measure) for profile in profiles for measure in columns)
    return sorted({figure.source_title for figure in figures if figure})
