"""Saying the values of items as a page does."""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from portal.matching.core import Item
from portal.matching.core.profile import SENTENCES as BANDS
from portal.matching.wording.lists import listed, lower_first
from portal.prisons.measures import (
    FEW,
    MEASURES,
    NOT_GIVEN,
    NOT_KNOWN,
    SECURITY,
    SENTENCES,
)

# The bands of time left to serve in their order, with where each begins and ends.
STRETCHES: Final = {
    "under_29_days": ("remand", "29 days"),
    "to_16_months": ("29 days", "16 months"),
    "to_36_months": ("16 months", "36 months"),
    "over_36_months": ("36 months", ""),
}
# What somebody of each share is or does, in the words of a sentence about people.
PEOPLE: Final = {
    "six_months_left": "have at least 6 months left at the site",
    "below_level_1_english": "are below level 1 in English",
    "below_level_2_english": "are below level 2 in English",
    "below_level_1_maths": "are below level 1 in maths",
    "below_level_2_maths": "are below level 2 in maths",
    "cannot_read": "cannot yet read",
    "esol": "need English for speakers of other languages",
    "neurodiversity": "need support with neurodiversity",
}
# Shorter than on a form: several stand in one sentence.
SCHEMES: Final = {
    "reading": "learning to read",
    "english": "English",
    "maths": "maths",
    "esol": "English for speakers of other languages",
    "classroom": "help in the classroom",
    "workshop": "help in the workshop",
    "careers": "careers",
    "induction": "induction",
    "neurodiversity": "support with neurodiversity",
}
# The greatest percent for each word.
FRACTIONS: Final = (
    (0, "none"),
    (3, "very few"),
    (7, "about a twentieth"),
    (14, "about a tenth"),
    (22, "about a fifth"),
    (29, "about a quarter"),
    (37, "about a third"),
    (44, "about two fifths"),
    (56, "about half"),
    (63, "about three fifths"),
    (70, "about two thirds"),
    (78, "about three quarters"),
    (86, "about four fifths"),
    (93, "about nine tenths"),
    (99, "nearly all"),
    (100, "all"),
)
_NAMES: Final = {
    "holds_18_to_20": "holding people aged 18 to 20",
    "foreign_national_hub": "being a foreign national hub",
    "long_term_high_security": "being in the long-term and high-security estate",
}
LARGE_BAND: Final = 25  # percent: from here on the second largest is named too


def say(item: str, value: Any) -> str:
    """Say the value of an item, as a method reads it, in a few words."""
    if value is None or value == "":
        return NOT_KNOWN
    if item in PEOPLE:
        return NOT_GIVEN.capitalize() if value == FEW else f"{fraction(value)} ({value:.0f}%)"
    if item in _SAYERS:
        return _SAYERS[item](value)
    measure = MEASURES.get(item)
    if measure is None:
        return str(value)
    return measure.say(sorted(value) if isinstance(value, frozenset | set) else value)


def say_known(item: Item, known: Mapping[str, Any]) -> str:
    """Say an item of a prison by what is stored of it: also what is too few to be compared."""
    stored = known.get(item.key)
    if item.key == "schemes" and stored is not None:
        return MEASURES[item.key].say(stored)
    if item.key in PEOPLE and stored is not None:
        return MEASURES[item.key].say(stored)
    return say(item.key, item.of(known))


def called(item: Item) -> str:
    """Call an item by a name that can stand in a sentence."""
    if item.key in PEOPLE:
        return f"the share who {PEOPLE[item.key]}"
    return _NAMES.get(item.key) or lower_first(item.label)


def fraction(percent: float) -> str:
    """Say a percent as a simple fraction, such as "about a third"."""
    return next(words for most, words in FRACTIONS if round(percent) <= most)


def largest_bands(shares: Sequence[float]) -> str:
    """Name the largest sentence band, and the second where it is large too."""
    order = sorted(range(len(BANDS)), key=lambda at: (-shares[at], at))
    percent = [100 * share for share in shares]
    chosen = [at for at in order[:2] if at == order[0] or percent[at] >= LARGE_BAND]
    return ", then ".join(
        f"{lower_first(SENTENCES[BANDS[at]])} ({percent[at]:.0f}%)" for at in chosen
    )


def scheme_names(kinds: Collection[str]) -> str:
    """Name kinds of scheme, in the order of the study."""
    return listed([words for kind, words in SCHEMES.items() if kind in kinds])


def stretches(bands: Collection[str]) -> list[str]:
    """Say neighbouring bands of time left as one stretch, such as "29 days to 36 months"."""
    places = [place for place, band in enumerate(STRETCHES) if band in bands]
    found = []
    for _, run in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]):
        held = [list(STRETCHES.values())[place] for _, place in run]
        start, end = held[0][0], held[-1][1]
        found.append(f"{start} to {end}" if end else f"{start} and longer")
    return [*found, "indeterminate sentences"] if "indeterminate" in bands else found


def _turnover(value: float) -> str:
    return f"about {value:.0f} in every 100 arrive each month"


_SAYERS: Final = {
    "time_left": lambda value: ", ".join(stretches(value)),
    "security": lambda value: SECURITY.get(value, str(value)),
    "size": lambda value: f"{value:,} places",
    "sentence_shares": lambda value: f"mostly {largest_bands(value)}",
    "schemes": lambda value: scheme_names(value) or "none runs",
    "turnover": _turnover,
}
