"""The population data tool of the offender management statistics: counts by prison, in a long CSV.

Each view by prison, such as "a Establishment*Sex*Age Group", becomes one measure of counts. A kind
that is not given for one sex is not given for both together.
"""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from portal.prisons.measures import KINDS_MAX
from portal.prisons.tables import files
from portal.prisons.tables.apart import long_csv
from portal.prisons.tables.apart.long_csv import MOST_PROBLEMS
from portal.prisons.tables.cells import HIDDEN_NOTE, number, text, without_mark
from portal.prisons.tables.published import Place, Published, Refused, Stored, Told, Unusable

TITLE = "Offender management statistics, population data tool"
PUBLISHER = "Ministry of Justice"
# What a view counts, by the words that its name holds.
SUBJECTS: Final = {
    "age": "age_bands",
    "custody": "custody",
    "nationality": "nationality",
    "offence": "offence_groups",
    "sentence": "sentence_bands",
}
TOTALS = frozenset({"all", "total", "all ages", "all offences", "all nationalities", "persons"})
ALL_PRISONS = frozenset({"all", "total", "all establishments", "england and wales"})
WORDS: Final = {
    long_csv.NOT_SIX: "the row has fewer than six cells",
    long_csv.NO_DATE: "“{}” is no month such as 2023-12",
    long_csv.TWICE: "these figures are there twice: {}",
}


@dataclass(slots=True)
class _Prison:
    """Collect the counts of one prison and sex."""

    place: Place
    counts: dict[str, dict[str, int | None]] = field(default_factory=dict)


def read(path: Path, as_at: date | None) -> Published:
    """Read the newest month, or the one of `as_at`. Raises Invalid with the reason."""
    said = files.long_csv(path, f"{as_at:%Y-%m}" if as_at else "")
    refused = [
        Refused(Place("", row), WORDS[problem].format(text(detail)))
        for row, problem, detail in said["problems"]
    ]
    measures = {subject: _measure(subject) for subject, *_ in said["figures"]}
    crowded = _crowded(said["figures"])
    prisons: dict[tuple[str, str], _Prison] = {}
    broken: set[tuple[str, str]] = set()
    for subject, name, sex, kind, people, row in said["figures"]:
        measure, key = measures[subject], (without_mark(text(name)), text(sex))
        if measure is None or subject in crowded or _is_total(*key, kind):
            continue
        try:
            _add(prisons, key, measure, text(kind), people, Place("", row))
        except ValueError as error:
            refused.append(Refused(Place("", row), f"{text(name)}: {error}"))
            broken.add(key)
    told = [
        Told(name, each.place, _values(each), sex=sex)
        for (name, sex), each in prisons.items()
        if (name, sex) not in broken
    ]
    unknown = sorted(subject for subject, measure in measures.items() if measure is None)
    return Published(
        layout="data-tool",
        title=TITLE,
        publisher=PUBLISHER,
        as_at=_last_day(said["month"]),
        told=told,
        refused=refused[:MOST_PROBLEMS],
        notes=_notes(said, unknown, crowded, len(refused)),
        rows=said["rows"],
    )


def merged(first: Mapping[str, Stored], second: Mapping[str, Stored]) -> dict[str, Stored]:
    """Add up the counts of one prison that are published for each sex."""
    values = dict(first)
    for measure, stored in second.items():
        together: dict[str, int | None] = dict(values.get(measure, {"v": {}})["v"])
        for kind, people in stored["v"].items():
            before = together.get(kind, 0)
            together[kind] = None if people is None or before is None else before + people
        values[measure] = _stored(together)
    return values


def _crowded(figures: Sequence[Sequence[Any]]) -> list[str]:
    """List subjects with more kinds than anybody could compare, such as every nationality."""
    kinds: dict[str, set[str]] = {}
    for subject, _name, _sex, kind, *_ in figures:
        kinds.setdefault(subject, set()).add(kind)
    return sorted(subject for subject, found in kinds.items() if len(found) > KINDS_MAX)


def _measure(subject: str) -> str | None:
    words = subject.casefold()
    return next((measure for word, measure in SUBJECTS.items() if words.startswith(word)), None)


def _is_total(name: str, sex: str, kind: str) -> bool:
    return (
        name.casefold() in ALL_PRISONS
        or sex.casefold() in {*TOTALS, "male and female"}
        or text(kind).casefold() in TOTALS
    )


def _add(
    prisons: dict[tuple[str, str], _Prison],
    key: tuple[str, str],
    measure: str,
    kind: str,
    people: str,
    place: Place,
) -> None:
    if not all((*key, kind)):
        raise Unusable("a cell is blank")
    stored = number(people, is_people=True)
    counts = prisons.setdefault(key, _Prison(place)).counts.setdefault(measure, {})
    if kind in counts:
        raise Unusable(f"{kind} is there twice")
    # In this table a blank figure is one that is too small to be given.
    counts[kind] = stored["v"] if stored else None


def _values(prison: _Prison) -> dict[str, Stored]:
    return {measure: _stored(counts) for measure, counts in prison.counts.items()}


def _stored(counts: dict[str, int | None]) -> Stored:
    return {"v": counts, "note": HIDDEN_NOTE} if None in counts.values() else {"v": counts}


def _last_day(month: str) -> date:
    year, number_of_month = map(int, month.split("-"))
    return date(year, number_of_month, calendar.monthrange(year, number_of_month)[1])


def _notes(
    said: Mapping[str, Any], unknown: Sequence[str], crowded: Sequence[str], refused: int
) -> list[str]:
    notes = []
    if len(said["months"]) > 1:
        notes.append(
            f"The file has {len(said['months'])} months; the figures of {said['month']} were read."
        )
    for words, names in (
        ("not by prison, so they were left out", said["other_views"]),
        (f"without figures for {said['month']}, so they were left out", said["behind"]),
        ("not of a kind the portal knows, so they were left out", unknown),
        (f"with more than {KINDS_MAX} kinds, so they were left out", crowded),
    ):
        if names:
            notes.append(f"Views {words}: {', '.join(text(name)[:80] for name in names)}.")
    if refused > MOST_PROBLEMS:
        notes.append(f"{refused:,} rows are refused; the first {MOST_PROBLEMS} are listed.")
    return notes
