"""Saying in what two prisons differ, and which way."""

from collections.abc import Callable, Collection
from typing import Any, Final, NamedTuple

from portal.matching.core import Comparison, Ordered
from portal.matching.wording.alike import kinds_held, people_with
from portal.matching.wording.lists import lower_first
from portal.matching.wording.values import PEOPLE, largest_bands, say, scheme_names


class Pair(NamedTuple):
    """Hold the names of the prison compared and of the other; `here` says "at" ours."""

    ours: str
    theirs: str
    here: str


# Of whom the other prison has a larger or a smaller share: a share says nothing of the number.
SHARES: Final = {
    key: f"people who {words}" for key, words in PEOPLE.items() if key != "six_months_left"
} | {"six_months_left": "people with at least 6 months left at the site"}
# What the other prison does where it stands higher on the scale, and where lower.
STEPS: Final = {
    "security": ("has higher security", "has lower security"),
    "structured": ("has less structured schemes", "has more structured schemes"),
    "hours_unlocked": ("unlocks people for longer", "unlocks people for a shorter time"),
    "red_band": (
        "lets more of its mentors move without escort",
        "lets fewer of its mentors move without escort",
    ),
    "education_place": (
        "has more of education on the wings",
        "has more of education in a central department",
    ),
    "quiet_space": (
        "has quiet space on more of its wings",
        "has quiet space on fewer of its wings",
    ),
}
FLAGS: Final = {
    "long_term_high_security": "{yes} is in the long-term and high-security estate; {no} is not",
    "holds_18_to_20": "{yes} holds people aged 18 to 20; {no} does not",
    "foreign_national_hub": "{yes} is a foreign national hub; {no} is not",
}
# The greatest ratio for each word; larger and smaller.
RATIOS: Final = (
    (1.4, "a little larger than {0}", "a little smaller than {0}"),
    (1.75, "about one and a half times the size of {0}", "about two thirds the size of {0}"),
    (2.5, "about twice the size of {0}", "about half the size of {0}"),
    (3.5, "about three times the size of {0}", "about a third of the size of {0}"),
    (float("inf"), "more than three times the size of {0}", "less than a third of the size of {0}"),
)
REMAND: Final = 0  # its place among the bands of sentences
LEAST_STEP: Final = 0.05  # of a band, or of everybody: less is not worth a direction
TINY: Final = 1e-9


def apart(one: Comparison, pair: Pair) -> str:
    """Say in one sentence how the other prison differs from ours."""
    key = one.item.key
    if key in SHARES:
        return _share(SHARES[key], one, pair)
    if key in STEPS and isinstance(one.item.kind, Ordered):
        return _step(key, one.item.kind.levels, one, pair)
    if key in FLAGS:
        yes, no = (pair.theirs, pair.ours) if one.theirs else (pair.ours, pair.theirs)
        return FLAGS[key].format(yes=yes, no=no)
    found = _APART.get(key)
    if found:
        return found(one.ours, one.theirs, pair)
    theirs, ours = say(key, one.theirs), say(key, one.ours)
    return f"{one.item.label}: {theirs} at {pair.theirs}; {ours} {pair.here}"


def _share(people: str, one: Comparison, pair: Pair) -> str:
    size = "larger" if one.theirs > one.ours else "smaller"
    return (
        f"{pair.theirs} has a {size} share of {people} "
        f"({one.theirs:.0f}%; {one.ours:.0f}% {pair.here})"
    )


def _step(key: str, levels: tuple[str, ...], one: Comparison, pair: Pair) -> str:
    higher, lower = STEPS[key]
    words = higher if levels.index(one.theirs) > levels.index(one.ours) else lower
    theirs, ours = say(key, one.theirs), say(key, one.ours)
    if key != "security":
        theirs, ours = lower_first(theirs), lower_first(ours)
    return f"{pair.theirs} {words} ({_short(theirs)}; {_short(ours)} {pair.here})"


def _short(words: str) -> str:
    return words.partition(":")[0]


def _size(ours: int, theirs: int, pair: Pair) -> str:
    ratio = max(ours, theirs) / min(ours, theirs)
    larger, smaller = next(words for most, *words in RATIOS if ratio <= most)
    words = (larger if theirs > ours else smaller).format(pair.ours)
    return f"{pair.theirs} is {words} ({theirs:,} places; {ours:,} {pair.here})"


def _time_left(ours: Collection[str], theirs: Collection[str], pair: Pair) -> str:
    def held(bands: Collection[str]) -> str:
        return f"holds {people_with(bands)}"

    return _either(ours, theirs, held, pair)


def _cohorts(ours: Collection[str], theirs: Collection[str], pair: Pair) -> str:
    def held(kinds: Collection[str]) -> str:
        return kinds_held(kinds, many=False)

    return _either(ours, theirs, held, pair)


def _schemes(ours: Collection[str], theirs: Collection[str], pair: Pair) -> str:
    def runs(kinds: Collection[str]) -> str:
        return f"runs {scheme_names(kinds)}"

    return _either(ours, theirs, runs, pair)


def _either(
    ours: Collection[str],
    theirs: Collection[str],
    does: Callable[[Collection[str]], str],
    pair: Pair,
) -> str:
    """Say what only one of the two does: the other prison first."""
    more, less = set(theirs) - set(ours), set(ours) - set(theirs)
    said = []
    if more:
        said.append(
            f"{pair.theirs} {_also(does(more))}" if ours else f"Only {pair.theirs} {does(more)}"
        )
    if less:
        said.append(f"{'only' if more else 'Only'} {pair.ours} {does(less)}")
    return "; ".join(said)


def _also(does: str) -> str:
    """Put "also" where it belongs: "is also", "also holds"."""
    return f"is also{does[2:]}" if does.startswith("is ") else f"also {does}"


def _function(ours: str, theirs: str, pair: Pair) -> str:
    return (
        f"{pair.theirs} is mainly {lower_first(theirs)}; {pair.ours} is mainly {lower_first(ours)}"
    )


def _sentences(ours: tuple[float, ...], theirs: tuple[float, ...], pair: Pair) -> str:
    here, there = _mean_band(ours), _mean_band(theirs)
    longer = 0.0 if here is None or there is None else there - here
    if abs(longer) > LEAST_STEP:
        said = f"People serve {'longer' if longer > 0 else 'shorter'} sentences at {pair.theirs}"
    elif abs(theirs[REMAND] - ours[REMAND]) > LEAST_STEP:
        size = "larger" if theirs[REMAND] > ours[REMAND] else "smaller"
        said = f"{pair.theirs} has a {size} share of people on remand"
    else:
        said = f"Sentences are shared out otherwise at {pair.theirs}"
    return f"{said} (mostly {largest_bands(theirs)}; mostly {largest_bands(ours)} {pair.here})"


def _mean_band(shares: tuple[float, ...]) -> float | None:
    """Give the mean band of those who are sentenced, None where nobody is."""
    sentenced = sum(shares) - shares[REMAND]
    if sentenced < TINY:
        return None
    return sum(at * share for at, share in enumerate(shares) if at != REMAND) / sentenced


def _turnover(ours: float, theirs: float, pair: Pair) -> str:
    words = "more" if theirs > ours else "fewer"
    return (
        f"For its size, {pair.theirs} takes in {words} people each month "
        f"(about {theirs:.0f} in every 100; {ours:.0f} {pair.here})"
    )


_APART: Final[dict[str, Callable[[Any, Any, Pair], str]]] = {
    "size": _size,
    "time_left": _time_left,
    "cohorts": _cohorts,
    "schemes": _schemes,
    "function": _function,
    "sentence_shares": _sentences,
    "turnover": _turnover,
}
