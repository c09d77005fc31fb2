"""The list of one prison as a table to take away."""

from collections.abc import Mapping, Sequence
from typing import Final

from portal.matching.core import Basis
from portal.matching.sheets import Cell, Sheet
from portal.matching.similar.queries import Similar, SimilarList
from portal.matching.similar.seats import Seat
from portal.prisons.models import Prison

COLUMNS: Final = (
    "Block",
    "Code",
    "Prison",
    "Region",
    "Closeness",
    "Distance",
    "In each other's lists",
    "Hangs on",
    "In short",
    "Alike",
    "Different",
    "Not known",
    "Worth asking",
    "Practices shared",
)
DIGITS: Final = 6


def sheet_of(
    prison: Prison,
    basis: Basis,
    seats: Sequence[Seat],
    lists: Sequence[SimilarList],
    moved: Mapping[str, float],
    *,
    plainly: bool,
) -> Sheet:
    """Give every prison listed with its word, distance and reasons, in the order of the page."""
    methods = [seat.compared.method for seat in seats]
    weights = {**{group: at for each in methods for group, at in each.groups.items()}, **moved}
    notes = {
        "Prison": f"{prison.name} ({prison.code})",
        "Example": "This prison is invented" if prison.is_example else "No",
        "Basis": basis,
        "Method": "; ".join(f"{each.name}, version {each.version}" for each in methods),
        "Order": "Plain standardised differences" if plainly else "Weighted Gower",
        "Weights": ", ".join(f"{group} {weight:g}" for group, weight in weights.items()),
        "Weights are": "Those typed into the page" if moved else "Those in use",
        "Limit": "None" if moved or plainly else "Nobody stands in more than seven lists",
        "Meaning": "Near says nothing about how well a prison does. This is not a ranking.",
    }
    return Sheet(
        title=f"Prisons like {prison.name}",
        columns=COLUMNS,
        rows=tuple(_row(each, entry) for each in lists for entry in each.entries),
        notes=tuple(notes.items()),
    )


def _row(block: SimilarList, entry: Similar) -> tuple[Cell, ...]:
    return (
        block.label,
        entry.prison.code,
        entry.prison.name,
        entry.region,
        entry.word,
        round(entry.distance, DIGITS),
        entry.mutual,
        entry.hangs_on,
        entry.lead,
        "; ".join(entry.reasons.alike),
        "; ".join(entry.reasons.different),
        "; ".join(entry.reasons.unknown),
        "; ".join(entry.worth.lines),
        entry.shared,
    )
