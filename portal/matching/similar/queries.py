"""Reading which prisons are most like one."""

from dataclasses import dataclass

from portal.matching.core import Block, closeness, compare, explain, nearest
from portal.matching.line_ups import BLOCK_LABELS, LineUp, blocks, line_ups
from portal.matching.wording import Reasons, reasons, say
from portal.practices.queries import shared_counts
from portal.prisons.models import Prison
from portal.prisons.profiles import Profile
from portal.prisons.queries import profiles

LISTED = 5


@dataclass(frozen=True, slots=True)
class Similar:
    """Hold one prison of a list of nearest: how close in words, and why.

    `mutual`: we stand in its list too. `firm`: it hangs on no single item. `shared` counts what
    it has published.
    """

    prison: Prison
    region: str | None
    word: str
    reasons: Reasons
    mutual: bool
    firm: bool
    shared: int


@dataclass(frozen=True, slots=True)
class SimilarList:
    """Hold the nearest prisons of one block; empty where too little is known to compare.

    `table` sets every item side by side: its label, our words, then those of each entry.
    """

    block: Block
    label: str
    entries: tuple[Similar, ...]
    table: tuple[tuple[str, tuple[str, ...]], ...]
    missing: tuple[str, ...]


def similar_to(profile: Profile, *, listed: int = LISTED) -> list[SimilarList]:
    """List the real, open prisons nearest to one, in each block that it stands in."""
    every = line_ups()
    return [_similar(profile, every["record", block], listed) for block in blocks(profile)]


def _similar(profile: Profile, compared: LineUp, listed: int) -> SimilarList:
    compared = compared.with_one(profile)
    here = compared.ids.index(profile.prison.id)
    found = nearest(compared.distances, compared.codes, here, listed)
    theirs = profiles(prison_ids=[compared.ids[one.index] for one in found], measures=("region",))
    shared = shared_counts(theirs)
    entries = []
    for one in found:
        other = theirs[compared.ids[one.index]]
        explanation = explain(compared.distances, here, one.index)
        entries.append(
            Similar(
                prison=other.prison,
                region=other.value("region"),
                word=closeness(compared.method, one.distance) or "",
                reasons=reasons(explanation, profile.prison.name, other.prison.name),
                mutual=one.mutual,
                firm=one.firm,
                shared=shared.get(other.prison.id, 0),
            )
        )
    columns = [compare(compared.distances, here, one.index) for one in found]
    table = tuple(
        (
            row[0].item.label,
            (say(row[0].item.key, row[0].ours), *(say(cell.item.key, cell.theirs) for cell in row)),
        )
        for row in zip(*columns, strict=True)
    )
    missing = tuple(
        item.label
        for item, values in zip(
            compared.distances.method.items, compared.distances.values, strict=True
        )
        if values[here] is None
    )
    label = BLOCK_LABELS[compared.block]
    return SimilarList(compared.block, label, tuple(entries), table, missing)
