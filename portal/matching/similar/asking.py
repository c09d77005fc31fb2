"""What is worth asking a similar prison about."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from portal.db import db
from portal.matching.wording import listed
from portal.matching.wording.values import scheme_names
from portal.practices.models import Label, Practice, Revision, Status
from portal.prisons.mentoring import BARRIERS

MOST_SHARED: Final = 2
ESTABLISHED: Final = "established"
SETTING_UP: Final = "setting_up"


@dataclass(frozen=True, slots=True)
class Fit:
    """Point to a practice that a prison shares, about a barrier that we named."""

    slug: str
    title: str
    barrier: str


@dataclass(frozen=True, slots=True)
class Worth:
    """Hold what to ask a prison about: sentences, and practices to read first."""

    lines: tuple[str, ...]
    fits: tuple[Fit, ...]

    def __bool__(self) -> bool:
        """Tell whether there is anything."""
        return bool(self.lines or self.fits)


def fits(prison_ids: Iterable[int], barriers: Collection[str]) -> dict[int, tuple[Fit, ...]]:
    """Find what each prison has published about any of these barriers, in one SELECT at most."""
    if not barriers:
        return {}
    rows = db.session.execute(
        select(Practice.prison_id, Practice.slug, Revision.title, Label.value)
        .join(Revision, Revision.id == Practice.published_id)
        .join(Label, Label.practice_id == Practice.id)
        .where(
            Practice.prison_id.in_(list(prison_ids)),
            Practice.status == Status.PUBLISHED,
            Label.vocabulary == "barrier",
            Label.value.in_(sorted(barriers)),
        )
        .order_by(Practice.prison_id, Revision.title, Practice.id, Label.value)
    )
    found: dict[int | None, dict[str, Fit]] = {}
    for prison_id, slug, title, barrier in rows:
        found.setdefault(prison_id, {}).setdefault(slug, Fit(slug, title, BARRIERS[barrier]))
    return {
        prison_id: tuple(fitting.values())[:MOST_SHARED]
        for prison_id, fitting in found.items()
        if prison_id is not None
    }


def worth_asking(
    ours: Mapping[str, Any], theirs: Mapping[str, Any], name: str, found: tuple[Fit, ...]
) -> Worth:
    """Say what to ask, from what is known of our prison, called `name`, and of the other."""
    return Worth((*_schemes(ours, theirs, name), *_barriers(ours, theirs, name)), found)


def _schemes(ours: Mapping[str, Any], theirs: Mapping[str, Any], name: str) -> list[str]:
    """Compare schemes only where ours are told: no answer is not the same as no scheme."""
    if ours.get("schemes") is None:
        return []
    settled = {
        kind for kind, state in (theirs.get("schemes") or {}).items() if state == ESTABLISHED
    }
    starting = {kind for kind in settled if ours["schemes"].get(kind) == SETTING_UP}
    lacking = settled - set(ours["schemes"])
    return [
        f"It has run {scheme_names(kinds)} for over a year; {name} {where}"
        for kinds, where in ((starting, "is setting this up"), (lacking, "does not run this"))
        if kinds
    ]


def _barriers(ours: Mapping[str, Any], theirs: Mapping[str, Any], name: str) -> list[str]:
    solved = set(ours.get("barriers_now") or ()) & set(theirs.get("barriers_solved") or ())
    said = [f"“{words}”" for barrier, words in BARRIERS.items() if barrier in solved]
    return [f"It has solved {listed(said)}, which {name} named as in the way"] if said else []
