"""Joining what lists say of a practice: its prison's closeness, its copies, who to ask."""

from dataclasses import dataclass

from portal.barriers.queries import Row, taken_over, who_to_ask
from portal.barriers.viewpoint import Viewpoint
from portal.practices.vocabulary import EVIDENCE
from portal.prisons.models import Contact
from portal.search.lifts import Near

CUT = 600


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one practice that met a barrier. `near` is None where its prison is not close.

    `did`, `benefits` and `drawbacks` are "" where nobody said; `taken_over` counts prisons.
    """

    row: Row
    is_own: bool
    near: Near | None
    did: str
    benefits: str
    drawbacks: str
    evidence: str
    taken_over: int
    contact: Contact | None


def entries(rows: list[Row], view: Viewpoint) -> list[Entry]:
    """Add to a page of practices what their prisons and their copies tell; two queries."""
    if not rows:
        return []
    copied = taken_over(row.id for row in rows)
    contacts = who_to_ask(row.prison_id for row in rows)
    return [_entry(row, view, copied, contacts) for row in rows]


def _entry(
    row: Row, view: Viewpoint, copied: dict[int, int], contacts: dict[int, Contact]
) -> Entry:
    prison_id = row.prison_id or 0
    return Entry(
        row=row,
        is_own=view.is_own(row.prison_id),
        near=view.nearness.get(prison_id),
        did=_said(row, "barriers_response"),
        benefits=_said(row, "benefits"),
        drawbacks=_said(row, "drawbacks"),
        evidence=EVIDENCE.get(str(row.details.get("evidence", "")), ""),
        taken_over=copied.get(row.id, 0),
        contact=contacts.get(prison_id),
    )


def _said(row: Row, name: str) -> str:
    """Give what was written in a field, cut at a word where it is long."""
    words = str(row.details.get(name, "")).strip()
    if len(words) <= CUT:
        return words
    return words[:CUT].rsplit(maxsplit=1)[0].rstrip(",;:") + " …"
