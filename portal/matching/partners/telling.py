"""Writing to the people of a group, each once: what is due is noted first, then sent.

A letter is noted in a transaction of its own or in that of the deed that it tells of, so a program
that ends half way, or a mail server that fails, only puts it off until the next round. Of several
programs that go round at once, one takes each letter.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import Exists, exists, or_, select, update

from portal import clock, mail
from portal.accounts import colleagues
from portal.accounts.models import User
from portal.accounts.queries import may_enter
from portal.db import db, take_turns, transactional
from portal.matching.partners import letters
from portal.matching.partners.groups import fit_times_due, whole_groups
from portal.matching.partners.models import SIX_WEEKS, Letter, PartnerFit, PartnerLetter
from portal.matching.partners.vocabulary import FIT_AFTER
from portal.matching.rounds.models import PUBLISHED, PairingGroup, PairingMember, PairingRound
from portal.prisons.queries import region_of

# Longer than a mail server may take; after that whoever took a letter has ended.
TAKEN_FOR: Final = timedelta(minutes=10)
GIVEN_UP_AFTER: Final = timedelta(days=14)
FAILURES_MOST: Final = 3


def tell() -> int:
    """Note every letter that is due and send what is not sent yet; gives how many went."""
    _note_due()
    sent = failed = 0
    for number in _unsent():
        if failed >= FAILURES_MOST:
            break
        if not _take(number):
            continue
        if _send(number):
            sent += 1
        else:
            failed += 1
    return sent


def tell_lead(group: PairingGroup, about: Letter) -> None:
    """Note a letter to whoever leads a round: who published it, else the leads of its region.

    Needs a running service.
    """
    _note(group.id, None, about, _leads(group))


def people_told(prison_id: int) -> Sequence[User]:
    """Give whom letters to a prison go to: its leads, or everybody there where it has none."""
    return colleagues.leads_of(prison_id) or colleagues.people_of(prison_id)


def _leads(group: PairingGroup) -> Sequence[User]:
    publisher = group.round.published_by_id or group.round.created_by_id
    found = db.session.scalars(select(User).where(User.id == publisher, may_enter(User))).all()
    if found:
        return found
    own = group.round.region
    places = [own] if own else [region_of(each.prison_id) for each in group.members]
    regions = sorted({each for each in places if each})
    leads = [each for region in regions for each in colleagues.regional_leads(region)]
    return leads or colleagues.administrators()


@transactional
def _note_due() -> None:
    take_turns("letters to partners")
    for number, prison_id in _untold():
        _note(number, prison_id, Letter.PAIRED, people_told(prison_id))
    for group in _whose_fit_is_due():
        at = fit_times_due(group)[0]
        for each in _not_asked(group, at):
            _note(group.id, each.prison_id, Letter(at), people_told(each.prison_id))


def _untold() -> Sequence[tuple[int, int]]:
    """List groups and prisons that nobody was told of, where there is somebody to tell."""
    rows = db.session.execute(
        select(PairingMember.group_id, PairingMember.prison_id)
        .join(PairingGroup, PairingGroup.id == PairingMember.group_id)
        .join(PairingRound, PairingRound.id == PairingGroup.round_id)
        .where(
            PairingRound.state == PUBLISHED,
            PairingGroup.parted_at.is_(None),
            ~_is_noted(Letter.PAIRED),
            exists().where(User.prison_id == PairingMember.prison_id, may_enter(User)),
        )
        .order_by(PairingMember.group_id, PairingMember.prison_id)
    )
    return [(number, prison_id) for number, prison_id in rows]


def _is_noted(about: str) -> Exists:
    return exists().where(
        PartnerLetter.group_id == PairingMember.group_id,
        PartnerLetter.prison_id == PairingMember.prison_id,
        PartnerLetter.about == about,
    )


def _whose_fit_is_due() -> list[PairingGroup]:
    open_ones = whole_groups().where(
        PairingGroup.parted_at.is_(None),
        PairingGroup.round_id.in_(select(PairingRound.id).where(PairingRound.state == PUBLISHED)),
        ~exists().where(
            PairingMember.group_id == PairingGroup.id,
            or_(
                PairingMember.answered_at.is_(None),
                PairingMember.answered_at > clock.now() - FIT_AFTER[SIX_WEEKS],
            ),
        ),
    )
    return [each for each in db.session.scalars(open_ones) if fit_times_due(each)]


def _not_asked(group: PairingGroup, at: str) -> Iterable[PairingMember]:
    """Give the members that were not asked yet and did not answer by themselves."""
    asked = db.session.scalars(
        select(PartnerLetter.prison_id).where(
            PartnerLetter.group_id == group.id, PartnerLetter.about == at
        )
    ).all()
    said = db.session.scalars(
        select(PartnerFit.prison_id).where(PartnerFit.group_id == group.id, PartnerFit.at == at)
    ).all()
    return [each for each in group.members if each.prison_id not in {*asked, *said}]


def _note(number: int, prison_id: int | None, about: Letter, people: Collection[User]) -> None:
    db.session.add_all(
        PartnerLetter(
            group_id=number,
            prison_id=prison_id,
            user_id=each.id,
            about=about,
            created_at=clock.now(),
        )
        for each in people
    )


def _unsent() -> Sequence[int]:
    return db.session.scalars(
        select(PartnerLetter.id)
        .where(
            PartnerLetter.sent_at.is_(None),
            PartnerLetter.created_at > clock.now() - GIVEN_UP_AFTER,
        )
        .order_by(PartnerLetter.id)
    ).all()


@transactional
def _take(number: int) -> bool:
    """Take a letter on, so that nobody else does; False where somebody has."""
    taken = db.session.scalar(
        update(PartnerLetter)
        .where(
            PartnerLetter.id == number,
            PartnerLetter.sent_at.is_(None),
            or_(
                PartnerLetter.taken_at.is_(None),
                PartnerLetter.taken_at < clock.now() - TAKEN_FOR,
            ),
        )
        .values(taken_at=clock.now())
        .returning(PartnerLetter.id)
        .execution_options(synchronize_session=False)
    )
    return taken is not None


def _send(number: int) -> bool:
    """Send a letter that was taken on, and note that it went; one to nobody counts as sent."""
    noted = db.session.get(PartnerLetter, number, populate_existing=True)
    if noted is None:
        return True
    group = db.session.scalar(whole_groups().where(PairingGroup.id == noted.group_id))
    reader = db.session.scalar(select(User).where(User.id == noted.user_id, may_enter(User)))
    written = letters.letter(noted, group, reader) if group and reader else None
    db.session.rollback()  # no transaction stays open while the mail server is asked
    went = written is None or mail.send(*written)
    _finish(number, went)
    return went


@transactional
def _finish(number: int, went: bool) -> None:
    values = {"sent_at": clock.now()} if went else {"taken_at": None}
    db.session.execute(
        update(PartnerLetter)
        .where(PartnerLetter.id == number)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
