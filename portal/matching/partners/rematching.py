"""Parting one group after publishing, and finding its prisons other partners.

Nothing else of the round is touched: a parted group keeps its row, and who meets next stands in a
new one.
"""

from sqlalchemy import func, select

from portal import audit, clock
from portal.accounts.models import User
from portal.db import db, take_turns, transactional
from portal.errors import EditConflict, Invalid
from portal.matching.partners.candidates import Candidate, candidates_for
from portal.matching.partners.groups import has_begun
from portal.matching.partners.guarding import problem, tidy
from portal.matching.partners.locking import locked
from portal.matching.partners.models import Rematch
from portal.matching.partners.permissions import require_arranging
from portal.matching.rounds.models import PairingGroup, PairingMember

WHY_MAX = 1_000
TAKEN_MEANWHILE = (
    "Something changed meanwhile, so this can no longer be chosen. Open the list of other partners "
    "again."
)


@transactional
def part(number: int, *, actor: User, why: str, sure: bool = False) -> PairingGroup:
    """Part a group for a reason; what it wrote stays readable, and nothing more can be added.

    Raises NotFound, Forbidden, Invalid, and EditConflict where it was parted already.
    """
    group = locked(number, actor=actor)
    require_arranging(actor, group)
    why = tidy(why)
    if found := problem(why, if_blank="Say why you part them", longest=WHY_MAX, sure=sure):
        raise Invalid({"why": found})
    if group.parted_at is not None:
        raise EditConflict("This group was parted already.")
    _part(group, why, actor)
    return group


@transactional
def rematch(
    number: int, *, actor: User, prison_id: int, choice: str, trios: bool = False
) -> PairingGroup:
    """Give one prison of a parted group a new partner, in a new group of the same round.

    `choice` is the key of one of `candidates_for`. Where it is a pair, that pair's row is parted
    and the three stand in the new one. Raises NotFound, Forbidden, Invalid, and EditConflict where
    somebody was quicker.
    """
    group = locked(number, actor=actor)
    require_arranging(actor, group)
    take_turns(f"groups of round {group.round_id}")
    offered = candidates_for(group, prison_id, trios=trios)
    chosen = next((each for each in offered if each.key == choice), None)
    if chosen is None:
        if choice:
            raise EditConflict(TAKEN_MEANWHILE)
        if not offered:
            raise Invalid({"": "Nobody is free who could meet this prison"})
        raise Invalid({f"choice-{prison_id}": "Choose a partner"})
    return _new_group(group, prison_id, chosen, actor)


def _new_group(group: PairingGroup, prison_id: int, chosen: Candidate, actor: User) -> PairingGroup:
    if chosen.group_id is not None:
        pair = locked(chosen.group_id, actor=actor)
        if pair.parted_at is not None or has_begun([pair.id]):
            raise EditConflict(TAKEN_MEANWHILE)
        _part(pair, "It is now a group of three.", actor)
    last = db.session.scalar(
        select(func.max(PairingGroup.position)).where(
            PairingGroup.round_id == group.round_id, PairingGroup.block == group.block
        )
    )
    made = PairingGroup(
        round_id=group.round_id,
        block=group.block,
        position=(last or 0) + 1,
        distance=chosen.distance,
        members=[
            PairingMember(prison_id=each)
            for each in sorted({prison_id, *(prison.id for prison in chosen.prisons)})
        ],
    )
    db.session.add(made)
    db.session.flush()
    db.session.add(
        Rematch(group_id=made.id, from_group_id=group.id, made_at=clock.now(), made_by_id=actor.id)
    )
    audit.record(
        "pairing.rematched",
        f"pairing_group:{made.id}",
        actor=actor,
        instead_of=group.id,
        prisons=[member.prison_id for member in made.members],
    )
    return made


def _part(group: PairingGroup, why: str, actor: User) -> None:
    group.parted_at, group.parted_why = clock.now(), why
    db.session.flush()
    audit.record("pairing.parted", f"pairing_group:{group.id}", actor=actor, why=why)
