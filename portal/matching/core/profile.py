"""Comparing on the whole profile: public records and what a prison tells about itself.

The groups weigh what a table of starting weights gives them: time horizon 25, category and function
20, education need 20, schemes 15, regime and space 10, size and churn 10. How a group's weight is
shared out among its items, the ranges and the cut-offs are ours. All are to be set with ESW leads.
Any change of an item, weight, range or cut-off needs a new version.
"""

from collections.abc import Callable, Mapping
from typing import Final

from portal.matching.core.blocks import MENS_CATEGORIES, WOMENS_CATEGORIES
from portal.matching.core.items import Bands, Item, Ordered, Same, Scaled, SetOverlap, Values
from portal.matching.core.method import Block, Closeness, Method
from portal.matching.core.record import adult_kinds, highest, places, time_left

TIME: Final = "Time horizon"
CATEGORY: Final = "Category and function"
EDUCATION: Final = "Education need"
SCHEMES: Final = "Peer mentoring schemes"
REGIME: Final = "Regime and space"
SIZE: Final = "Size and turnover"

SENTENCES: Final = (
    "remand",
    "under_12_months",
    "1_to_4_years",
    "4_to_10_years",
    "over_10_years",
    "indeterminate",
)
STRUCTURED: Final = ("structured", "both", "less_structured")
HOURS: Final = ("under_4", "4_to_6", "6_to_8", "8_to_10", "over_10")
RED_BAND: Final = ("none", "some", "most")
EDUCATION_PLACES: Final = ("central", "both", "wing")
QUIET_SPACE: Final = ("none", "some_wings", "most_wings")


def _sentences(values: Values) -> tuple[float, ...] | None:
    """Give the shares of the bands; what was too few to give shares the rest between them."""
    told = values.get("sentence_shares")
    if not told:
        return None
    known = {band: told[band] for band in SENTENCES if isinstance(told.get(band), int | float)}
    hidden = len(SENTENCES) - len(known)
    rest = max(100.0 - sum(known.values()), 0.0) / hidden if hidden else 0.0
    shares = [float(known.get(band, rest)) for band in SENTENCES]
    whole = sum(shares)
    return tuple(share / whole for share in shares) if whole else None


def _share(measure: str) -> Callable[[Values], float | None]:
    def read(values: Values) -> float | None:
        told = values.get(measure)
        return float(told) if isinstance(told, int | float) else None

    return read


def _scheme_types(values: Values) -> frozenset[str] | None:
    told = values.get("schemes")
    return None if told is None else frozenset(told)


def _turnover(values: Values) -> float | None:
    """Give the people who arrive in a month for every 100 held."""
    arrivals, held = values.get("arrivals"), values.get("population")
    return None if arrivals is None or not held else 100.0 * arrivals / held


def _points(key: str, label: str, weight: float, high: float) -> Item:
    return Item(key, label, EDUCATION, weight, Scaled(0, high), _share(key))


_EDUCATION: Final = (
    _points("cannot_read", "Cannot yet read", 4, 30),
    _points("below_level_1_english", "Below level 1 in English", 3, 50),
    _points("below_level_2_english", "Below level 2 in English", 2, 50),
    _points("below_level_1_maths", "Below level 1 in maths", 3, 50),
    _points("below_level_2_maths", "Below level 2 in maths", 2, 50),
    _points("esol", "Need English for speakers of other languages", 3, 30),
    _points("neurodiversity", "Support need for neurodiversity", 3, 50),
)
_REST: Final = (
    Item("schemes", "Peer mentoring schemes", SCHEMES, 12, SetOverlap(), _scheme_types),
    Item("structured", "How structured schemes are", SCHEMES, 3, Ordered(STRUCTURED)),
    Item("hours_unlocked", "Hours unlocked", REGIME, 3, Ordered(HOURS)),
    Item("quiet_space", "Quiet space on wings", REGIME, 3, Ordered(QUIET_SPACE)),
    Item("red_band", "Mentors move without escort", REGIME, 2, Ordered(RED_BAND)),
    Item("education_place", "Where education is", REGIME, 2, Ordered(EDUCATION_PLACES)),
    Item("turnover", "Arrivals each month", SIZE, 5, Scaled(0, 50), _turnover),
)


def _horizon(sentences: float, left: float) -> tuple[Item, Item]:
    return (
        Item("sentence_shares", "Sentence lengths", TIME, sentences, Bands(SENTENCES), _sentences),
        Item(
            "six_months_left",
            "At least 6 months left here",
            TIME,
            left,
            Scaled(0, 100),
            _share("six_months_left"),
        ),
    )


def _size(high: float) -> Item:
    return Item("size", "Number of places", SIZE, 5, Scaled(50, high, log=True), places)


def _security(label: str, weight: float, levels: tuple[str, ...]) -> Item:
    return Item("security", label, CATEGORY, weight, Ordered(levels), highest(levels))


_MEN: Final = (
    *_horizon(12, 6),
    Item("time_left", "Time left to serve", TIME, 7, SetOverlap(), time_left),
    _security("Highest security", 5, MENS_CATEGORIES),
    Item("function", "Main function", CATEGORY, 4, Same()),
    Item("cohorts", "Kinds of prisoner held", CATEGORY, 4, SetOverlap(), adult_kinds),
    Item("long_term_high_security", "Long-term and high security", CATEGORY, 3, Same()),
    Item("holds_18_to_20", "Holds people aged 18 to 20", CATEGORY, 2, Same()),
    Item("foreign_national_hub", "Foreign national hub", CATEGORY, 2, Same()),
    *_EDUCATION,
    *_REST,
    _size(2000),
)
_WOMEN: Final = (
    *_horizon(17, 8),
    Item("cohorts", "Kinds of prisoner held", CATEGORY, 9, SetOverlap(), adult_kinds),
    _security("Open or closed", 6, WOMENS_CATEGORIES),
    Item("holds_18_to_20", "Holds people aged 18 to 20", CATEGORY, 5, Same()),
    *_EDUCATION,
    *_REST,
    _size(1000),
)
_UNDER_18: Final = (
    *_horizon(13, 12),
    Item("cohorts", "Kinds of prisoner held", CATEGORY, 12, SetOverlap()),
    Item("holds_18_to_20", "Holds people aged 18 to 20", CATEGORY, 8, Same()),
    *_EDUCATION,
    *_REST,
    _size(1000),
)

# With so many items no single one decides: 10 points more in every education item add 0.05, one
# step in all of regime and space 0.04, a neighbouring category 0.02.
_CUTOFFS: Final[tuple[tuple[Closeness, float], ...]] = (
    ("very close", 0.08),
    ("close", 0.16),
    ("fairly close", 0.28),
)

PROFILE: Final[Mapping[Block, Method]] = {
    "adult_men": Method("Whole profile, adult men", "1", _MEN, _CUTOFFS),
    "women": Method("Whole profile, women", "1", _WOMEN, _CUTOFFS),
    "under_18": Method("Whole profile, under 18", "1", _UNDER_18, _CUTOFFS),
}
