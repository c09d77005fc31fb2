"""Two prisons side by side: what each is like, and what sets them apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np

from portal.matching.core import Basis, Block, Distances, Method, closeness, distances
from portal.matching.line_ups import BLOCK_LABELS, values_of
from portal.matching.pictures.keeping import Kept, Site
from portal.prisons.measures import FEW, MEASURES, NOT_GIVEN, NOT_KNOWN, Measure
from portal.prisons.mentoring import MATURITIES, SCHEME_TYPES
from portal.prisons.profiles import Figure, Profile
from portal.prisons.queries import profiles

EDUCATION: Final = (
    "below_level_1_english",
    "below_level_2_english",
    "below_level_1_maths",
    "below_level_2_maths",
    "cannot_read",
    "esol",
    "neurodiversity",
)
STEPS: Final = ("hours_unlocked", "red_band", "education_place", "quiet_space")
NUMBERS: Final = ("capacity", "population", "arrivals")
LEFT_OUT: Final = "place"  # the group of measures that say where a prison is
DOES_NOT_RUN: Final = "Does not run"

# The greatest share of the whole difference, in percent, for each way to say it.
ADDS: Final = ((0, "Nothing"), (15, "A little"), (40, "Some"), (60, "Much"), (100, "Most"))


class Cell(NamedTuple):
    """Hold what is said of one prison, and how long its bar is in percent; None for no bar."""

    said: str
    length: int | None


class Pair(NamedTuple):
    """Hold what is said of both prisons under one label."""

    label: str
    ours: Cell
    theirs: Cell


class Scale(NamedTuple):
    """Hold a scale of steps with where each prison stands on it, None where it is not known."""

    label: str
    levels: tuple[str, ...]
    ours: int | None
    theirs: int | None
    said: tuple[str, str]

    @property
    def unknown(self) -> bool:
        """Tell whether neither prison has a place on it."""
        return self.ours is None and self.theirs is None


class Part(NamedTuple):
    """Hold how much one group adds to the difference: in words, and in percent of it.

    `share` is None where nothing of the group is known on both sides.
    """

    group: str
    said: str
    share: int | None


class Row(NamedTuple):
    """Hold one figure of both prisons; a missing figure is not known."""

    label: str
    ours: Figure | None
    theirs: Figure | None


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Hold everything that is shown of two prisons; `word` is "" where too little is known."""

    block: Block
    basis: Basis
    word: str
    parts: tuple[Part, ...]
    sentences: tuple[Pair, ...]
    time_left: Pair
    education: tuple[Pair, ...]
    steps: tuple[Scale, ...]
    schemes: tuple[Pair, ...]
    no_schemes: str
    structured: Scale
    numbers: tuple[Pair, ...]
    rows: tuple[Row, ...]

    @staticmethod
    def told(pairs: Sequence[Pair]) -> bool:
        """Tell whether anything is known of either prison."""
        return any(cell.said != NOT_KNOWN for pair in pairs for cell in (pair.ours, pair.theirs))


def why_not(ours: Site, theirs: Site) -> str:
    """Say why two prisons are not compared, "" where they are."""
    if ours.id == theirs.id:
        return "Choose two different prisons."
    if set(ours.blocks) & set(theirs.blocks):
        return ""
    return (
        f"{ours.name} and {theirs.name} are not compared. {_belongs(ours)} {_belongs(theirs)} "
        "We compare prisons for adult men, prisons for women and sites for people under 18 only "
        "among themselves: what matters in them, and what is known about them, is not the same, so "
        "a closeness across them would say nothing."
    )


def side_by_side(kept: Kept, ours: Site, theirs: Site, basis: Basis | None) -> SideBySide:
    """Set two prisons of one block side by side.

    Without a basis all that they tell about themselves counts, where that is enough.
    """
    found = profiles(prison_ids=[ours.id, theirs.id])
    pair = found[ours.id], found[theirs.id]
    block = next(block for block in ours.blocks if block in theirs.blocks)
    tries: tuple[Basis, ...] = (basis,) if basis else ("profile", "record")
    for tried in tries:
        measured = distances(kept.line_ups[tried, block].method, [values_of(one) for one in pair])
        if not np.isnan(measured.total[0, 1]):
            break
    return SideBySide(
        block=block,
        basis=tried,
        word=closeness(measured.method, float(measured.total[0, 1])) or "",
        parts=_parts(measured),
        sentences=_bands(pair),
        time_left=_share("six_months_left", pair),
        education=tuple(_share(key, pair) for key in EDUCATION),
        steps=tuple(_scale(key, pair) for key in STEPS),
        schemes=_schemes(pair),
        no_schemes=_no_schemes(pair),
        structured=_scale("structured", pair),
        numbers=tuple(_number(key, pair) for key in NUMBERS),
        rows=_rows(pair),
    )


def _belongs(site: Site) -> str:
    named = " and ".join(f"“{BLOCK_LABELS[block]}”" for block in site.blocks)
    return f"{site.name} belongs to {named}."


def _parts(measured: Distances) -> tuple[Part, ...]:
    whole = float(measured.total[0, 1])
    return tuple(_part(measured, measured.method, group, whole) for group in measured.method.groups)


def _part(measured: Distances, method: Method, group: str, whole: float) -> Part:
    rows = [row for row, item in enumerate(method.items) if item.group == group]
    if np.isnan(whole) or np.isnan(measured.by_item[rows, 0, 1]).all():
        return Part(group, NOT_KNOWN, None)
    adds = float(measured.contributions[rows, 0, 1].sum())
    share = round(100 * adds / whole) if whole > 0 else 0
    if adds > 0:
        share = min(max(share, 1), 100)
    said = next(words for most, words in ADDS if share <= most)
    return Part(group, said, share)


def _cell(share: Any) -> Cell:
    if share is None:
        return Cell(NOT_KNOWN, None)
    return Cell(NOT_GIVEN.capitalize(), None) if share == FEW else Cell(f"{share}%", share)


def _share(key: str, pair: Sequence[Profile]) -> Pair:
    ours, theirs = (_cell(one.value(key)) for one in pair)
    return Pair(MEASURES[key].label, ours, theirs)


def _bands(pair: Sequence[Profile]) -> tuple[Pair, ...]:
    measure = MEASURES["sentence_shares"]
    told = [one.value(measure.key) or {} for one in pair]
    return tuple(
        Pair(label, _cell(told[0].get(band)), _cell(told[1].get(band)))
        for band, label in measure.choices().items()
    )


def _scale(key: str, pair: Sequence[Profile]) -> Scale:
    measure = MEASURES[key]
    levels = list(measure.choices())
    at = [one.value(key) for one in pair]
    ours, theirs = (levels.index(level) if level in levels else None for level in at)
    said = pair[0].said(key), pair[1].said(key)
    return Scale(measure.label, tuple(measure.choices().values()), ours, theirs, said)


def _schemes(pair: Sequence[Profile]) -> tuple[Pair, ...]:
    told = [one.value("schemes") for one in pair]
    running = {kind for schemes in told for kind in schemes or ()}
    return tuple(
        Pair(label, _maturity(told[0], kind), _maturity(told[1], kind))
        for kind, label in SCHEME_TYPES.items()
        if kind in running
    )


def _no_schemes(pair: Sequence[Profile]) -> str:
    """Say of each prison whether none runs or whether that is not known."""
    said = [f"{one.prison.name}: {one.said('schemes').lower()}." for one in pair]
    return " ".join(said)


def _maturity(schemes: dict[str, str] | None, kind: str) -> Cell:
    if schemes is None:
        return Cell(NOT_KNOWN, None)
    maturity = schemes.get(kind)
    return Cell(MATURITIES.get(maturity, maturity) if maturity else DOES_NOT_RUN, None)


def _number(key: str, pair: Sequence[Profile]) -> Pair:
    """Draw both numbers against the greater."""
    values = [one.value(key) for one in pair]
    most = max((value for value in values if value is not None), default=0)
    ours, theirs = (
        Cell(one.said(key), None if value is None else round(100 * value / most) if most else 0)
        for one, value in zip(pair, values, strict=True)
    )
    return Pair(MEASURES[key].label, ours, theirs)


def _rows(pair: Sequence[Profile]) -> tuple[Row, ...]:
    shown: list[Measure] = [
        measure
        for measure in MEASURES.values()
        if measure.group != LEFT_OUT and any(measure.key in one.figures for one in pair)
    ]
    ours, theirs = (one.figures for one in pair)
    return tuple(
        Row(measure.label, ours.get(measure.key), theirs.get(measure.key)) for measure in shown
    )
