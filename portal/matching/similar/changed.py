"""What changed in the lists of prisons since the last edition, kept by this process."""

from dataclasses import dataclass, field
from typing import Any

from flask import current_app

from portal.matching.core import Basis, Block
from portal.matching.editions.changes import changes
from portal.matching.editions.models import Edition
from portal.matching.editions.queries import line_up_of
from portal.matching.editions.telling import sentences
from portal.matching.line_ups import LineUp
from portal.matching.similar.kept import suggestions
from portal.matching.similar.seats import Seat
from portal.prisons.queries import prisons_by_code

_KEY = "matching_changed"


@dataclass(frozen=True, slots=True)
class _Kept:
    """Hold what was told of a line-up, by the code of the prison."""

    compared: LineUp
    edition: int
    told: dict[str, tuple[str, ...] | None] = field(default_factory=dict)


def changed(seat: Seat, edition: Edition | None, name: str) -> tuple[str, ...] | None:
    """Say in sentences what changed in the list of a prison called `name` since an edition.

    None where there is no edition, or none that holds the prison's list.
    No SELECT where it was asked since the last fact, weight or edition; up to three otherwise.
    """
    if edition is None or not seat.is_member:
        return None
    compared = seat.compared
    every: dict[tuple[Basis, Block], Any] = current_app.extensions.setdefault(_KEY, {})
    kept = every.get((compared.basis, compared.block))
    if kept is None or kept.compared is not compared or kept.edition != edition.id:
        kept = every[compared.basis, compared.block] = _Kept(compared, edition.id)
    code = compared.codes[seat.here]
    if code not in kept.told:
        kept.told[code] = _told(seat, edition.id, name)
    found: tuple[str, ...] | None = kept.told[code]
    return found


def _told(seat: Seat, edition_id: int, name: str) -> tuple[str, ...] | None:
    compared = seat.compared
    before = line_up_of(edition_id, compared.basis, compared.block)
    if before is None:
        return None
    listed = [compared.codes[other] for other in suggestions(compared).of(seat.here)]
    found = changes(before, compared, compared.codes[seat.here], listed)
    if found is None:
        return None
    prisons = prisons_by_code({change.code for change in found})
    names = {code: prison.name for code, prison in prisons.items()}
    return tuple(sentences(found, names, name))
