"""What one prison of a group could ask another: what is in its way and was overcome there."""

from dataclasses import dataclass

from portal.matching.rounds.models import PairingGroup
from portal.practices.vocabulary import BARRIERS
from portal.prisons.models import Prison
from portal.prisons.queries import profiles

MEASURES = ("barriers_now", "barriers_solved")


@dataclass(frozen=True, slots=True)
class Question:
    """Name what `whom` says it has overcome and `who` says is in its way."""

    who: Prison
    whom: Prison
    barriers: tuple[str, ...]


def worth_asking(group: PairingGroup) -> list[Question]:
    """List what each prison of a group could ask each other, from what they tell of themselves."""
    ids = [each.prison_id for each in group.members]
    known = profiles(prison_ids=ids, measures=MEASURES)
    found = []
    for mine in known.values():
        for theirs in known.values():
            shared = set(mine.value("barriers_now") or ()) & set(
                theirs.value("barriers_solved") or ()
            )
            if mine is not theirs and shared:
                labels = tuple(label for key, label in BARRIERS.items() if key in shared)
                found.append(Question(mine.prison, theirs.prison, labels))
    return found
