"""Which prisons may be compared at all: adult men, women, under 18."""

from typing import Final, Literal

from portal.matching.core.items import Values
from portal.matching.core.method import Block

MENS_CATEGORIES: Final = ("D", "C", "B", "A")
WOMENS_CATEGORIES: Final = ("female_open", "female_closed")


def blocks_of(values: Values, sex: Literal["M", "F"]) -> tuple[Block, ...]:
    """Give the blocks a prison stands in; only prisons of one block are ever compared.

    One that holds boys under 18 beside adults stands in two, the adults' first.
    """
    security = values.get("security") or ()
    under_18 = "children_closed" in security or (
        values.get("function") == "Under 18" and values.get("holds_under_18") is not False
    )
    if not under_18:
        return (_adults(sex),)
    with_adults = any(level in MENS_CATEGORIES + WOMENS_CATEGORIES for level in security)
    return (_adults(sex), "under_18") if with_adults else ("under_18",)


def _adults(sex: Literal["M", "F"]) -> Block:
    return "women" if sex == "F" else "adult_men"
