"""What a published table would change: each figure beside the one that is known now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.prisons.measures import MEASURES, NOT_KNOWN
from portal.prisons.models import Prison
from portal.prisons.profiles import Figure, Profile
from portal.prisons.tables import population_data_tool
from portal.prisons.tables.names import Match, Names, joint
from portal.prisons.tables.prison_register import CLOSED, OPEN
from portal.prisons.tables.published import Place, Published, Refused, Stored, Told

ALONE_NOTE = "Has a row of its own in this table"


@dataclass(frozen=True, slots=True)
class Change:
    """Hold one fact that would be added, with the figure that is current before it."""

    prison: Prison
    measure: str
    value: Stored
    as_at: date
    before: Figure | None

    @property
    def is_hidden(self) -> bool:
        """Tell whether a newer figure is known, which stays the current one."""
        return self.before is not None and self.before.as_at > self.as_at

    @property
    def label(self) -> str:
        """Say what is measured."""
        return MEASURES[self.measure].label

    @property
    def to(self) -> str:
        """Say the new figure in words, with why it is not known."""
        said = MEASURES[self.measure].say(self.value["v"])
        note = self.value.get("note", "")
        return f"{said} ({note})" if said == NOT_KNOWN and note else said


@dataclass(slots=True)
class Comparison:
    """Hold everything that a person needs to see before a table is brought in.

    `source` is the key of the source that the facts would be filed under. `read_as` are names that
    are not the prison's own and how each was read, with its first place; `unmatched` rows match no
    prison; `same` counts figures known from this source already.
    """

    published: Published
    as_at: date
    source: str = ""
    changes: list[Change] = field(default_factory=list)
    read_as: dict[tuple[str, str], Place] = field(default_factory=dict)
    unmatched: list[tuple[Told, Match]] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    same: int = 0

    @property
    def is_whole(self) -> bool:
        """Tell whether every row could be used."""
        return not (self.unmatched or self.refused)


def compare(
    published: Published,
    as_at: date,
    names: Names,
    profiles: Mapping[int, Profile],
    known: Mapping[tuple[int, str], Any],
) -> Comparison:
    """Compare a table with what is known.

    `known` gives what this source last said of the same day, by prison and measure.
    """
    result = Comparison(
        published, as_at, refused=list(published.refused), notes=list(published.notes)
    )
    for prisons, values in _by_prison(published.told, names, result):
        if len(prisons) > 1 and not _joint_words(prisons, values):
            result.notes.append(f"{joint(prisons)} are counted together, so nothing was kept.")
        for prison in prisons:
            figures = profiles[prison.id].figures
            for measure, value in _told_of(prisons, values, figures).items():
                if known.get((prison.id, measure)) == value:
                    result.same += 1
                else:
                    before = figures.get(measure)
                    result.changes.append(Change(prison, measure, value, as_at, before))
    result.refused.sort(key=lambda each: (each.place.sheet, each.place.row))
    return result


def _by_prison(
    told: Iterable[Told], names: Names, result: Comparison
) -> Iterator[tuple[tuple[Prison, ...], Mapping[str, Stored]]]:
    """Bring rows and prisons together; two rows of one prison are both refused."""
    rows: dict[tuple[Prison, ...], list[Told]] = {}
    for row in told:
        match = names.find(row)
        if not match.prisons:
            result.unmatched.append((row, match))
            continue
        if match.how:
            result.read_as.setdefault((row.name, match.how), row.place)
        rows.setdefault(tuple(sorted(match.prisons, key=lambda each: each.code)), []).append(row)
    twice = _places_by_prison(rows)
    for prisons, found in rows.items():
        others = {place for prison in prisons for place in twice[prison.id]}
        if len(others) > 1 and not _is_one_prison(found, others):
            result.refused.extend(_said_twice(found, prisons, others))
            continue
        values = found[0].values
        for more in found[1:]:
            values = population_data_tool.merged(values, more.values)
        yield prisons, values


def _places_by_prison(rows: Mapping[tuple[Prison, ...], Sequence[Told]]) -> dict[int, set[Place]]:
    places: dict[int, set[Place]] = {}
    for prisons, found in rows.items():
        for prison in prisons:
            places.setdefault(prison.id, set()).update(each.place for each in found)
    return places


def _is_one_prison(found: Sequence[Told], places: set[Place]) -> bool:
    """Tell whether rows are the sexes of one name, which add up."""
    sexes = [each.sex for each in found]
    return (
        len(found) == len(places)
        and all(sexes)
        and len(set(sexes)) == len(sexes)
        and len({each.name for each in found}) == 1
    )


def _said_twice(
    found: Sequence[Told], prisons: Iterable[Prison], places: Iterable[Place]
) -> Iterator[Refused]:
    rows = ", ".join(str(place.row) for place in sorted(places, key=lambda each: each.row))
    for each in found:
        yield Refused(each.place, f"{each.name}: {joint(prisons)} is there twice, in rows {rows}")


def _told_of(
    prisons: Sequence[Prison], values: Mapping[str, Stored], figures: Mapping[str, Figure]
) -> dict[str, Stored]:
    """Give what one prison is told: joint figures go into words, and are never shared out."""
    if len(prisons) == 1:
        told = dict(values)
        status = figures.get("status")
        if told.get("status") == {"v": OPEN} and (status is None or status.value != CLOSED):
            del told["status"]
        shared = figures.get("shared_bulletin")
        if "population" in told and shared is not None and shared.value:
            told["shared_bulletin"] = {"v": None, "note": ALONE_NOTE}
        return told
    words = _joint_words(prisons, values)
    return {"shared_bulletin": {"v": words}} if words else {}


def _joint_words(prisons: Sequence[Prison], values: Mapping[str, Stored]) -> str:
    parts = [
        f"{values[measure]['v']:,} {unit}"
        for measure, unit in (("capacity", "places"), ("population", "people"))
        if measure in values and values[measure]["v"] is not None
    ]
    return f"{joint(prisons)} are counted together: {' and '.join(parts)}" if parts else ""
