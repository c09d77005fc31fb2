"""Bringing a published table in: read, compared, then written whole or not at all."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert, select

from portal import audit, clock
from portal.db import db, take_turns, transactional
from portal.errors import Invalid
from portal.prisons.models import Fact, Source
from portal.prisons.permissions import Person, require_tables
from portal.prisons.queries import all_prisons, profiles, source_by_key
from portal.prisons.tables import (
    estate_register,
    files,
    population_bulletin,
    population_data_tool,
    prison_register,
)
from portal.prisons.tables.comparing import Comparison, compare
from portal.prisons.tables.names import Names
from portal.prisons.tables.published import Published

LICENCE = "Open Government Licence v3.0"
EARLIEST = date(1990, 1, 1)
KEY_MAX = 60
KEY_SIGNS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
NOT_A_TABLE = (
    "No sheet of this file is a population bulletin or an estate register. Sheets: {sheets}. "
    "A bulletin has the headings Prison Name, Baseline CNA, In Use CNA, Operational Capacity and "
    "Population; a register Prison, Predominant Function, Telephone and Operator"
)
NO_DATE = (
    "The file does not say which day its figures are of. Say it with --as-at, such as 2025-01-31"
)


def read_table(path: Path, *, as_at: date | None = None) -> Published:
    """Read a published file, whichever it is, in a process with limits. Slow; touches no database.

    `as_at` picks the month of a file with several. Raises Invalid with the reason, and Busy.
    """
    kind = files.kind_of(path)
    if kind == "csv":
        return population_data_tool.read(path, as_at)
    if kind == "json":
        return prison_register.read(path)
    sheets = files.sheets(path)
    published = population_bulletin.read(sheets) or estate_register.read(sheets)
    if published is None:
        names = ", ".join(f"“{sheet.name}”" for sheet in sheets)
        raise files.unfit(NOT_A_TABLE.format(sheets=names))
    return published


def propose(
    published: Published,
    *,
    as_at: date | None = None,
    source: str = "",
    names: Mapping[str, str] | None = None,
) -> Comparison:
    """Compare a table with what is known; writes nothing.

    `as_at` is in place of the day that the file says, `source` of the key that the portal would
    give; `names` say which code a name means. Raises Invalid.
    """
    key, source_day = _source_of(published, as_at, source)
    known_names = Names(all_prisons(), names)
    if unknown := known_names.unknown_codes():
        raise Invalid({"name": f"No prison has the code {', '.join(unknown)}"})
    found = source_by_key(key)
    if source and found and not found.title.startswith(published.title):
        raise Invalid({"source": f"The source {key} is another table: {found.title}"})
    day = as_at or (found.as_at if found else source_day)
    known = _said_before(found, day) if found else {}
    result = compare(published, day, known_names, profiles(), known)
    result.source = key
    if published.as_at not in (None, day):
        result.notes.append(
            f"The file says {_said(published.as_at)}; its figures are dated {_said(day)}."
        )
    return result


@transactional
def add_facts(
    published: Published,
    *,
    as_at: date | None = None,
    source: str = "",
    names: Mapping[str, str] | None = None,
    leave_out: bool = False,
    actor: Person | None = None,
) -> Comparison:
    """Add the facts of a table, all or none; what is known already is not added again.

    The words mean what they do in `propose`; an `actor` of None is the command line. Raises
    Forbidden, and Invalid where a row is refused or matches no prison, unless `leave_out` says to
    go on without those.
    """
    if actor is not None:
        require_tables(actor)
    take_turns("estate tables")
    result = propose(published, as_at=as_at, source=source, names=names)
    if not (result.is_whole or leave_out):
        rows = len(result.refused) + len(result.unmatched)
        words = "1 row" if rows == 1 else f"{rows:,} rows"
        raise Invalid({"leave_out": f"Nothing was written: {words} cannot be used"})
    if result.changes:
        key, day = _source_of(published, as_at, source)
        _insert(result, _saved_source(key, published, day))
        audit.record(
            "estate.imported",
            f"source:{key}",
            actor=actor,
            layout=published.layout,
            facts_added=len(result.changes),
            left_out=len(result.refused) + len(result.unmatched),
        )
    return result


def _said(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


def _source_of(published: Published, as_at: date | None, key: str) -> tuple[str, date]:
    """Give the key and the day of the source that the figures come from."""
    day = as_at or published.as_at
    if day is None:
        raise Invalid({"as_at": NO_DATE})
    if not EARLIEST <= day <= clock.today():
        raise Invalid({"as_at": f"{_said(day)} is no day that figures can be of yet"})
    key = key or f"{published.layout}-{day:%Y-%m}"
    if len(key) > KEY_MAX or not set(key) <= KEY_SIGNS:
        raise Invalid({"source": "A source's key has small letters, digits and hyphens, up to 60"})
    return key, day


def _said_before(source: Source, day: date) -> dict[tuple[int, str], Any]:
    """Give what a source last said of a day, by prison and measure."""
    rows = db.session.execute(
        select(Fact.prison_id, Fact.measure, Fact.value)
        .where(Fact.source_id == source.id, Fact.as_at == day)
        .order_by(Fact.recorded_at, Fact.id)
    )
    return {(prison, measure): value for prison, measure, value in rows}


def _saved_source(key: str, published: Published, day: date) -> Source:
    found = source_by_key(key)
    if found is None:
        found = Source(
            key=key,
            title=f"{published.title}, {day:%B %Y}",
            publisher=published.publisher,
            as_at=day,
            licence=LICENCE,
        )
        db.session.add(found)
        db.session.flush()
    return found


def _insert(result: Comparison, source: Source) -> None:
    now = clock.now()
    db.session.execute(
        insert(Fact),
        [
            {
                "prison_id": change.prison.id,
                "measure": change.measure,
                "value": dict(change.value),
                "source_id": source.id,
                "as_at": change.as_at,
                "recorded_at": now,
            }
            for change in result.changes
        ],
    )
