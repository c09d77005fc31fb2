"""Making a draft of a round, editing it and throwing it away.

What takes long is worked out before the transaction. Inside, the draft must still be the edition
that the work began with.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast

from sqlalchemy import select
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.attributes import flag_modified

from portal import audit, clock
from portal.accounts.models import User
from portal.db import db, take_turns, transactional
from portal.errors import EditConflict, Forbidden, Invalid, NotFound
from portal.matching.core import Basis, Block
from portal.matching.core.planning import Plan
from portal.matching.line_ups import LineUp
from portal.matching.rounds import asking
from portal.matching.rounds.asked import EXAMPLES, Asked, Codes
from portal.matching.rounds.changes import BY_HAND_ONLY, Change, grouped
from portal.matching.rounds.given import Given
from portal.matching.rounds.models import DRAFT, PairingGroup, PairingMember, PairingRound
from portal.matching.rounds.permissions import COUNTRY, require_changing, require_pairing
from portal.matching.rounds.solving import outcome, solve
from portal.personal_data import first_blocking
from portal.practices.content import is_storable
from portal.prisons.queries import regions

NAME_MAX: Final = 120
PRESSED_TWICE: Final = timedelta(minutes=2)  # longer than any solving takes
NOT_TOGETHER: Final = (
    "Not all of these prisons take part, or they are never compared: prisons for men, for women "
    "and for people under 18 stand apart"
)


@dataclass(frozen=True, slots=True)
class Done:
    """Say who did what to a draft, and to which prisons."""

    who: str
    at: datetime
    do: str
    codes: Codes


@dataclass(frozen=True, slots=True)
class Solved:
    """Hold what was asked, who takes part, what the solver was given and what it found."""

    asked: Asked
    compared: Mapping[Block, LineUp]
    givens: Mapping[Block, Given]
    plans: Mapping[Block, Plan]


def work_out(basis: Basis, region: str, asked: Asked, *, fixed: Iterable[Codes] = ()) -> Solved:
    """Solve what is asked, as things stand today; nothing is written.

    Pins whose prisons do not all take part any more are left out. Raises Invalid.
    """
    compared = asking.chosen(asked, asking.in_reach(basis, region))
    here = {code for each in compared.values() for code in each.codes}
    asked = asked.among(here)
    givens = asking.givens(asked, compared, fixed=fixed)
    return Solved(asked, compared, givens, solve(givens))


def propose_round(
    *,
    actor: User,
    region: str,
    name: str = "",
    basis: Basis = "record",
    asked: Asked | None = None,
) -> PairingRound:
    """Make a draft for a region, or for the country where `region` is empty; nobody is told.

    Each block is solved by itself; a prison that is in none of the groups is kept with its reason.
    Raises Forbidden, and Invalid for a region that does not exist, a name that cannot be, wishes
    that contradict each other, and where there are not two prisons.
    """
    require_pairing(actor, region)
    if region not in (COUNTRY, EXAMPLES) and region not in regions():
        raise Invalid({"region": "Choose a region from the list"})
    name = checked_name(name or _usual_name(region))
    solved = work_out(basis, region, asked or Asked())
    return _keep_new(solved, actor, name, basis, region)


def change_draft(found: PairingRound, change: Change, *, actor: User, edition: int) -> PairingRound:
    """Edit a draft that must still be this `edition`, and solve it again where groups may change.

    `found` is loaded with its groups and prisons. Raises Forbidden, EditConflict and Invalid.
    """
    require_draft(found, actor, edition)
    asked = change.of(Asked.from_json(found.wishes or {}))
    if change.do in BY_HAND_ONLY:
        _require_there(found, change)
        return _mark(found.id, asked, change, actor, edition)
    solved = changed(found, change)
    return _keep_changed(found.id, solved, actor, edition, change.do, change.codes)


def ask_again(
    found: PairingRound, *, actor: User, edition: int, basis: Basis, asked: Asked
) -> PairingRound:
    """Ask something else of a draft that must still be this `edition`, and solve it again.

    Pins and forbids whose prisons do not all take part are left out. Raises Forbidden,
    EditConflict and Invalid.
    """
    require_draft(found, actor, edition)
    solved = work_out(basis, found.region or COUNTRY, asked)
    return _keep_changed(found.id, solved, actor, edition, "ask", basis=basis)


def changed(found: PairingRound, change: Change) -> Solved:
    """Solve a draft with one edit; nothing is written.

    Raises Invalid, also where a prison of the edit does not take part, or those of a group are
    never compared.
    """
    _require_there(found, change)
    solved = work_out(
        cast("Basis", found.basis),
        found.region or COUNTRY,
        change.of(Asked.from_json(found.wishes or {})),
        fixed=change.fixed(found),
    )
    wanted = set() if change.do == "take_out" else set(change.codes)
    if not any(wanted <= set(given.codes) for given in solved.givens.values()):
        raise Invalid({"": NOT_TOGETHER})
    return solved


def _require_there(found: PairingRound, change: Change) -> None:
    there = {code for each in found.inputs.values() for code in each["codes"]}
    groups = [codes for _, codes in grouped(found)]
    if change.do in ("keep", "release", "part") and frozenset(change.codes) not in groups:
        raise Invalid({"": "This group is not in the draft any more"})
    if change.do == "take_out" and not there.issuperset(change.codes):
        raise Invalid({"": "This prison is not in the round"})


@transactional
def rename(number: int, *, actor: User, edition: int, name: str) -> PairingRound:
    """Give a draft another name. Raises Forbidden, EditConflict and Invalid."""
    name = checked_name(name)
    found = locked(number, actor, edition)
    found.name = name
    _changed(found, actor, "rename")
    return found


@transactional
def delete_draft(number: int, *, actor: User, edition: int) -> None:
    """Throw a draft away. Raises Forbidden and EditConflict."""
    db.session.delete(locked(number, actor, edition, old_too=True))
    audit.record("pairing.deleted", f"pairing:{number}", actor=actor)


def require_draft(found: PairingRound, actor: User, edition: int, *, old_too: bool = False) -> None:
    """Let nobody go on who may not edit it, or began with another edition.

    A draft of an earlier version of the portal can only be thrown away (`old_too`). Raises
    Forbidden and EditConflict.
    """
    require_changing(actor, found.region or COUNTRY, found.created_by_id)
    if found.state == DRAFT and found.wishes is None and not old_too:
        raise Forbidden("This round is from an earlier version of the portal. Make a new one.")
    if found.state != DRAFT or found.edition != edition:
        raise EditConflict("Somebody else changed this draft meanwhile.")


def checked_name(name: str) -> str:
    """Tidy the name of a round. Raises Invalid with the key "name"."""
    name = " ".join(name.split())
    if not name:
        raise Invalid({"name": "Give the round a name"})
    if len(name) > NAME_MAX:
        raise Invalid({"name": f"Use at most {NAME_MAX} characters"})
    if not is_storable(name):
        raise Invalid({"name": "Take out signs that cannot be shown"})
    if first_blocking(name):
        raise Invalid({"name": "Take out what tells who a person is, such as a prison number"})
    return name


def _usual_name(region: str) -> str:
    return f"{region or 'Whole country'}, {clock.today():%B %Y}"


def locked(number: int, actor: User, edition: int, *, old_too: bool = False) -> PairingRound:
    """Read a draft again, so that nobody else changes it meanwhile; raises as `require_draft`."""
    found = db.session.scalar(
        select(PairingRound)
        .where(PairingRound.id == number)
        .options(
            selectinload(PairingRound.groups)
            .selectinload(PairingGroup.members)
            .joinedload(PairingMember.prison)
        )
        .with_for_update(of=PairingRound)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("Somebody else deleted this draft meanwhile.")
    require_draft(found, actor, edition, old_too=old_too)
    return found


@transactional
def _keep_new(solved: Solved, actor: User, name: str, basis: Basis, region: str) -> PairingRound:
    take_turns(f"new rounds of {actor.id}")
    if again := _just_made(actor, name, basis, region, solved.asked):
        return again
    made = PairingRound(
        name=name,
        region=region or None,
        basis=basis,
        created_at=clock.now(),
        created_by_id=actor.id,
    )
    _fill(made, solved)
    db.session.add(made)
    db.session.flush()
    audit.record(
        "pairing.proposed",
        f"pairing:{made.id}",
        actor=actor,
        region=region,
        groups=len(made.groups),
    )
    return made


def _just_made(
    actor: User, name: str, basis: Basis, region: str, asked: Asked
) -> PairingRound | None:
    """Find the draft that the same form made a moment ago, as when a button is pressed twice."""
    rows = db.session.scalars(
        select(PairingRound).where(
            PairingRound.created_by_id == actor.id,
            PairingRound.created_at > clock.now() - PRESSED_TWICE,
            PairingRound.state == DRAFT,
            PairingRound.edition == 1,
            PairingRound.name == name,
            PairingRound.basis == basis,
            PairingRound.region == (region or None),
        )
    )
    return next((each for each in rows if each.wishes == asked.to_json()), None)


@transactional
def _keep_changed(
    number: int,
    solved: Solved,
    actor: User,
    edition: int,
    do: str,
    codes: Codes = (),
    *,
    basis: Basis | None = None,
) -> PairingRound:
    found = locked(number, actor, edition)
    found.basis = basis or found.basis
    _fill(found, solved)
    _changed(found, actor, do, codes)
    return found


@transactional
def _mark(number: int, asked: Asked, change: Change, actor: User, edition: int) -> PairingRound:
    """Pin a group or release it: everything else stays as it is."""
    found = locked(number, actor, edition)
    found.wishes = asked.to_json()
    pins = set(asked.pins)
    for group in found.groups:
        group.is_pinned = _codes(group) in pins
    _changed(found, actor, change.do, change.codes)
    return found


def _changed(found: PairingRound, actor: User, do: str, codes: Codes = ()) -> None:
    flag_modified(found, "wishes")  # so that the edition moves on whatever was changed
    db.session.flush()
    audit.record(
        "pairing.changed",
        f"pairing:{found.id}",
        actor=actor,
        do=do,
        codes=list(codes),
        edition=found.edition,
    )


def _fill(found: PairingRound, solved: Solved) -> None:
    found.as_at = clock.today()
    found.wishes = solved.asked.to_json()
    found.inputs = {block: given.to_json() for block, given in solved.givens.items()}
    found.outcome = {
        block: outcome(solved.givens[block], planned) for block, planned in solved.plans.items()
    }
    found.groups = [
        group
        for block, planned in solved.plans.items()
        for group in _groups(solved, block, planned)
    ]


def _groups(solved: Solved, block: Block, planned: Plan) -> list[PairingGroup]:
    compared, pins = solved.compared[block], set(solved.asked.pins)
    return [
        PairingGroup(
            block=block,
            position=position,
            distance=group.distance,
            is_pinned=tuple(sorted(compared.codes[at] for at in group.members)) in pins,
            members=[PairingMember(prison_id=compared.ids[at]) for at in group.members],
        )
        for position, group in enumerate(planned.groups, start=1)
    ]


def _codes(group: PairingGroup) -> Codes:
    return tuple(sorted(member.prison.code for member in group.members))


def changes_since(number: int, edition: int) -> list[Done]:
    """List what was done to a draft after an edition, in order."""
    rows = db.session.scalars(
        select(audit.AuditEvent)
        .where(audit.AuditEvent.subject == f"pairing:{number}")
        .order_by(audit.AuditEvent.id)
    )
    return [
        Done(row.actor_name, row.at, row.detail["do"], tuple(row.detail.get("codes", ())))
        for row in rows
        if row.detail.get("edition", 0) > edition
    ]
