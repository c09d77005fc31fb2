"""Proposing who should pair up with whom."""

from collections.abc import Mapping
from typing import Any, cast

from portal import audit, clock
from portal.accounts.models import Role, User
from portal.accounts.permissions import is_administrator
from portal.db import db, transactional
from portal.errors import Forbidden, Invalid
from portal.matching.core import METHODS, Block, Plan, distances, pair_greedily, pair_up
from portal.matching.line_ups import LineUp, line_ups
from portal.matching.rounds.models import PairingGroup, PairingMember, PairingRound
from portal.prisons.queries import regions

COUNTRY = ""


def propose_round(*, actor: User, region: str) -> PairingRound:
    """Pair up the open, real prisons of a region, or of the country where `region` is empty.

    Each block is solved by itself; a prison that is in none of the groups is kept with its reason.
    Raises Forbidden, and Invalid for a region that does not exist.
    """
    if not may_pair(actor, region):
        raise Forbidden("You can pair up the prisons of your own region, or of the whole country.")
    if region and region not in regions():
        raise Invalid({"region": "Choose a region from the list"})
    # Before the transaction: solving takes a second, and nobody else can write meanwhile.
    chosen = [
        _within(compared, region)
        for (basis, _), compared in line_ups().items()
        if basis == "record"
    ]
    solved = [(each, pair_up(each.distances.total, each.codes)) for each in chosen if each.ids]
    return _keep_round(solved, actor, region)


@transactional
def _keep_round(solved: list[tuple[LineUp, Plan]], actor: User, region: str) -> PairingRound:
    proposed = PairingRound(
        region=region or None,
        as_at=clock.today(),
        created_at=clock.now(),
        created_by_id=actor.id,
        inputs={chosen.block: _inputs(chosen) for chosen, _ in solved},
        outcome={chosen.block: _outcome(chosen, plan) for chosen, plan in solved},
        groups=[group for chosen, plan in solved for group in _groups(chosen, plan)],
    )
    db.session.add(proposed)
    db.session.flush()
    audit.record(
        "pairing.proposed",
        f"pairing:{proposed.id}",
        actor=actor,
        region=region,
        groups=len(proposed.groups),
    )
    return proposed


def may_pair(actor: User, region: str) -> bool:
    """Tell whether somebody may propose pairs for a region (empty: for the country)."""
    if is_administrator(actor):
        return True
    return actor.role == Role.REGIONAL_LEAD and region in (COUNTRY, actor.region)


def recompute(inputs: Mapping[str, Any]) -> dict[Block, tuple[tuple[str, ...], ...]]:
    """Work a round out again from what it stored: the groups of each block, as codes.

    Raises Invalid where it was made with a version of the method that is no longer here.
    """
    found: dict[Block, tuple[tuple[str, ...], ...]] = {}
    for name, given in inputs.items():
        block = cast("Block", name)
        if given["version"] != METHODS["record"][block].version:
            raise Invalid({"": f"This was made with version {given['version']} of the method."})
        codes = tuple(given["codes"])
        plan = pair_up(distances(METHODS["record"][block], given["values"]).total, codes)
        found[block] = tuple(
            tuple(codes[member] for member in group.members) for group in plan.groups
        )
    return found


def _within(compared: LineUp, region: str) -> LineUp:
    if not region:
        return compared
    kept = [at for at, known in enumerate(compared.values) if known.get("region") == region]
    return compared.only(kept)


def _inputs(chosen: LineUp) -> dict[str, Any]:
    method = chosen.method
    return {
        "method": method.name,
        "version": method.version,
        "weights": {item.key: item.weight for item in method.items},
        "codes": list(chosen.codes),
        "values": list(chosen.values),
    }


def _outcome(chosen: LineUp, plan: Plan) -> dict[str, Any]:
    """Keep what a page says about the whole, beside what closest-first pairing would give."""
    greedy = pair_greedily(chosen.distances.total, chosen.codes)
    return {
        "total": plan.total,
        "gap": plan.gap,
        "unpaired": {chosen.codes[at]: str(reason) for at, reason in plan.unpaired.items()},
        "greedy_total": greedy.total,
        "greedy_worst": max((group.distance for group in greedy.groups), default=None),
    }


def _groups(chosen: LineUp, plan: Plan) -> list[PairingGroup]:
    return [
        PairingGroup(
            block=chosen.block,
            position=position,
            distance=group.distance,
            members=[PairingMember(prison_id=chosen.ids[at]) for at in group.members],
        )
        for position, group in enumerate(plan.groups, start=1)
    ]
