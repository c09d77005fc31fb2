"""Edits of a draft: what each asks for, and which groups it changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal, cast, get_args

from portal.errors import Invalid
from portal.matching.core import Block
from portal.matching.core.planning import Plan
from portal.matching.rounds.asked import Asked, Codes
from portal.matching.rounds.given import Given
from portal.matching.rounds.models import PairingRound

Do = Literal["keep", "release", "part", "together", "take_out", "put_in", "again"]
Grouped = tuple[Block, frozenset[str]]

# Without solving anything: the groups are the same, and so is what they cost.
BY_HAND_ONLY: Final = frozenset({"keep", "release"})
ABOUT_THE_SAME: Final = 0.01  # a share of the mean squared distance


@dataclass(frozen=True, slots=True)
class Change:
    """Hold one edit; `codes` is the group it is about, or the one prison.

    `others_stay`: every group that holds none of `codes` stands as it is for this once.
    """

    do: Do
    codes: Codes = ()
    others_stay: bool = False

    @classmethod
    def read(cls, do: str, codes: Sequence[str], *, others_stay: bool) -> "Change":
        """Check what a form says. Raises Invalid."""
        least = {"again": 0, "put_in": 1, "take_out": 1}.get(do, 2)
        if do not in get_args(Do) or not least <= len(set(codes)) <= max(least, 5):
            raise Invalid({"": "Choose what to change, and for which prisons"})
        if least < 2 and len(set(codes)) > least:
            raise Invalid({"": "Choose one prison"})
        return cls(cast("Do", do), tuple(sorted(set(codes))), others_stay)

    def of(self, asked: Asked) -> Asked:
        """Give what is asked for with this edit."""
        if self.do == "keep" or self.do == "together":
            return asked.pinned(self.codes)
        if self.do == "release":
            return asked.released(self.codes)
        if self.do == "part":
            return asked.parted(self.codes)
        if self.do == "take_out":
            return asked.without(self.codes[0])
        return asked.with_one(self.codes[0]) if self.do == "put_in" else asked

    def fixed(self, found: PairingRound) -> tuple[Codes, ...]:
        """Give the groups that stand for this once."""
        if not self.others_stay:
            return ()
        mine = set(self.codes)
        return tuple(tuple(sorted(codes)) for _, codes in grouped(found) if not mine & codes)


@dataclass(frozen=True, slots=True)
class Effect:
    """Say what an edit does: the groups that go and come, who is newly left over or no longer.

    `whole` says whether all groups together become "more alike", "less alike" or "about as alike".
    """

    gone: tuple[Grouped, ...]
    new: tuple[Grouped, ...]
    left_over: Codes
    placed: Codes
    whole: Literal["more alike", "less alike", "about as alike"]


def grouped(found: PairingRound) -> list[Grouped]:
    """Give the groups of a round as codes, in its order."""
    return [
        (cast("Block", group.block), frozenset(member.prison.code for member in group.members))
        for group in found.groups
    ]


def effect(
    found: PairingRound, givens: Mapping[Block, Given], plans: Mapping[Block, Plan]
) -> Effect:
    """Compare the groups that stand now with those of a plan."""
    before = grouped(found)
    after = [
        (block, frozenset(givens[block].codes[at] for at in group.members))
        for block, planned in plans.items()
        for group in planned.groups
    ]
    was_left = {code for each in found.outcome.values() for code in each["unpaired"]}
    is_left = {
        givens[block].codes[at] for block, planned in plans.items() for at in planned.unpaired
    }
    return Effect(
        gone=tuple(each for each in before if each not in after),
        new=tuple(each for each in after if each not in before),
        left_over=tuple(sorted(is_left - was_left)),
        placed=tuple(sorted(was_left - is_left)),
        whole=_whole(_mean(before, givens), _mean(after, givens)),
    )


def _whole(before: float, after: float) -> Literal["more alike", "less alike", "about as alike"]:
    if abs(after - before) <= ABOUT_THE_SAME * before:
        return "about as alike"
    return "less alike" if after > before else "more alike"


def _mean(groups: Sequence[Grouped], givens: Mapping[Block, Given]) -> float:
    """Give the mean squared distance within groups; who takes part no longer is left out."""
    squares = []
    for block, codes in groups:
        given = givens.get(block)
        if given is None:
            continue
        at = {code: place for place, code in enumerate(given.codes)}
        for one, other in combinations(sorted(codes & at.keys()), 2):
            apart = float(given.distances.total[at[one], at[other]])
            squares += [apart**2] if apart == apart else []
    return sum(squares) / len(squares) if squares else 0.0
