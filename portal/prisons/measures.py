"""What can be known about a prison: one measure for each kind of figure.

A fact stores `{"v": value}`, where the value has the shape that its measure's kind asks for: text
and choice a string, list a list of strings, flag true or false, number a whole number, counts a
whole number for each kind, or null where it is too small to be given. A share is a whole percent
from 0 to 100, or "few" where it stands for fewer than five people; shares have one for every band
of the choices; schemes give the maturity of each type that runs, so that {} says that none runs.
No fact means that it is not known, and so does null with a `note` beside it; a 0 or a "no" is a
known fact.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from portal.prisons.cohorts import cohort_labels
from portal.prisons.measure_kinds import (
    FEW,
    FLAGS,
    KINDS_MAX,
    NOT_GIVEN,
    NOT_KNOWN,
    NUMBER_MAX,
    SMALLEST_GIVEN,
    Kind,
    Measure,
)
from portal.prisons.mentoring import BARRIERS, SCHEME_TYPES

__all__ = [
    "EDUCATION_PLACES",
    "FEW",
    "FLAGS",
    "FUNCTIONS",
    "GROUPS",
    "HOURS_UNLOCKED",
    "KINDS_MAX",
    "MEASURES",
    "NOT_GIVEN",
    "NOT_KNOWN",
    "NUMBER_MAX",
    "QUIET_SPACES",
    "RED_BANDS",
    "SECURITY",
    "SENTENCES",
    "SMALLEST_GIVEN",
    "STRUCTURES",
    "Measure",
    "grouped",
]

FUNCTIONS: Final = {
    "Reception": "Reception",
    "Category B": "Category B",
    "Category C": "Category C",
    "Open": "Open",
    "High security": "High security",
    "Women": "Women",
    "Under 18": "Under 18",
}
SECURITY: Final = {
    "A": "Category A",
    "B": "Category B",
    "C": "Category C",
    "D": "Category D (open)",
    "female_closed": "Women, closed",
    "female_open": "Women, open",
    "children_closed": "Under 18, closed",
}
SENTENCES: Final = {
    "remand": "On remand",
    "under_12_months": "Under 12 months",
    "1_to_4_years": "1 year to under 4 years",
    "4_to_10_years": "4 years to under 10 years",
    "over_10_years": "10 years or more",
    "indeterminate": "Indeterminate, such as life",
}
# From here on in the order of the scale that they stand for.
STRUCTURES: Final = {
    "structured": "Mostly structured: a clear end goal, set material and set times",
    "both": "Some of both",
    "less_structured": "Mostly less structured: help when it is needed",
}
HOURS_UNLOCKED: Final = {
    "under_4": "Under 4 hours",
    "4_to_6": "4 to under 6 hours",
    "6_to_8": "6 to under 8 hours",
    "8_to_10": "8 to under 10 hours",
    "over_10": "10 hours or more",
}
RED_BANDS: Final = {
    "none": "No peer mentors",
    "some": "Some peer mentors",
    "most": "Most peer mentors",
}
EDUCATION_PLACES: Final = {
    "central": "In a central education department",
    "both": "Both centrally and on the wings",
    "wing": "Mostly on the wings",
}
QUIET_SPACES: Final = {
    "none": "Nowhere",
    "some_wings": "On some wings",
    "most_wings": "On most wings",
}

# The sections of a prison's page, in their order.
GROUPS: Final = {
    "held": "Who is held",
    "sentences": "Sentences and time",
    "education": "Education need",
    "schemes": "Peer mentoring schemes",
    "regime": "Regime and space",
    "size": "Size and turnover",
    "place": "Where it is and who runs it",
}


def _optional(
    key: str, label: str, kind: Kind, group: str, choices: Mapping[str, str] = MappingProxyType({})
) -> Measure:
    return Measure(key, label, kind, lambda: choices, is_optional=True, group=group)


# In the order in which a prison's page tells them.
MEASURES: Final = {
    measure.key: measure
    for measure in (
        Measure("function", "Main function", "choice", lambda: FUNCTIONS, group="held"),
        Measure("cohorts", "Kinds of prisoner held", "list", cohort_labels, group="held"),
        Measure("security", "Highest security", "list", lambda: SECURITY, group="held"),
        Measure("open_conditions", "Open conditions", "flag", group="held"),
        Measure(
            "long_term_high_security", "Long-term and high-security estate", "flag", group="held"
        ),
        Measure("holds_18_to_20", "Holds people aged 18 to 20", "flag", group="held"),
        Measure("holds_under_18", "Holds people under 18", "flag", group="held"),
        Measure("foreign_national_hub", "Foreign national hub", "flag", group="held"),
        _optional("age_bands", "People by age", "counts", "held"),
        _optional("nationality", "People by nationality", "counts", "held"),
        _optional("offence_groups", "People by offence group", "counts", "held"),
        _optional("custody", "People by custody type", "counts", "sentences"),
        _optional("sentence_bands", "People by sentence length", "counts", "sentences"),
        _optional(
            "sentence_shares", "Share of people by sentence", "shares", "sentences", SENTENCES
        ),
        _optional("six_months_left", "At least 6 months left at this site", "share", "sentences"),
        _optional("below_level_1_english", "Below level 1 in English", "share", "education"),
        _optional("below_level_2_english", "Below level 2 in English", "share", "education"),
        _optional("below_level_1_maths", "Below level 1 in maths", "share", "education"),
        _optional("below_level_2_maths", "Below level 2 in maths", "share", "education"),
        _optional("cannot_read", "Cannot yet read or write independently", "share", "education"),
        _optional("esol", "Need English for speakers of other languages", "share", "education"),
        _optional("neurodiversity", "Need support with neurodiversity", "share", "education"),
        _optional("schemes", "Schemes that run", "schemes", "schemes", SCHEME_TYPES),
        _optional("structured", "How structured schemes are", "choice", "schemes", STRUCTURES),
        _optional("barriers_now", "What gets in the way now", "list", "schemes", BARRIERS),
        _optional("barriers_solved", "What has been solved", "list", "schemes", BARRIERS),
        _optional(
            "hours_unlocked",
            "Hours out of cell on a usual weekday",
            "choice",
            "regime",
            HOURS_UNLOCKED,
        ),
        _optional(
            "red_band",
            "Peer mentors may move around without escort (Red Band)",
            "choice",
            "regime",
            RED_BANDS,
        ),
        _optional(
            "education_place", "Where education takes place", "choice", "regime", EDUCATION_PLACES
        ),
        _optional("quiet_space", "Quiet space for mentoring", "choice", "regime", QUIET_SPACES),
        Measure("population", "People held", "number", group="size"),
        Measure("capacity", "Operational capacity", "number", group="size"),
        _optional("shared_bulletin", "Counted together", "text", "size"),
        _optional("baseline_cna", "Certified normal accommodation", "number", "size"),
        _optional("in_use_cna", "Certified normal accommodation in use", "number", "size"),
        _optional("arrivals", "People who arrive in a usual month", "number", "size"),
        Measure("region", "Region", "text", group="place"),
        Measure("prison_group", "Prison group", "text", group="place"),
        Measure("operator", "Run by", "text", group="place"),
        Measure("comparator_group", "Comparator group", "text", group="place"),
        Measure("status", "Status", "text", group="place"),
    )
}


def grouped(chosen: Callable[[Measure], bool]) -> list[tuple[str, str, list[Measure]]]:
    """Give key, heading and measures of each group that holds a chosen measure, in order."""
    groups = (
        (key, title, [each for each in MEASURES.values() if each.group == key and chosen(each)])
        for key, title in GROUPS.items()
    )
    return [group for group in groups if group[2]]
