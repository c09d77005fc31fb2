"""Putting the estate and the example prisons in place, as often as one likes."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from slugify import slugify
from sqlalchemy import delete, insert, select

from portal import audit, clock
from portal.db import Base, db, transactional
from portal.errors import Invalid
from portal.prisons.estate_files import EstateFiles, Values, read_estate
from portal.prisons.models import Contact, Fact, Prison, Source

FactKey = tuple[int, str, int, date]  # prison, measure, source, the day it speaks of


@dataclass(frozen=True, slots=True)
class Loaded:
    """Count what a load added, beside the number of prisons in its files."""

    prisons: int
    prisons_added: int
    facts_added: int


@transactional
def load_estate(*, folder: Path) -> Loaded:
    """Load the prisons of England and Wales from the CSV files of a folder; safe to repeat.

    Prisons are known again by code and sources by key, and follow the files. Facts are only added:
    those that are new, and those whose value or date in the files changed, which are then recorded
    later than the old ones. What people entered has a source of its own and is left alone. Raises
    Invalid, with file, line and reason, before anything is written.
    """
    return _load(read_estate(folder), is_example=False)


@transactional
def load_examples(*, folder: Path) -> Loaded:
    """Load the invented prisons and their contacts in the same way, marked as examples."""
    return _load(read_estate(folder, with_contacts=True), is_example=True)


@transactional
def remove_examples() -> int:
    """Remove the example prisons with their facts and contacts, and tell how many there were.

    Whatever else belongs to them (practices, people, pairings) must be gone before.
    """
    ids = db.session.scalars(select(Prison.id).where(Prison.is_example)).all()
    sources = db.session.scalars(
        select(Fact.source_id).where(Fact.prison_id.in_(ids)).distinct()
    ).all()
    for table in (Fact, Contact):
        db.session.execute(delete(table).where(table.prison_id.in_(ids)))
    db.session.execute(delete(Prison).where(Prison.id.in_(ids)))
    still_used = select(Fact.source_id)
    db.session.execute(delete(Source).where(Source.id.in_(sources), Source.id.not_in(still_used)))
    audit.record("examples.removed", "examples", actor=None, prisons=len(ids))
    return len(ids)


def _load(files: EstateFiles, *, is_example: bool) -> Loaded:
    sources = _save_sources(files.sources)
    prisons, added = _save_prisons(files.prisons, is_example=is_example)
    facts = _add_facts(files, prisons, sources)
    _add_contacts(files, prisons)
    loaded = Loaded(prisons=len(files.prisons), prisons_added=added, facts_added=facts)
    audit.record(
        "examples.loaded" if is_example else "estate.loaded",
        "examples" if is_example else "estate",
        actor=None,
        prisons_added=added,
        facts_added=facts,
    )
    return loaded


def _save_sources(rows: list[Values]) -> dict[str, Source]:
    keys = [row["key"] for row in rows]
    known = {
        source.key: source
        for source in db.session.scalars(select(Source).where(Source.key.in_(keys)))
    }
    for row in rows:
        if row["key"] in known:
            _follow(known[row["key"]], row)
        else:
            known[row["key"]] = Source(**row)
            db.session.add(known[row["key"]])
    db.session.flush()
    return known


def _save_prisons(rows: list[Values], *, is_example: bool) -> tuple[dict[str, Prison], int]:
    """Save prisons by code; the address of one that is there stays, whatever its name becomes."""
    everyone = list(db.session.scalars(select(Prison)))
    known = {prison.code: prison for prison in everyone}
    slugs = {prison.slug for prison in everyone}
    added = 0
    for row in rows:
        code = row["code"]
        if code not in known:
            slug = slugify(row["name"], max_length=60) or code.lower()
            slug = f"{slug}-{code.lower()}" if slug in slugs else slug
            slugs.add(slug)
            known[code] = Prison(**row, slug=slug, is_example=is_example)
            db.session.add(known[code])
            added += 1
        elif known[code].is_example != is_example:
            raise Invalid({code: f"prisons.csv: {code} is the code of {known[code].name} already"})
        else:
            _follow(known[code], row)
    db.session.flush()
    return known, added


def _follow(thing: Base, row: Values) -> None:
    for column, value in row.items():
        if getattr(thing, column) != value:
            setattr(thing, column, value)


def _add_facts(files: EstateFiles, prisons: dict[str, Prison], sources: dict[str, Source]) -> int:
    known = _known_facts([source.id for source in sources.values()])
    now = clock.now()
    fresh = []
    for row in files.facts:
        prison, source = prisons[row["code"]], sources[row["key"]]
        if known.get((prison.id, row["measure"], source.id, source.as_at)) != row["value"]:
            fresh.append(
                {
                    "prison_id": prison.id,
                    "measure": row["measure"],
                    "value": row["value"],
                    "source_id": source.id,
                    "as_at": source.as_at,
                    "recorded_at": now,
                }
            )
    if fresh:
        db.session.execute(insert(Fact), fresh)
    return len(fresh)


def _known_facts(sources: list[int]) -> dict[FactKey, Any]:
    """Give the newest value of each fact that is there from these sources."""
    rows = db.session.execute(
        select(Fact.prison_id, Fact.measure, Fact.source_id, Fact.as_at, Fact.value)
        .where(Fact.source_id.in_(sources))
        .order_by(Fact.recorded_at, Fact.id)
    )
    return {tuple(key): value for *key, value in rows}


def _add_contacts(files: EstateFiles, prisons: dict[str, Prison]) -> None:
    ids = [prisons[row["code"]].id for row in files.contacts]
    rows = db.session.execute(
        select(Contact.prison_id, Contact.role).where(Contact.prison_id.in_(ids))
    )
    known = {(prison, role) for prison, role in rows}
    for row in files.contacts:
        prison = prisons[row["code"]]
        if (prison.id, row["role"]) not in known:
            db.session.add(Contact(prison_id=prison.id, role=row["role"], how=row["how"]))
