"""Reading prisons, their current figures and their contacts."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from portal.db import db
from portal.errors import NotFound
from portal.prisons.models import Contact, Fact, Prison, Source
from portal.prisons.profiles import Figure, Profile

NO_SUCH_PRISON = "There is no prison with this address. Choose Prisons in the menu to find it."


def all_prisons() -> Sequence[Prison]:
    """List every prison by name, example prisons last."""
    return db.session.scalars(_by_name(select(Prison))).all()


def prison_by_slug(slug: str) -> Prison:
    """Fetch a prison by its part of the address. Raises NotFound."""
    return _found(db.session.scalar(select(Prison).where(Prison.slug == slug)))


def prison_by_code(code: str) -> Prison:
    """Fetch a prison by its code, such as "ACI". Raises NotFound."""
    return _found(db.session.scalar(select(Prison).where(Prison.code == code)))


def prisons_by_code(codes: Collection[str]) -> dict[str, Prison]:
    """Fetch prisons by their codes; a code that is nobody's is left out."""
    rows = db.session.scalars(select(Prison).where(Prison.code.in_(codes))) if codes else ()
    return {prison.code: prison for prison in rows}


def profiles(
    *,
    as_at: date | None = None,
    prison_ids: Collection[int] | None = None,
    measures: Collection[str] | None = None,
) -> dict[int, Profile]:
    """Give prisons with their current figures, by number, in the order of `all_prisons`.

    Two SELECTs, whatever the number. `as_at` leaves out what speaks of a later day; `prison_ids`
    and `measures` keep only those (all where None).
    """
    chosen = _by_name(select(Prison))
    if prison_ids is not None:
        chosen = chosen.where(Prison.id.in_(prison_ids))
    prisons = db.session.scalars(chosen).all()
    facts = _facts(as_at=as_at, measures=measures)
    if prison_ids is not None:
        facts = facts.where(Fact.prison_id.in_(prison_ids))
    figures = _current(db.session.execute(facts))
    return {prison.id: Profile(prison, figures.get(prison.id, {})) for prison in prisons}


def profile_by_slug(slug: str) -> Profile:
    """Fetch one prison with its current figures. Raises NotFound."""
    prison = prison_by_slug(slug)
    facts = _facts().where(Fact.prison_id == prison.id)
    return Profile(prison, _current(db.session.execute(facts)).get(prison.id, {}))


def newest_fact(prison: Prison) -> int:
    """Tell the number of the fact that was added last about a prison; 0 where there is none."""
    newest = db.session.scalar(select(func.max(Fact.id)).where(Fact.prison_id == prison.id))
    return newest or 0


def figures_at(prison: Prison, newest: int) -> dict[str, Figure]:
    """Give the figures of a prison that were current when `newest` was its last fact."""
    facts = _facts().where(Fact.prison_id == prison.id, Fact.id <= newest)
    return _current(db.session.execute(facts)).get(prison.id, {})


def history_of(prison: Prison) -> dict[str, list[tuple[Figure, str]]]:
    """Give every figure of a prison by measure, newest first as `profiles` count, with its note."""
    facts = (
        _facts()
        .where(Fact.prison_id == prison.id)
        .order_by(None)
        .order_by(Fact.as_at.desc(), Fact.recorded_at.desc(), Fact.id.desc())
    )
    history: dict[str, list[tuple[Figure, str]]] = {}
    for _, measure, value, title, as_at, recorded_at in db.session.execute(facts):
        figure = Figure(measure, value["v"], title, as_at, recorded_at)
        history.setdefault(measure, []).append((figure, value.get("note", "")))
    return history


def region_of(prison_id: int) -> str | None:
    """Tell the region that a prison is in now; None where it is not known."""
    facts = _facts(measures=("region",)).where(Fact.prison_id == prison_id)
    figures = _current(db.session.execute(facts)).get(prison_id, {})
    return figures["region"].value if figures else None


def regions() -> list[str]:
    """List the regions that real prisons are in now, by name."""
    facts = (
        _facts(measures=("region",))
        .join(Prison, Prison.id == Fact.prison_id)
        .where(~Prison.is_example)
    )
    current = _current(db.session.execute(facts)).values()
    return sorted({figures["region"].value for figures in current})


def contacts_for(prison: Prison) -> Sequence[Contact]:
    """List the roles to ask for at a prison, by role."""
    return db.session.scalars(
        select(Contact).where(Contact.prison_id == prison.id).order_by(Contact.role)
    ).all()


def source_by_key(key: str) -> Source | None:
    """Fetch a source by its key; None where it was never loaded."""
    return db.session.scalar(select(Source).where(Source.key == key))


def _by_name(statement: Select[Prison]) -> Select[Prison]:
    return statement.order_by(Prison.is_example, Prison.name, Prison.id)


def _found(prison: Prison | None) -> Prison:
    if prison is None:
        raise NotFound(NO_SUCH_PRISON)
    return prison


def _facts(*, as_at: date | None = None, measures: Collection[str] | None = None) -> Select[Any]:
    """Select facts as plain columns: objects would cost several times as much."""
    columns = (Fact.prison_id, Fact.measure, Fact.value, Source.title, Fact.as_at, Fact.recorded_at)
    chosen = select(*columns).join(Source, Source.id == Fact.source_id)
    if as_at is not None:
        chosen = chosen.where(Fact.as_at <= as_at)
    if measures is not None:
        chosen = chosen.where(Fact.measure.in_(measures))
    return chosen.order_by(Fact.id)


def _current(rows: Iterable[Any]) -> dict[int, dict[str, Figure]]:
    """Keep the current figure of each prison and measure: newest date, then newest record.

    Of two with the same times the one added later stands, as `rows` come in that order.
    """
    current: dict[int, dict[str, Figure]] = {}
    for prison_id, measure, value, title, as_at, recorded_at in rows:
        figures = current.setdefault(prison_id, {})
        before = figures.get(measure)
        if before is None or (before.as_at, before.recorded_at) <= (as_at, recorded_at):
            figures[measure] = Figure(measure, value["v"], title, as_at, recorded_at)
    return current
