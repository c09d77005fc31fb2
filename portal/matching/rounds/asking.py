"""From what a lead asks to what the solver is given, and what stands in the way."""

from collections.abc import Iterable, Mapping
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.db import db
from portal.errors import Invalid
from portal.matching.core import Basis, Block
from portal.matching.core.planning import Wishes
from portal.matching.line_ups import (
    BLOCK_LABELS,
    MEASURES_READ,
    LineUp,
    blocks,
    is_open,
    line_ups,
    of_profiles,
)
from portal.matching.rounds.asked import EXAMPLES, Asked
from portal.matching.rounds.given import Given
from portal.matching.rounds.models import (
    DRAFT,
    OPTED_IN,
    PAUSED,
    PairingGroup,
    PairingMember,
    PairingRound,
)
from portal.matching.rounds.standings import State, states
from portal.matching.setting.queries import methods_in_use
from portal.prisons.models import Prison
from portal.prisons.queries import profiles

Meeting = tuple[str, str, int]
EARLIER_ROUNDS = 12  # after a year of monthly rounds, what is charged for a meeting is next to 0


def in_reach(basis: Basis, region: str) -> dict[Block, LineUp]:
    """Give the open prisons that a round of this region (empty: the country) may be of."""
    if region == EXAMPLES:
        return _examples(basis)
    every = line_ups()
    return {block: _within(every[basis, block], region) for block in BLOCK_LABELS}


def chosen(asked: Asked, reached: Mapping[Block, LineUp]) -> dict[Block, LineUp]:
    """Keep the prisons that take part, and the blocks that hold any.

    Raises Invalid with the key "who" where there are not two.
    """
    stands = states({number for compared in reached.values() for number in compared.ids})
    found = {}
    for block, compared in reached.items():
        kept = [
            at
            for at, (number, code) in enumerate(zip(compared.ids, compared.codes, strict=True))
            if takes_part(asked, code, stands[number])
        ]
        if kept:
            found[block] = compared.only(kept) if len(kept) < len(compared.ids) else compared
    if len({code for compared in found.values() for code in compared.codes}) < 2:
        raise Invalid({"who": _too_few(asked, found)})
    return found


def takes_part(asked: Asked, code: str, state: State) -> bool:
    """Tell whether a prison is in the round: nobody who pauses, nobody who was taken out."""
    if state == PAUSED or code in asked.taken_out:
        return False
    return asked.who == "all" or state == OPTED_IN or code in asked.put_in


def givens(
    asked: Asked, compared: Mapping[Block, LineUp], *, fixed: Iterable[tuple[str, ...]] = ()
) -> dict[Block, Given]:
    """Give what the solver is given for each block.

    `fixed` are groups that stand for this once. A pin or forbid counts in every block that all its
    prisons are in.
    """
    ids = {number for each in compared.values() for number in each.ids}
    prisons = {each.id: each for each in db.session.scalars(select(Prison))}
    met = _met({each.code for number, each in prisons.items() if number in ids})
    return {
        block: Given.of(each, prisons, _wishes(asked, each, met, tuple(fixed)))
        for block, each in compared.items()
    }


def _wishes(
    asked: Asked, compared: LineUp, met: Iterable[Meeting], fixed: tuple[tuple[str, ...], ...]
) -> Wishes:
    here = set(compared.codes)
    ours = asked.among(here)
    off = {
        name: 0.0
        for name, on in (
            ("repeat", not asked.repeats),
            ("maturity", asked.maturity),
            ("need", asked.need),
        )
        if not on
    }
    return Wishes(
        size=asked.size,
        region=asked.region_rule,
        cap_km=asked.cap_km,
        pins=ours.pins + tuple(each for each in fixed if here.issuperset(each)),
        forbids=ours.forbids,
        earlier=tuple(each for each in met if here.issuperset(each[:2])),
        **off,
    )


def _within(compared: LineUp, region: str) -> LineUp:
    if not region:
        return compared
    places = [at for at, known in enumerate(compared.values) if known.get("region") == region]
    return compared.only(places)


def _examples(basis: Basis) -> dict[Block, LineUp]:
    known = profiles(measures=MEASURES_READ).values()
    examples = [each for each in known if each.prison.is_example and is_open(each)]
    methods = methods_in_use()
    return {
        block: of_profiles(
            basis, block, methods[basis, block], [one for one in examples if block in blocks(one)]
        )
        for block in BLOCK_LABELS
    }


def _met(codes: set[str]) -> list[Meeting]:
    """List which of these met in published rounds, and how many of their rounds ago, newest 1."""
    rounds = db.session.scalars(
        select(PairingRound)
        .where(PairingRound.state != DRAFT)
        .options(
            selectinload(PairingRound.groups)
            .selectinload(PairingGroup.members)
            .joinedload(PairingMember.prison)
        )
        .order_by(PairingRound.published_at.desc(), PairingRound.id.desc())
        .limit(EARLIER_ROUNDS)
    ).all()
    last: dict[tuple[str, str], int] = {}
    ago = 0
    for each in rounds:
        pairs = {pair for group in each.groups for pair in _pairs(group) if codes.issuperset(pair)}
        ago += bool(pairs)
        for pair in pairs:
            last.setdefault(pair, ago)
    return [(*pair, ago) for pair, ago in sorted(last.items())]


def _pairs(group: PairingGroup) -> Iterable[tuple[str, str]]:
    return combinations(sorted(member.prison.code for member in group.members), 2)


def _too_few(asked: Asked, found: Mapping[Block, LineUp]) -> str:
    number = "Only one prison takes part" if found else "No prison takes part"
    if asked.who == "asked":
        return (
            f"{number}: too few have asked to. Ask prison leads to opt in, "
            "or choose all open prisons"
        )
    return f"{number}. Choose the whole country, or wait until more prisons are open to it"
