"""What the prisons of a list have in common, and what each card leads with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from portal.matching.core import Comparison
from portal.matching.core.explain import ALIKE_AT_MOST, MOST_ALIKE, MOST_DIFFERENT
from portal.matching.wording import Pair, Reasons, apart, both, in_words, listed, say, unknown

BOTH: Final = "Both "
NOTHING: Final = "Nothing stands out"
# What a yes or no says of nearly every prison is a weak first word.
WEAK: Final = frozenset({"long_term_high_security", "holds_18_to_20", "foreign_national_hub"})

Compared = Sequence[Comparison]


@dataclass(frozen=True, slots=True)
class Told:
    """Hold what one card tells: the lead, and the reasons that neither it nor `common` tells."""

    lead: str
    reasons: Reasons


def common(entries: Sequence[Compared], ours: str) -> str:
    """Say in a sentence what all have in common with our prison, heaviest first; "" for nothing."""
    alike = [_alike(compared) for compared in entries]
    said = [line.removeprefix(BOTH) for line in _in_all(alike) if line.startswith(BOTH)]
    if not said:
        return ""
    all_of_them = "both" if len(entries) == 2 else f"all {in_words(len(entries))}"
    return f"Like {ours}, {all_of_them} {listed(said[:MOST_ALIKE])}."


def tell(entries: Sequence[Compared], pairs: Sequence[Pair]) -> list[Told]:
    """Tell each entry of a list from its comparisons: first what the others do not have too."""
    every = [_alike(compared) for compared in entries]
    in_all = _in_all(every)
    alike = [[line for line in lines if line not in in_all] for lines in every]
    different = [
        [apart(one, pair) for one in _different(compared)]
        for compared, pair in zip(entries, pairs, strict=True)
    ]
    keys = [{one.item.key for one in _different(compared)} for compared in entries]
    told: list[Told] = []
    for at, (compared, pair) in enumerate(zip(entries, pairs, strict=True)):
        first = _rarest(alike, at)[:1]
        second = _set_apart(compared, keys, pair)[:1]
        lead = first + second or every[at][:2] or [NOTHING]
        if any(". ".join(lead) == other.lead for other in told):
            lead += [line for line in _size(compared) if "places" not in ". ".join(lead)]
        unknowns = [one for one in compared if one.distance is None and one.weight > 0]
        why = Reasons(
            tuple(line for line in alike[at] if line not in lead)[:MOST_ALIKE],
            tuple(line for line in different[at] if line not in lead)[:MOST_DIFFERENT],
            unknown(unknowns, pair.ours, pair.theirs),
        )
        told.append(Told(". ".join(lead), why))
    return told


def _in_all(entries: Sequence[list[str]]) -> list[str]:
    """Keep the lines that every one of several entries has."""
    if len(entries) < 2:
        return []
    first, *rest = entries
    return [line for line in first if all(line in other for other in rest)]


def _alike(compared: Compared) -> list[str]:
    """Say what is alike, heaviest first; what says little last."""
    known = [one for one in compared if one.distance is not None and one.weight > 0]
    near = [one for one in known if (one.distance or 0.0) <= ALIKE_AT_MOST]
    levels = {one.theirs for one in near if one.item.key == "security"}
    told = [one for one in near if not _is_said_already(one, levels)]
    told.sort(key=lambda one: (one.item.key in WEAK, -one.weight))
    return [line for one in told if (line := both(one))]


def _is_said_already(one: Comparison, levels: set[str]) -> bool:
    """Tell whether the main function only repeats the category."""
    return one.item.key == "function" and any(one.theirs == f"Category {level}" for level in levels)


def _different(compared: Compared) -> list[Comparison]:
    found = [one for one in compared if one.weight > 0 and (one.distance or 0.0) > ALIKE_AT_MOST]
    return sorted(found, key=lambda one: -one.weight * (one.distance or 0.0))


def _rarest(entries: Sequence[list[str]], at: int) -> list[str]:
    """Put those lines of one entry first that the fewest others have."""
    return sorted(entries[at], key=lambda line: sum(line in other for other in entries))


def _set_apart(compared: Compared, keys: Sequence[set[str]], pair: Pair) -> list[str]:
    """Say what is different, first what the fewest others differ in too."""
    found = sorted(
        _different(compared), key=lambda one: sum(one.item.key in other for other in keys)
    )
    return [apart(one, pair) for one in found]


def _size(compared: Compared) -> list[str]:
    sizes = [one.theirs for one in compared if one.item.key == "size" and one.theirs]
    return [f"It has {say('size', size)}" for size in sizes]
