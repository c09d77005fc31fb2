"""Saving what the people of a prison tell about it: facts are added, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select

from portal import audit, clock
from portal.db import db, take_turns, transactional
from portal.errors import EditConflict, Invalid
from portal.prisons import queries
from portal.prisons.measures import MEASURES
from portal.prisons.models import Fact, Prison, Source
from portal.prisons.permissions import Person, require_telling
from portal.prisons.profiles import Figure
from portal.prisons.telling import hiding, rules
from portal.prisons.telling.sections import Form

NOTE: Final = "Taken back by the prison’s own staff"
SOURCES: Final = {
    False: ("staff", "Told by the prison’s own staff"),
    True: ("staff-example", "Invented: told by the staff of an example prison"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """Hold what was saved, and the words for what is kept as too few to give.

    `changed` are measures by key, and those `taken_back` are among them.
    """

    changed: list[str] = field(default_factory=list)
    taken_back: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


class ToldMeanwhile(EditConflict):
    """Say that somebody else changed `differing` first, which are some of what was `changed`."""

    def __init__(self, differing: list[str], changed: set[str]) -> None:
        super().__init__("Somebody else changed these figures meanwhile.")
        self.differing = differing
        self.changed = changed


@transactional
def tell(
    *,
    actor: Person,
    prison: Prison,
    form: Form,
    as_at: date,
    values: Mapping[str, Any],
    since: int,
) -> Told:
    """Add a fact for each value that differs from what was current when `since` was the last fact.

    `values` come from `fields.read`; None takes a known figure back. Raises Forbidden, Invalid by
    field, and ToldMeanwhile where somebody changed the same measures after `since`.
    """
    require_telling(actor, prison)
    take_turns(f"figures {prison.id}")
    before = queries.figures_at(prison, since)
    now = queries.figures_at(prison, queries.newest_fact(prison))
    held = now["population"].value if "population" in now else None
    kept = {key: hiding.kept(MEASURES[key], told, held) for key, told in values.items()}
    # What is sent back as it stood is left alone, also where it would be hidden by now.
    mine = {
        key: each.value
        for key, each in kept.items()
        if _value(before, key) not in (each.value, values[key])
    }
    _check_meanwhile(mine, before, now)
    mine = {key: value for key, value in mine.items() if value != _value(now, key)}
    _check(mine, values, now, held)
    _check_newer(mine, now, as_at)
    _add(prison, mine, as_at)
    if mine:
        audit.record(
            f"prison.{form.name}", f"prison:{prison.code}", actor=actor, measures=sorted(mine)
        )
    taken_back = [key for key, value in mine.items() if value is None]
    return Told(list(mine), taken_back, [words for key in mine for words in kept[key].hidden])


def _value(figures: Mapping[str, Figure], key: str) -> Any:
    """Give a known value as a form would: tables name the parts of a list in any order."""
    value = figures[key].value if key in figures else None
    if isinstance(value, list):
        return [each for each in MEASURES[key].choices() if each in value]
    return value


def _check_meanwhile(
    mine: Mapping[str, Any], before: Mapping[str, Figure], now: Mapping[str, Figure]
) -> None:
    differing = [
        key for key, value in mine.items() if _value(now, key) not in (_value(before, key), value)
    ]
    if differing:
        raise ToldMeanwhile(differing, set(mine))


def _check(
    mine: Mapping[str, Any], typed: Mapping[str, Any], now: Mapping[str, Figure], held: int | None
) -> None:
    known = {key: figure.value for key, figure in now.items()} | dict(mine)
    problems = rules.sum_problems({key: typed[key] for key in mine}, held)
    problems |= rules.pair_problems(known, mine)
    if problems:
        raise Invalid(problems)


def _check_newer(mine: Mapping[str, Any], now: Mapping[str, Figure], as_at: date) -> None:
    """See that what is told becomes the current figure: the newest day always is."""
    newer = [key for key in mine if key in now and now[key].as_at > as_at]
    if newer:
        day = max(now[key].as_at for key in newer)
        words = ", ".join(f"“{MEASURES[key].label}”" for key in newer)
        raise Invalid(
            {
                "day": f"A newer figure is known for {words}. Give {day.day} {day:%B %Y} or later, "
                "or leave that figure as it was"
            }
        )


def _add(prison: Prison, values: Mapping[str, Any], as_at: date) -> None:
    if not values:
        return
    source = _source(prison)
    recorded_at = _moment(prison, source)
    for key, value in values.items():
        stored = {"v": value} if value is not None else {"v": None, "note": NOTE}
        db.session.add(
            Fact(
                prison_id=prison.id,
                measure=key,
                value=stored,
                source_id=source.id,
                as_at=as_at,
                recorded_at=recorded_at,
            )
        )
    db.session.flush()


def _moment(prison: Prison, source: Source) -> datetime:
    """Give the time to record, later than all before: clocks are moved, and two saves are quick."""
    last = db.session.scalar(
        select(func.max(Fact.recorded_at)).where(
            Fact.prison_id == prison.id, Fact.source_id == source.id
        )
    )
    now = clock.now()
    return max(now, last + timedelta(microseconds=1)) if last else now


def _source(prison: Prison) -> Source:
    key, title = SOURCES[prison.is_example]
    take_turns("the source of what staff tell")
    source = queries.source_by_key(key)
    if source is None:
        source = Source(
            key=key, title=title, publisher="The prison’s own staff", as_at=clock.today()
        )
        db.session.add(source)
        db.session.flush()
    return source
