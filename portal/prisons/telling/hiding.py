"""Keeping shares that stand for a handful of people from pointing at anybody.

A share is hidden where it stands for fewer than five people, and where fewer than five are left
over: in a prison of 60, 98% tells of the one person who is not among them. Whole percents of more
people than that are given, also where the difference of two of them is small, such as of below
level 2 and below level 1: it tells a level of a few people and nothing else about them. How many
are held comes from the public record; where it is not known, only a star hides.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from portal.prisons.measure_kinds import FEW, SMALLEST_GIVEN, Measure
from portal.prisons.telling.fields import rounded, total

WORKED_OUT: Final = "it is hidden too, as the one that is too few could be worked out from it"
LEFT_OVER: Final = "too few people are left over"
# In prisons smaller than this a whole percent is one person or two, so that what is left of 100
# tells how many people hidden bands are together. In larger ones rounding blurs it.
COUNTED_BY_PERCENTS: Final = 200


class Kept(NamedTuple):
    """Hold a value as it is stored, and what was hidden: the words for it, with why if need be."""

    value: Any
    hidden: list[str]


def kept(measure: Measure, told: Any, held: int | None) -> Kept:
    """Turn what was typed into what is stored; `held` is how many people are, None if not known.

    A share of fewer than five people, or of all but fewer than five, becomes "few"; 0 and 100 do
    not. Where the bands that are hidden could be worked out, the next smallest are hidden too.
    """
    if told is None:
        return Kept(None, [])
    if measure.kind == "share":
        share = _share(told, held)
        return Kept(share, _hidden(measure.label, told, share, held))
    if measure.kind == "shares":
        return _shares(measure, told, held)
    return Kept(told, [])


def _share(told: Decimal | str, held: int | None) -> int | str:
    if isinstance(told, str):
        return FEW
    return FEW if _is_few(told, held) or _is_few(100 - told, held) else rounded(told)


def _is_few(share: Decimal | int, held: int | None) -> bool:
    return held is not None and 0 < share * held / 100 < SMALLEST_GIVEN


def _hidden(label: str, told: Decimal | str, kept: int | str, held: int | None) -> list[str]:
    if isinstance(told, str) or kept != FEW:
        return []
    return [label if _is_few(told, held) else f"{label} ({LEFT_OVER})"]


def _shares(measure: Measure, told: Mapping[str, Decimal | str], held: int | None) -> Kept:
    labels = {band: f"“{label}”" for band, label in measure.choices().items()}
    shares = {band: _share(share, held) for band, share in told.items()}
    hidden = [
        words for band in shares for words in _hidden(labels[band], told[band], shares[band], held)
    ]
    while _can_be_worked_out(shares, held):
        others = [band for band, share in shares.items() if share not in (FEW, 0)]
        if not others:
            break
        smallest = min(others, key=lambda band: shares[band])
        shares[smallest] = FEW
        hidden.append(f"{labels[smallest]} ({WORKED_OUT})")
    return Kept(shares, hidden)


def _can_be_worked_out(shares: Mapping[str, int | str], held: int | None) -> bool:
    count = list(shares.values()).count(FEW)
    if count < 2 or held is None or held >= COUNTED_BY_PERCENTS:
        return count == 1
    return (100 - total(shares)) * held / 100 < SMALLEST_GIVEN
