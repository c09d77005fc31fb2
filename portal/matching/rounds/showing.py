"""A round as a page shows it: groups with their reasons, worked out from what was stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from portal.matching.core import Block, closeness, explain
from portal.matching.core.method import WORDS
from portal.matching.line_ups import BLOCK_LABELS
from portal.matching.rounds import changes, drafts, queries, words
from portal.matching.rounds.changes import Change
from portal.matching.rounds.given import Given
from portal.matching.rounds.models import PairingGroup, PairingRound
from portal.matching.rounds.solving import givens_of
from portal.matching.wording import Reasons, reasons
from portal.prisons.models import Prison

Lines = tuple[tuple[tuple[Prison, ...], str], ...]

NOT_COMPARED: Final = "cannot be compared"
GOOD: Final = ("very close", "close")


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """Hold one group: how close its least alike two are in words, and why.

    `least_alike` names these two where there are more; `gives` says what one can give another,
    `beside` what else to know, `breaks` which rules it breaks because it was set by hand.
    """

    prisons: tuple[Prison, ...]
    word: str
    distance: float | None
    reasons: Reasons
    least_alike: str
    gives: tuple[str, ...]
    beside: tuple[str, ...]
    breaks: tuple[str, ...]
    row: PairingGroup

    @property
    def codes(self) -> tuple[str, ...]:
        """Give the codes of its prisons."""
        return tuple(prison.code for prison in self.prisons)

    @property
    def is_good(self) -> bool:
        """Tell whether there is nothing to look at."""
        return self.word in GOOD and not self.breaks

    @property
    def names(self) -> str:
        """Name its prisons."""
        return words.listed([prison.name for prison in self.prisons])


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """Hold what a page says of one block.

    `to_look_at` are the groups that are not close or break a rule, the least alike first, `good`
    the others, the most alike first. `counted` gives how many are of each word. `whole` says how
    good the groups are as a whole, a sentence each.
    """

    block: Block
    label: str
    method: str
    counted: tuple[tuple[str, int], ...]
    to_look_at: tuple[ShownGroup, ...]
    good: tuple[ShownGroup, ...]
    unpaired: tuple[tuple[Prison, str], ...]
    whole: tuple[str, ...]

    @property
    def groups(self) -> tuple[ShownGroup, ...]:
        """Give every group, those to look at first."""
        return self.to_look_at + self.good


@dataclass(frozen=True, slots=True)
class ShownEffect:
    """Hold what an edit would change: groups with the word for each, and who is left over.

    `about` are the prisons that the edit is about; `whole` says what becomes of the whole.
    """

    about: tuple[Prison, ...]
    gone: Lines
    new: Lines
    left_over: tuple[Prison, ...]
    placed: tuple[Prison, ...]
    whole: str


def shown_blocks(found: PairingRound) -> list[ShownBlock]:
    """Give a round's blocks in the order of `BLOCK_LABELS`, without those that hold nobody."""
    givens = givens_of(found)
    codes = [code for each in found.inputs.values() for code in each["codes"]]
    prisons = queries.named(codes)
    return [
        _block(found, givens[block], block, prisons) for block in BLOCK_LABELS if block in givens
    ]


def shown_groups(found: PairingRound) -> list[ShownGroup]:
    """Give every group of a round, block by block, those to look at first."""
    return [group for each in shown_blocks(found) for group in each.groups]


def shown_effect(found: PairingRound, wanted: Change) -> ShownEffect:
    """Say what an edit would change; nothing is written. Raises Invalid."""
    solved = drafts.changed(found, wanted)
    what = changes.effect(found, solved.givens, solved.plans)
    codes = {code for _, each in (*what.gone, *what.new) for code in each}
    prisons = queries.named(sorted(codes | {*what.left_over, *what.placed, *wanted.codes}))
    before = {
        (row.block, frozenset(member.prison.code for member in row.members)): row.distance
        for row in found.groups
    }
    after = {
        (block, frozenset(solved.givens[block].codes[at] for at in each.members)): each.distance
        for block, planned in solved.plans.items()
        for each in planned.groups
    }

    def lines(groups: Sequence[changes.Grouped], apart: Mapping[Any, float | None]) -> Lines:
        return tuple(
            (
                tuple(prison for code, prison in prisons.items() if code in each),
                _word(solved.givens.get(block), apart[block, each]),
            )
            for block, each in groups
        )

    return ShownEffect(
        about=tuple(prison for code, prison in prisons.items() if code in wanted.codes),
        gone=lines(what.gone, before),
        new=lines(what.new, after),
        left_over=tuple(prisons[code] for code in what.left_over),
        placed=tuple(prisons[code] for code in what.placed),
        whole=what.whole,
    )


def others_in_block(found: PairingRound, shown: ShownGroup) -> list[Prison]:
    """List the prisons of a group's block that are not in it, by name."""
    codes = [*found.inputs[shown.row.block]["codes"]]
    return [prison for code, prison in queries.named(codes).items() if code not in shown.codes]


def _word(given: Given | None, distance: float | None) -> str:
    if given is None or distance is None:
        return NOT_COMPARED
    return closeness(given.method, distance) or NOT_COMPARED


def _block(
    found: PairingRound, given: Given, block: Block, prisons: Mapping[str, Prison]
) -> ShownBlock:
    outcome = found.outcome[block]
    groups = [
        _group(row, given, outcome, prisons, of_one_region=found.region is not None)
        for row in found.groups
        if row.block == block
    ]
    placed = {code for each in groups for code in each.codes}
    return ShownBlock(
        block=block,
        label=BLOCK_LABELS[block],
        method=f"{given.method.name}, version {given.method.version}",
        counted=tuple(
            (word, number)
            for word in (*WORDS, NOT_COMPARED)
            if (number := sum(each.word == word for each in groups))
        ),
        to_look_at=tuple(each for each in groups if not each.is_good),
        good=tuple(reversed([each for each in groups if each.is_good])),
        unpaired=tuple(
            (prison, words.why_unpaired(outcome["unpaired"][code]))
            for code, prison in prisons.items()
            if code in outcome["unpaired"] and code not in placed
        ),
        whole=_whole(outcome, given, groups),
    )


def _whole(outcome: Mapping[str, Any], given: Given, groups: list[ShownGroup]) -> tuple[str, ...]:
    if not groups:
        return ()
    greedy = outcome["greedy_worst"]
    greedy_word = "" if greedy is None else closeness(given.method, greedy) or ""
    by_hand = any(each.row.is_pinned for each in groups)
    said = (
        words.how_proven(outcome["gap"], by_hand=by_hand),
        words.beside_greedy(outcome, groups[0].word, greedy_word),
    )
    return tuple(filter(None, said))


def _group(
    row: PairingGroup,
    given: Given,
    outcome: Mapping[str, Any],
    prisons: Mapping[str, Prison],
    *,
    of_one_region: bool,
) -> ShownGroup:
    members = sorted((member.prison for member in row.members), key=lambda each: each.name)
    # Whoever joined after publishing may not have been there when the round was worked out.
    at = {given.codes.index(each.code): each for each in members if each.code in given.codes}
    said, names = _reasons(given, at)
    return ShownGroup(
        prisons=tuple(members),
        word=_word(given, row.distance),
        distance=row.distance,
        reasons=said,
        least_alike=names if len(members) > 2 else "",
        gives=_gives(given, at),
        beside=_beside(given, at, of_one_region=of_one_region),
        breaks=tuple(
            words.what_a_pin_breaks(rule, [prisons[code].name for code in codes])
            for rule, codes in outcome.get("warnings", ())
            if {prison.code for prison in members}.issuperset(codes)
        ),
        row=row,
    )


def _reasons(given: Given, at: Mapping[int, Prison]) -> tuple[Reasons, str]:
    """Explain a group by the two of it that are least alike, and name them."""
    total = given.distances.total
    apart = {pair: float(total[pair]) for pair in combinations(at, 2)}
    known = {pair: value for pair, value in apart.items() if value == value}
    if not apart:
        return Reasons((), (), ()), ""
    ours, theirs = max(known or apart, key=lambda pair: apart[pair])
    names = at[ours].name, at[theirs].name
    return reasons(explain(given.distances, ours, theirs), *names), words.listed(names)


def _gives(given: Given, at: Mapping[int, Prison]) -> tuple[str, ...]:
    wishes = given.wishes
    if wishes is None:
        return ()
    sites = [(prison.name, given.sites[place]) for place, prison in at.items()]
    return tuple(words.bonuses(sites, maturity=wishes.maturity > 0, need=wishes.need > 0))


def _beside(given: Given, at: Mapping[int, Prison], *, of_one_region: bool) -> tuple[str, ...]:
    wishes = given.wishes
    if wishes is None:
        return ()
    said = []
    here = [given.sites[place].region for place in at]
    if not of_one_region and here[0] and len(set(here)) == 1:
        said.append(f"All are in {here[0]}" if len(here) > 2 else f"Both are in {here[0]}")
    name_of = {prison.code: prison.name for prison in at.values()}
    for one, other, ago in wishes.earlier if wishes.repeat else ():
        if one in name_of and other in name_of:
            when = "in their last round" if ago == 1 else f"{ago} rounds ago"
            said.append(f"{name_of[one]} and {name_of[other]} met {when}")
    return tuple(said)
