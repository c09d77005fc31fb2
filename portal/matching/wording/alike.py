"""Saying what two prisons have in common."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from portal.matching.core import Comparison
from portal.matching.core.record import CHILDREN
from portal.matching.wording.lists import listed, lower_first
from portal.matching.wording.values import PEOPLE, fraction, largest_bands, say, scheme_names
from portal.matching.wording.values import stretches as _stretches
from portal.prisons.measures import HOURS_UNLOCKED, SECURITY

# What a prison of each kind is called, in the register's order.
KINDS: Final = {
    "reception": "reception",
    "resettlement": "resettlement",
    "cat_c_trainer": "Category C training",
    "cat_b_trainer": "Category B training",
    "dispersal": "long-term high security",
    "open": "open",
    "foreign_national_hub": "foreign national hub",
    "local_women": "local",
    "trainer_women": "training",
    "resettlement_women": "resettlement",
    "open_women": "open",
}
FUNCTIONS: Final = {
    "Reception": "are mainly reception prisons",
    "Category B": "are mainly Category B prisons",
    "Category C": "are mainly Category C prisons",
    "Open": "are mainly open prisons",
    "High security": "are mainly high security prisons",
    "Women": "are mainly women’s prisons",
    "Under 18": "are mainly for people under 18",
}
# What holds for both where the answer is yes, and where it is no.
FLAGS: Final = {
    "long_term_high_security": (
        "Both are in the long-term and high-security estate",
        "Neither is in the long-term and high-security estate",
    ),
    "holds_18_to_20": ("Both hold people aged 18 to 20", "Neither holds people aged 18 to 20"),
    "foreign_national_hub": (
        "Both are foreign national hubs",
        "Neither is a foreign national hub",
    ),
}
LEVELS: Final[Mapping[str, Mapping[str, str]]] = {
    "structured": {
        "structured": "Schemes are mostly structured at both",
        "both": "Some schemes are structured and some are not at both",
        "less_structured": "Schemes are mostly less structured at both",
    },
    "red_band": {
        "none": "Peer mentors do not move without escort at either",
        "some": "Some peer mentors move without escort at both",
        "most": "Most peer mentors move without escort at both",
    },
    "education_place": {
        "central": "Education is in a central department at both",
        "both": "Education is both central and on the wings at both",
        "wing": "Education is mostly on the wings at both",
    },
    "quiet_space": {
        "none": "Neither has quiet space for mentoring",
        "some_wings": "Both have quiet space on some wings",
        "most_wings": "Both have quiet space on most wings",
    },
}


def both(one: Comparison) -> str:
    """Say in one sentence what is alike; an empty text where the two are not quite the same."""
    key = one.item.key
    if key in _NEAR:
        return _NEAR[key](one.ours, one.theirs)
    if key in PEOPLE:
        return _share(key, one.ours, one.theirs)
    if one.distance:
        return ""
    if key in FLAGS:
        return FLAGS[key][0 if one.theirs else 1]
    if key in LEVELS:
        return LEVELS[key][one.theirs]
    found = _SAME.get(key)
    return found(one.theirs) if found else f"{one.item.label}: {say(key, one.theirs)} at both"


def kinds_held(kinds: Collection[str], *, many: bool) -> str:
    """Say what prisons of these kinds are and hold, such as "are Category C training prisons"."""
    named = listed([words for kind, words in KINDS.items() if kind in kinds])
    article = "an" if named[:1] in ("o", "A") else "a"
    said = [f"are {named} prisons" if many else f"is {article} {named} prison"] if named else []
    if CHILDREN in kinds:
        said.append("hold boys under 18" if many else "holds boys under 18")
    return " and ".join(said)


def people_with(bands: Collection[str]) -> str:
    """Say what people have left to serve, such as "people with 16 months or longer left"."""
    said = []
    for stretch in _stretches(bands):
        if stretch == "indeterminate sentences":
            said.append("with indeterminate sentences")
        elif stretch == "remand and longer":
            said.append("on remand or with any time left")
        elif stretch.startswith("remand to"):
            said.append(f"on remand or with up to {stretch.removeprefix('remand to ')} left")
        elif stretch.endswith(" and longer"):
            start = stretch.removesuffix(" and longer").replace("36 months", "3 years")
            said.append(f"with over {start} left")
        else:
            said.append(f"with {stretch} left")
    return f"people {listed(said)}"


def prisons_of(level: str) -> str:
    """Say what prisons of a security level are, after "are"."""
    return {
        "D": "open prisons (Category D)",
        "female_closed": "closed prisons for women",
        "female_open": "open prisons for women",
    }.get(level, f"{SECURITY.get(level, level)} prisons")


def _share(key: str, ours: float, theirs: float) -> str:
    low, high = sorted((round(ours), round(theirs)))
    rounded = f"{low}%" if low == high else f"{low}% to {high}%"
    middle = (ours + theirs) / 2
    if low != high:  # neither none nor all, as one of the two is neither
        middle = min(max(middle, 1.0), 99.0)
    return f"At both, {fraction(middle)} {PEOPLE[key]} ({rounded})"


def _size(ours: int, theirs: int) -> str:
    if ours == theirs:
        return f"Both have {ours:,} places"
    low, high = sorted((ours, theirs))
    return f"They are of a similar size ({low:,} and {high:,} places)"


def _sentences(ours: tuple[float, ...], theirs: tuple[float, ...]) -> str:
    mean = [(one + other) / 2 for one, other in zip(ours, theirs, strict=True)]
    return f"Sentences are similar at both: mostly {largest_bands(mean)}"


def _turnover(ours: float, theirs: float) -> str:
    if round(ours) == round(theirs):
        return f"About {theirs:.0f} in every 100 arrive each month at both"
    low, high = sorted((round(ours), round(theirs)))
    return f"About {low} to {high} in every 100 arrive each month at both"


def _hours(level: str) -> str:
    return f"Both unlock people for {lower_first(HOURS_UNLOCKED[level])} on a usual weekday"


def _schemes(kinds: Collection[str]) -> str:
    return f"Both run {scheme_names(kinds)}" if kinds else "Neither runs a peer mentoring scheme"


# Near is alike for these.
_NEAR: Final[dict[str, Callable[[Any, Any], str]]] = {
    "size": _size,
    "sentence_shares": _sentences,
    "turnover": _turnover,
}
_SAME: Final[dict[str, Callable[[Any], str]]] = {
    "time_left": lambda bands: f"Both hold {people_with(bands)}",
    "security": lambda level: f"Both are {prisons_of(level)}",
    "function": lambda name: f"Both {FUNCTIONS.get(name, f'are mainly {name}')}",
    "cohorts": lambda kinds: f"Both {kinds_held(kinds, many=True)}",
    "hours_unlocked": _hours,
    "schemes": _schemes,
}
