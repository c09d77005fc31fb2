"""The daily round: counting what is new for everybody, and writing to those who asked for it.

A person's searches are claimed in the database before anything is looked for. So of several
programs that go round at once only one counts and writes for a person, and it does so once a day.
What a letter tells of is noted before it is sent; where the mail server refuses it, that is undone,
and the next round tries again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import InstrumentedAttribute, aliased

from portal import clock, mail
from portal.accounts.models import User
from portal.accounts.queries import may_enter, person_by_number
from portal.db import db, take_turns, transactional
from portal.search.saved import letters
from portal.search.saved.models import SavedSearch
from portal.search.saved.news import News, look

# A little less than a day, so that a round of each morning is not put off to the next one.
AGAIN = timedelta(hours=23)


@dataclass(frozen=True, slots=True)
class _Looked:
    """Hold what was found for one search, and how the search stood then."""

    number: int
    name: str
    mails: bool
    seen_at: datetime
    told_at: datetime
    news: News

    @property
    def untold(self) -> News:
        return self.news.since(max(self.seen_at, self.told_at))


def tell() -> int:
    """Count what is new for everybody whose day has come; gives how many letters went.

    While the index is unavailable nothing is counted or told, and the next round does it.
    """
    sent = 0
    for number in _due():
        if not _claim(number):
            continue
        looked = _look(number)
        if looked is None:
            _release(number)
            break
        sent += _tell(number, looked)
    return sent


def _due() -> Sequence[int]:
    """List who has searches that nobody took on today, as long as they may sign in."""
    people = select(User.id).where(may_enter(User), _is_due(User.id)).order_by(User.id)
    return db.session.scalars(people).all()


def _is_due(person: InstrumentedAttribute[int] | int) -> ColumnElement[bool]:
    recent = aliased(SavedSearch)
    taken = select(recent.id).where(recent.user_id == person, recent.taken_at > clock.now() - AGAIN)
    saved = select(SavedSearch.id).where(SavedSearch.user_id == person)
    return saved.exists() & ~taken.exists()


@transactional
def _claim(person: int) -> bool:
    """Take on all searches of a person, so that nobody else does; False where somebody has."""
    take_turns("telling of new results")
    if not db.session.scalar(select(_is_due(person))):
        return False
    _of(person, taken_at=clock.now())
    return True


@transactional
def _release(person: int) -> None:
    _of(person, taken_at=None)


def _of(person: int, **values: object) -> None:
    db.session.execute(
        update(SavedSearch)
        .where(SavedSearch.user_id == person)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _look(person: int) -> list[_Looked] | None:
    """Look for what is new for each search of a person; None while the index is unavailable."""
    viewer = person_by_number(person)
    searches = db.session.execute(
        select(
            SavedSearch.id,
            SavedSearch.name,
            SavedSearch.mails,
            SavedSearch.seen_at,
            SavedSearch.told_at,
            SavedSearch.args,
        )
        .where(SavedSearch.user_id == person)
        .order_by(SavedSearch.name, SavedSearch.id)
    ).all()
    looked = []
    for number, name, mails, seen_at, told_at, args in searches:
        news = look(args, viewer) if viewer is not None else News()
        if news is None:
            return None
        looked.append(_Looked(number, name, mails, seen_at, told_at, news))
    return looked


def _tell(person: int, looked: Sequence[_Looked]) -> int:
    """Keep the counts, and send one letter where something is to be told; gives 1 or 0."""
    told = _note(looked)
    if not told:
        return 0
    user = person_by_number(person)
    address = user.email if user is not None else ""
    db.session.rollback()  # no transaction stays open while the mail server is asked
    subject, words = letters.new_results([(each.number, each.name, each.untold) for each in told])
    if address and mail.send(address, subject, words):
        return 1
    _undo(person, told)
    return 0


@transactional
def _note(looked: Sequence[_Looked]) -> list[_Looked]:
    """Keep the counts, and give the searches to tell of, noted as told."""
    return [each for each in looked if _count(each) and _told(each)]


def _count(each: _Looked) -> bool:
    """Keep how many are new; False where the search was looked at or removed meanwhile."""
    unseen = each.news.since(each.seen_at)
    return _changed(each.number, SavedSearch.seen_at == each.seen_at, new_count=unseen.count)


def _told(each: _Looked) -> bool:
    """Note that what is new is told; False where nothing is, or no letter is wanted."""
    newest = each.untold.newest
    if newest is None or not each.mails:
        return False
    return _changed(
        each.number,
        SavedSearch.mails.is_(True),
        SavedSearch.told_at == each.told_at,
        told_at=newest,
    )


def _changed(number: int, *conditions: ColumnElement[bool], **values: object) -> bool:
    changed = db.session.scalar(
        update(SavedSearch)
        .where(SavedSearch.id == number, *conditions)
        .values(**values)
        .returning(SavedSearch.id)
        .execution_options(synchronize_session=False)
    )
    return changed is not None


@transactional
def _undo(person: int, told: Sequence[_Looked]) -> None:
    for each in told:
        _changed(each.number, SavedSearch.told_at == each.untold.newest, told_at=each.told_at)
    _of(person, taken_at=None)
