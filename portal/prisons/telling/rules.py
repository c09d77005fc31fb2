"""What figures of one prison must hold together."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from portal.prisons.measure_kinds import FEW, SMALLEST_GIVEN, SUM_MAX, SUM_MIN
from portal.prisons.measures import MEASURES
from portal.prisons.telling.fields import field_names, total

# The first cannot be more than the second.
AT_MOST: Final = (
    ("below_level_1_english", "below_level_2_english"),
    ("below_level_1_maths", "below_level_2_maths"),
    ("cannot_read", "below_level_1_english"),
)


def sum_problems(told: Mapping[str, Any], held: int | None) -> dict[str, str]:
    """Tell where bands do not add up to about 100, as they were typed.

    One hidden band may stand for up to four people of the `held`. Two may hide any share, as the
    second is hidden to keep the first: then only too much is wrong.
    """
    problems = {}
    for key, shares in told.items():
        if MEASURES[key].kind != "shares" or shares is None:
            continue
        found, hidden = total(shares), list(shares.values()).count(FEW)
        least = SUM_MIN - (_few_at_most(held) if hidden == 1 else 0)
        if found > SUM_MAX or (hidden < 2 and found < least):
            first = field_names(MEASURES[key])[0]
            problems[first] = (
                f"{MEASURES[key].label}: these must add up to 100, or close to it. "
                f"They add up to {found}"
            )
    return problems


def pair_problems(values: Mapping[str, Any], changed: Collection[str]) -> dict[str, str]:
    """Tell which part is larger than its whole, where either was changed.

    `values` are all that would be known. What is hidden is not compared: it stands for a few
    people or for all but a few. A message stands beside the changed one.
    """
    problems = {}
    for part, whole in AT_MOST:
        less, more = values.get(part), values.get(whole)
        if not (isinstance(less, int) and isinstance(more, int) and {part, whole} & set(changed)):
            continue
        if less > more:
            field = part if part in changed else whole
            problems[field] = (
                f"“{MEASURES[part].label}” ({MEASURES[part].say(less).lower()}) cannot be more "
                f"than “{MEASURES[whole].label}” ({MEASURES[whole].say(more).lower()})"
            )
    return problems


def _few_at_most(held: int | None) -> float:
    """Give the largest percent that fewer than five people can be."""
    return min(100.0, (SMALLEST_GIVEN - 1) * 100 / held) if held else float(SMALLEST_GIVEN)
