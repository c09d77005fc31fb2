"""Saying what came out of a round: why nobody, what speaks for a group, how good the whole is."""

from collections.abc import Collection, Iterable, Mapping
from itertools import permutations
from typing import Any, Final

from portal.matching.core.planning import Site
from portal.prisons.mentoring import BARRIERS, SCHEME_TYPES

ESTABLISHED: Final = "established"
BEGINNING: Final = (None, "setting_up")
FEW_NAMED: Final = 3

NOBODY_LEFT: Final = "The rules together leave no prison that it could be with"
NOT_BOUND: Final = "How much better others could be is not known."

REASONS: Final[Mapping[str, str]] = {
    "alone": "There is no other prison here to put it with",
    "too_little_known": "Too little is known about it to compare it with others",
    "forbidden": "Every prison that it could be with was ruled out",
    "region_unknown": "Only prisons of one region may meet, and its region is not known",
    "other_region": "Only prisons of one region may meet, and there is no other of its region",
    "place_unknown": "There is a greatest distance, and it is not known where this prison is",
    "too_far": "Every prison that it could be with is further away than the greatest distance",
    "pinned": "Every prison that it could be with is in a group that was set by hand",
    "no_time": "There was not enough time to find a place for it",
    "too_few": "Too few of the prisons that it could be with are left to make a group",
    "odd": "The number of prisons does not come out even",
    "elsewhere": "Every prison that it could be with is needed in another group",
}
KEPT_AWAY: Final[Mapping[str, str]] = {
    "too_little_known": "too little is known",
    "forbidden": "ruled out",
    "region_unknown": "region not known",
    "other_region": "in another region",
    "place_unknown": "place not known",
    "too_far": "too far away",
    "pinned": "in a group set by hand",
}
BROKEN: Final[Mapping[str, str]] = {
    "too_little_known": "Too little is known to compare {names}",
    "region_unknown": "Only prisons of one region may meet, and a region is not known: {names}",
    "other_region": "{names} are in different regions",
    "place_unknown": "It is not known where both are, so not how far apart: {names}",
    "too_far": "{names} are further apart than the greatest distance",
    "size": "{names}: this group has another size than asked for",
    "unknown": "{names} is to be kept apart from another, but does not take part",
}


def why_unpaired(stored: Any) -> str:
    """Say why a prison is in no group; what older rounds stored is a sentence already."""
    if isinstance(stored, str):
        return stored
    counts = {rule: n for rule, n in stored["counts"].items() if rule in KEPT_AWAY}
    if len(counts) < 2:
        return REASONS[stored["rule"]]
    said = ", ".join(f"{number} {KEPT_AWAY[rule]}" for rule, number in counts.items())
    if stored["rule"] in KEPT_AWAY:
        return f"{NOBODY_LEFT}: {said}"
    return f"{REASONS[stored['rule']]}. Of the others: {said}"


def what_a_pin_breaks(rule: str, names: Collection[str]) -> str:
    """Say which rule a group set by hand breaks."""
    return BROKEN[rule].format(names=listed(names))


def bonuses(sites: Iterable[tuple[str, Site]], *, maturity: bool, need: bool) -> list[str]:
    """Say what one of a group can give another; `sites` come with the names of their prisons."""
    pairs = list(permutations(sites, 2))
    lines = [line for one, other in pairs if need for line in _need(*one, *other)]
    return lines + [line for one, other in pairs if maturity for line in _maturity(*one, *other)]


def how_proven(gap: float, *, by_hand: bool) -> str:
    """Say whether the groups are the best there are, or how much more alike they could be."""
    rest = " and what you set by hand" if by_hand else ""
    if gap == 0:
        return f"No other way of grouping these prisons is better, by what you asked for{rest}."
    shares = ((0.01, "a hundredth"), (0.1, "a tenth"), (0.25, "a quarter"), (0.5, "half"))
    much = next((words for most, words in shares if gap <= most), "")
    bound = f"At most {much} of what sets them apart could be saved." if much else NOT_BOUND
    return (
        "There was not enough time to prove that these groups are the best. "
        f"{bound} To solve again may give other groups."
    )


def beside_greedy(outcome: Mapping[str, Any], worst: str, greedy_worst: str) -> str:
    """Say what putting the closest together first would give; empty where it is no worse."""
    more_left = outcome.get("greedy_unpaired", 0) - len(outcome["unpaired"])
    begins = "If the closest were put together first"
    if more_left > 0:
        number = "one more prison" if more_left == 1 else f"{more_left} more prisons"
        return f"{begins}, {number} would be left over."
    if greedy_worst and greedy_worst != worst:
        return f"{begins}, the least alike would be {greedy_worst}; here they are {worst}."
    if outcome["greedy_total"] > outcome["total"] * 1.01:
        return f"{begins}, the groups would be less alike on the whole."
    return ""


def listed(names: Iterable[str]) -> str:
    """Join names as a sentence does."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _need(giver: str, gives: Site, taker: str, takes: Site) -> Iterable[str]:
    """Name what one has solved and the other has now, in the study's words."""
    solved = [key for key in BARRIERS if key in gives.barriers_solved & takes.barriers_now]
    if solved:
        what = "; ".join(_lower(BARRIERS[key]) for key in solved[:FEW_NAMED])
        yield f"{giver} has solved what {taker} named as in its way: {what}"


def _maturity(giver: str, gives: Site, taker: str, takes: Site) -> Iterable[str]:
    if gives.schemes is None or takes.schemes is None:
        return
    has = [key for key in SCHEME_TYPES if gives.schemes.get(key) == ESTABLISHED]
    wants = [key for key in has if takes.schemes.get(key) in BEGINNING]
    begun = [key for key in wants if takes.schemes.get(key)]
    if named := (begun or wants)[:FEW_NAMED]:
        what = "; ".join(_lower(SCHEME_TYPES[key]) for key in named)
        is_at = "sets up" if begun else "does not run"
        yield f"{giver} has long run what {taker} {is_at}: {what}"


def _lower(words: str) -> str:
    """Lower the first letter, but not that of English."""
    return words if words.startswith("English") else words[0].lower() + words[1:]
