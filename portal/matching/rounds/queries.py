"""Reading pairing rounds, with the reasons for each pair worked out from what was stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sqlalchemy import Select, false, or_, select
from sqlalchemy.orm import defer, joinedload, selectinload

from portal.accounts.models import Role, User
from portal.accounts.permissions import is_administrator
from portal.db import db
from portal.errors import NotFound
from portal.matching.core import METHODS, Block, closeness, distances, explain
from portal.matching.line_ups import BLOCK_LABELS
from portal.matching.rounds.models import PairingGroup, PairingMember, PairingRound
from portal.matching.wording import Reasons, reasons
from portal.prisons.models import Prison

ROUNDS_LISTED = 50


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """Hold one pair or trio: how close its least alike two are in words, and why."""

    prisons: tuple[Prison, ...]
    word: str
    reasons: Reasons


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """Hold what a page says of one block, the least alike group first.

    `unpaired` gives the prison and the reason. `is_proven`: no better pairing exists. `worst` and
    `greedy_worst` say how close the least alike are here, and if the closest were paired first.
    """

    label: str
    groups: tuple[ShownGroup, ...]
    unpaired: tuple[tuple[Prison, str], ...]
    is_proven: bool
    worst: str
    greedy_worst: str

    @property
    def has_trio(self) -> bool:
        """Tell whether one of the groups is of three."""
        return any(len(group.prisons) > 2 for group in self.groups)


def rounds_for(viewer: User) -> Sequence[PairingRound]:
    """List the newest rounds that somebody may see, with who asked for each."""
    return db.session.scalars(
        _visible_to(viewer)
        .options(
            defer(PairingRound.inputs),
            defer(PairingRound.outcome),
            joinedload(PairingRound.created_by).lazyload(User.prison),
        )
        .order_by(PairingRound.created_at.desc(), PairingRound.id.desc())
        .limit(ROUNDS_LISTED)
    ).all()


def round_by_id(number: int, *, viewer: User) -> PairingRound:
    """Fetch a round with its groups and prisons. Raises NotFound where it may not be seen."""
    found = db.session.scalar(
        _visible_to(viewer)
        .where(PairingRound.id == number)
        .options(
            joinedload(PairingRound.created_by).lazyload(User.prison),
            selectinload(PairingRound.groups)
            .selectinload(PairingGroup.members)
            .joinedload(PairingMember.prison),
        )
    )
    if found is None:
        raise NotFound("There is no such pairing, or it is of another region.")
    return found


def shown_blocks(found: PairingRound) -> list[ShownBlock]:
    """Give a round's blocks in the order of `BLOCK_LABELS`, without those that hold nobody."""
    left_over = _unpaired_prisons(found)
    return [_block(found, block, left_over) for block in BLOCK_LABELS if block in found.outcome]


def _visible_to(viewer: User) -> Select[PairingRound]:
    chosen = select(PairingRound)
    if is_administrator(viewer):
        return chosen
    if viewer.role != Role.REGIONAL_LEAD:
        return chosen.where(false())
    return chosen.where(or_(PairingRound.region.is_(None), PairingRound.region == viewer.region))


def _unpaired_prisons(found: PairingRound) -> dict[str, Prison]:
    codes = [code for outcome in found.outcome.values() for code in outcome["unpaired"]]
    rows = db.session.scalars(select(Prison).where(Prison.code.in_(codes)))
    return {prison.code: prison for prison in rows}


def _block(found: PairingRound, block: Block, left_over: dict[str, Prison]) -> ShownBlock:
    given, outcome = found.inputs[block], found.outcome[block]
    apart = distances(METHODS["record"][block], given["values"])
    ours = [group for group in found.groups if group.block == block]
    groups = tuple(_group(group, block, given["codes"], apart) for group in ours)
    worst = outcome["greedy_worst"]
    return ShownBlock(
        label=BLOCK_LABELS[block],
        groups=groups,
        unpaired=tuple(
            (left_over[code], why) for code, why in outcome["unpaired"].items() if code in left_over
        ),
        is_proven=outcome["gap"] == 0,
        worst=groups[0].word if groups else "",
        greedy_worst="" if worst is None else closeness(METHODS["record"][block], worst) or "",
    )


def _group(group: PairingGroup, block: Block, codes: list[str], apart: Any) -> ShownGroup:
    """Explain a group by the two of it that are least alike."""
    prisons = tuple(member.prison for member in group.members)
    places = {codes.index(prison.code): prison for prison in prisons}
    ours, theirs = max(combinations(places, 2), key=lambda pair: apart.total[pair])
    return ShownGroup(
        prisons=prisons,
        word=closeness(METHODS["record"][block], group.distance) or "",
        reasons=reasons(explain(apart, ours, theirs), places[ours].name, places[theirs].name),
    )
