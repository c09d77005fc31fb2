"""Reading pairing rounds."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import Select, and_, exists, false, or_, select
from sqlalchemy.orm import defer, joinedload, selectinload

from portal.accounts.models import Role, User
from portal.accounts.permissions import is_administrator
from portal.db import db
from portal.errors import Invalid, NotFound
from portal.matching.core import Basis, Block
from portal.matching.rounds import asking
from portal.matching.rounds.asked import EXAMPLES, Asked
from portal.matching.rounds.given import Given
from portal.matching.rounds.models import DRAFT, PAUSED, PairingGroup, PairingMember, PairingRound
from portal.matching.rounds.permissions import COUNTRY
from portal.matching.rounds.solving import givens_of
from portal.matching.rounds.standings import states
from portal.practices.content import is_storable
from portal.prisons.models import Prison
from portal.prisons.queries import regions

ROUNDS_LISTED = 100


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
            joinedload(PairingRound.published_by).lazyload(User.prison),
            selectinload(PairingRound.groups)
            .selectinload(PairingGroup.members)
            .joinedload(PairingMember.prison),
        )
    )
    if found is None:
        raise NotFound("There is no such round: it was deleted, or it is of another region.")
    return found


def is_any_published() -> bool:
    """Tell whether any round was ever published, so that there may be results to look at."""
    return db.session.scalar(select(exists().where(PairingRound.state != DRAFT))) or False


def regions_for(viewer: User) -> list[str]:
    """List the regions whose prisons somebody may pair up, beside the whole country."""
    if is_administrator(viewer):
        return [*regions(), EXAMPLES]
    return [viewer.region] if viewer.region else []


def named(codes: Sequence[str]) -> dict[str, Prison]:
    """Fetch prisons by their codes, in the order of their names."""
    asked = [code for code in codes if is_storable(code)]
    rows = db.session.scalars(select(Prison).where(Prison.code.in_(asked)).order_by(Prison.name))
    return {prison.code: prison for prison in rows}


def could_join(found: PairingRound) -> list[Prison]:
    """List the open prisons of a draft's region that are not in it and do not pause, by name."""
    reached = asking.in_reach(cast("Basis", found.basis), found.region or COUNTRY)
    there = {code for each in found.inputs.values() for code in each["codes"]}
    ids = [number for each in reached.values() for number in each.ids]
    stands = states(ids)
    rows = db.session.scalars(
        select(Prison).where(Prison.id.in_(ids), Prison.code.not_in(there)).order_by(Prison.name)
    )
    return [prison for prison in rows if stands[prison.id] != PAUSED]


def changed_since(found: PairingRound) -> list[str]:
    """Say, a sentence each, what a draft stands on that is not so any more."""
    if found.state != DRAFT or found.wishes is None:
        return []
    asked = Asked.from_json(found.wishes)
    stored = givens_of(found)
    try:
        reached = asking.in_reach(cast("Basis", found.basis), found.region or COUNTRY)
        now = asking.givens(asked, asking.chosen(asked, reached))
    except Invalid:
        now = {}
    return _told(*_counted(stored, now), _reweighed(stored, now))


def _counted(stored: dict[Block, Given], now: dict[Block, Given]) -> tuple[int, int, int]:
    """Count the prisons with other figures, those new and those gone."""
    before = {(block, code) for block, given in stored.items() for code in given.codes}
    after = {(block, code) for block, given in now.items() for code in given.codes}
    same = before & after
    other = {
        code for block, code in same if stored[block].values_of(code) != now[block].values_of(code)
    }
    return len(other), len(after - before), len(before - after)


def _reweighed(stored: dict[Block, Given], now: dict[Block, Given]) -> bool:
    return any(
        now[block].method.version != given.method.version
        for block, given in stored.items()
        if block in now
    )


def _told(figures: int, new: int, gone: int, reweighed: bool) -> list[str]:
    def prisons(number: int) -> str:
        return "1 prison" if number == 1 else f"{number} prisons"

    told = [f"Figures of {prisons(figures)} changed since."] if figures else []
    if new:
        told.append(f"{prisons(new)} would be in it now and {'is' if new == 1 else 'are'} not.")
    if gone:
        told.append(f"{prisons(gone)} in it would not take part now.")
    if reweighed:
        told.append("The weights changed since.")
    return told


def _visible_to(viewer: User) -> Select[PairingRound]:
    chosen = select(PairingRound)
    if is_administrator(viewer):
        return chosen
    if viewer.role != Role.REGIONAL_LEAD:
        return chosen.where(false())
    return chosen.where(
        or_(
            PairingRound.region.is_(None),
            and_(PairingRound.region.is_not(None), PairingRound.region == viewer.region),
        )
    )
