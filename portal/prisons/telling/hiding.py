"""Keeping shares that stand for a handful of people from pointing at anybody."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from portal.prisons.measure_kinds import FEW, SMALLEST_GIVEN, Measure
from portal.prisons.telling.fields import rounded

WORKED_OUT: Final = "it is hidden too, as the one that is too few could be worked out from it"


class Kept(NamedTuple):
    """Hold a value as it is stored, and what was hidden: the words for it, with why if need be."""

    value: Any
    hidden: list[str]


def kept(measure: Measure, told: Any, held: int | None) -> Kept:
    """Turn what was typed into what is stored; `held` is how many people are, None if not known.

    A share of more than nobody and fewer than five people becomes "few". Where that leaves one
    single band hidden, the next smallest that is not 0 is hidden too.
    """
    if told is None:
        return Kept(None, [])
    if measure.kind == "share":
        share = _share(told, held)
        return Kept(share, [measure.label] if share != told and share == FEW else [])
    if measure.kind == "shares":
        return _shares(measure, told, held)
    return Kept(told, [])


def _share(told: Decimal | str, held: int | None) -> int | str:
    if isinstance(told, str):
        return FEW
    people = told * held / 100 if held is not None else None
    return FEW if people is not None and 0 < people < SMALLEST_GIVEN else rounded(told)


def _shares(measure: Measure, told: Mapping[str, Decimal | str], held: int | None) -> Kept:
    labels = measure.choices()
    shares = {band: _share(share, held) for band, share in told.items()}
    hidden = [f"“{labels[band]}”" for band in shares if FEW == shares[band] != told[band]]
    if list(shares.values()).count(FEW) == 1:
        others = [band for band, share in shares.items() if share not in (FEW, 0)]
        if others:
            smallest = min(others, key=lambda band: shares[band])
            shares[smallest] = FEW
            hidden.append(f"“{labels[smallest]}” ({WORKED_OUT})")
    return Kept(shares, hidden)
