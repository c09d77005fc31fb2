"""What one prison of a group could ask another: what is in its way and was overcome there."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import permutations

from portal.matching.rounds.models import PairingGroup
from portal.practices.vocabulary import BARRIERS
from portal.prisons.models import Prison
from portal.prisons.profiles import Profile
from portal.prisons.queries import profiles

MEASURES = ("barriers_now", "barriers_solved")


@dataclass(frozen=True, slots=True)
class Question:
    """Name what `whom` says it has overcome and `who` says is in its way."""

    who: Prison
    whom: Prison
    barriers: tuple[str, ...]

    @property
    def words(self) -> str:
        """Say it as a line."""
        return (
            f"{self.whom.name} says that it has overcome what is in the way at {self.who.name}: "
            f"{'; '.join(self.barriers)}"
        )


def worth_asking(group: PairingGroup) -> list[Question]:
    """List what each prison of a group could ask each other, from what they tell of themselves."""
    ids = [each.prison_id for each in group.members]
    return questions(profiles(prison_ids=ids, measures=MEASURES).values())


def questions(known: Iterable[Profile]) -> list[Question]:
    """List what each of these prisons could ask each other."""
    found = []
    for mine, theirs in permutations(known, 2):
        shared = set(mine.value("barriers_now") or ()) & set(theirs.value("barriers_solved") or ())
        if shared:
            labels = tuple(label for key, label in BARRIERS.items() if key in shared)
            found.append(Question(mine.prison, theirs.prison, labels))
    return found
