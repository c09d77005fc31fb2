"""Every item of a prison beside those of the prisons on its list, and where each comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

from portal.matching.core import Item
from portal.matching.line_ups import LineUp
from portal.matching.wording import say_known
from portal.prisons.measures import MEASURES
from portal.prisons.profiles import Profile

# The measures that an item is read from, where it is not the measure of its own name.
READ_FROM: Final[Mapping[str, tuple[str, ...]]] = {
    "time_left": ("cohorts",),
    "size": ("capacity",),
    "turnover": ("arrivals", "population"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one item: its label and the words for each prison, ours first."""

    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Hold where some figures of one prison come from: its title, their date and their labels."""

    title: str
    as_at: date
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Hold the rows of each group, and for each prison the sources of its figures."""

    names: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    sources: tuple[tuple[Source, ...], ...]


def side_by_side(compared: LineUp, places: Sequence[int], known: Sequence[Profile]) -> Table:
    """Set the prisons at these places of a line-up side by side; `known` are their profiles."""
    values = [compared.values[at] for at in places]
    return Table(
        tuple(each.prison.name for each in known),
        tuple(
            (group, tuple(_row(item, values) for item in items))
            for group, items in groupby(compared.method.items, key=lambda item: item.group)
        ),
        tuple(_sources(each, compared.method.items) for each in known),
    )


def measures_of(items: Sequence[Item]) -> list[str]:
    """Name the measures that items are read from, each once."""
    read = (measure for item in items for measure in READ_FROM.get(item.key, (item.key,)))
    return list(dict.fromkeys(read))


def _row(item: Item, values: Sequence[Mapping[str, Any]]) -> Row:
    return Row(item.label, tuple(say_known(item, known) for known in values))


def _sources(profile: Profile, items: Sequence[Item]) -> tuple[Source, ...]:
    """Name each source of what is compared once, newest first, with the figures that it tells."""
    found: dict[tuple[date, str], list[str]] = {}
    for measure in measures_of(items):
        figure = profile.figures.get(measure)
        if figure is not None:
            told = found.setdefault((figure.as_at, figure.source_title), [])
            told.append(MEASURES[measure].label)
    return tuple(
        Source(title, as_at, tuple(labels))
        for (as_at, title), labels in sorted(found.items(), reverse=True)
    )
