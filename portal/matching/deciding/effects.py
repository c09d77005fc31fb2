"""What other weights would change."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.matching.core import NOBODY, suggest
from portal.matching.line_ups import LineUp
from portal.matching.questions.queries import Agreed, agreed
from portal.matching.similar.kept import suggestions


@dataclass(frozen=True, slots=True)
class Effects:
    """Hold what would change: lists with at least one other prison, entries, and agreement."""

    lists: int
    lists_changed: int
    entries: int
    entries_changed: int
    agreed: Agreed


def effects(compared: LineUp, groups: Mapping[str, float]) -> Effects:
    """Compare every list of suggestions with what it would be. Raises ValueError as `weighted`."""
    other = compared.weighted(groups, version="")
    before = suggestions(compared).lists.tolist()
    after = suggest(other.distances, other.codes).lists.tolist()
    changed = [len(set(new) - set(old) - {NOBODY}) for old, new in zip(before, after, strict=True)]
    return Effects(
        lists=sum(any(one != NOBODY for one in row) for row in before),
        lists_changed=sum(map(bool, changed)),
        entries=sum(one != NOBODY for row in before for one in row),
        entries_changed=sum(changed),
        agreed=agreed(other),
    )
