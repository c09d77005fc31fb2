"""Comparing on public records: the items that the estate register tells, and their weights.

The weights follow the shares of a table of starting weights: time left to serve 25, category and
function 20, education need 20, schemes 15, regime and space 10, size and churn 10. What the
register does not tell is left out and not guessed. All are to be set with ESW leads. Any change of
an item, weight, range or cut-off needs a new version.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from portal.matching.core.blocks import MENS_CATEGORIES, WOMENS_CATEGORIES
from portal.matching.core.items import Item, Ordered, Same, Scaled, SetOverlap, Values
from portal.matching.core.method import Block, Closeness, Method

CHILDREN: Final = "children"

# Read from the note of each cohort type, which speaks of time left and not of sentence length.
# "Significant time left" (dispersal) is taken as over 16 months.
TIME_LEFT_BANDS: Final[Mapping[str, frozenset[str]]] = {
    "reception": frozenset({"under_29_days"}),
    "resettlement": frozenset({"to_16_months"}),
    "foreign_national_hub": frozenset({"to_16_months", "to_36_months"}),
    "open": frozenset({"to_16_months", "to_36_months", "indeterminate"}),
    "cat_c_trainer": frozenset({"to_36_months", "over_36_months"}),
    "cat_b_trainer": frozenset({"to_16_months", "to_36_months", "over_36_months", "indeterminate"}),
    "dispersal": frozenset({"to_36_months", "over_36_months", "indeterminate"}),
}


def adult_kinds(values: Values) -> frozenset[str] | None:
    """Give the kinds of adult prisoner held; None where nothing is known of them."""
    return frozenset(values.get("cohorts") or ()) - {CHILDREN} or None


def time_left(values: Values) -> frozenset[str] | None:
    """Give the bands of time left to serve that the kinds held stand for."""
    kinds = adult_kinds(values) or ()
    return frozenset().union(*(TIME_LEFT_BANDS.get(kind, ()) for kind in kinds)) or None


def highest(levels: tuple[str, ...]) -> Callable[[Values], str | None]:
    """Read the highest security, of levels that begin with the lowest."""

    def read(values: Values) -> str | None:
        security = values.get("security") or ()
        return next((level for level in reversed(levels) if level in security), None)

    return read


def places(values: Values) -> Any:
    """Give the capacity; a prison with no places in use has a size that is not known."""
    return values.get("capacity") or None


TIME: Final = "Time left to serve"
CATEGORY: Final = "Category and function"
HOLDS: Final = "Who it holds"
SIZE: Final = "Size"

# 25, 20 and 10 are the starting weights. "Who it holds" has no line of its own in their table: age
# and nationality shape the need for education and stand at 10 until that need is known. Open
# conditions are left out, as category D says the same.
_MEN: Final = (
    Item("time_left", "Time left to serve", TIME, 25, SetOverlap(), time_left),
    Item(
        "security",
        "Highest security",
        CATEGORY,
        6,
        Ordered(MENS_CATEGORIES),
        highest(MENS_CATEGORIES),
    ),
    Item("function", "Main function", CATEGORY, 5, Same()),
    Item("cohorts", "Kinds of prisoner held", CATEGORY, 5, SetOverlap(), adult_kinds),
    Item("long_term_high_security", "Long-term and high security", CATEGORY, 4, Same()),
    Item("holds_18_to_20", "Holds people aged 18 to 20", HOLDS, 6, Same()),
    Item("foreign_national_hub", "Foreign national hub", HOLDS, 4, Same()),
    Item("size", "Number of places", SIZE, 10, Scaled(50, 2000, log=True), places),
)
# The women's types have no time rule. The main function is left out: the register says Women for
# all but one, and that one differs by its label only.
_WOMEN: Final = (
    Item("cohorts", "Kinds of prisoner held", CATEGORY, 12, SetOverlap(), adult_kinds),
    Item(
        "security",
        "Open or closed",
        CATEGORY,
        8,
        Ordered(WOMENS_CATEGORIES),
        highest(WOMENS_CATEGORIES),
    ),
    Item("holds_18_to_20", "Holds people aged 18 to 20", HOLDS, 10, Same()),
    Item("size", "Number of places", SIZE, 10, Scaled(50, 1000, log=True), places),
)
# Four sites: only what sets one apart from another is worth an item.
_UNDER_18: Final = (
    Item("cohorts", "Kinds of prisoner held", CATEGORY, 20, SetOverlap()),
    Item("holds_18_to_20", "Holds people aged 18 to 20", HOLDS, 10, Same()),
    Item("size", "Number of places", SIZE, 10, Scaled(50, 1000, log=True), places),
)

# What the words mean with these weights. Men: the same in all but a size up to twice the other;
# then one yes or no differs as well; then half the bands of time left differ as well. Women and
# under 18 have fewer items, so each weighs more and one difference goes further.
_MENS_CUTOFFS: Final[tuple[tuple[Closeness, float], ...]] = (
    ("very close", 0.03),
    ("close", 0.125),
    ("fairly close", 0.25),
)
_OTHER_CUTOFFS: Final[tuple[tuple[Closeness, float], ...]] = (
    ("very close", 0.06),
    ("close", 0.15),
    ("fairly close", 0.30),
)

RECORD: Final[Mapping[Block, Method]] = {
    "adult_men": Method("Register, adult men", "1", _MEN, _MENS_CUTOFFS),
    "women": Method("Register, women", "1", _WOMEN, _OTHER_CUTOFFS),
    "under_18": Method("Register, under 18", "1", _UNDER_18, _OTHER_CUTOFFS),
}
