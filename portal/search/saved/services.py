"""Saving a search, and everything that its owner can do with it afterwards."""

from collections.abc import Mapping

from sqlalchemy import delete, update

from portal import clock
from portal.accounts.models import User
from portal.db import db, take_turns, transactional
from portal.errors import Invalid
from portal.search.saved import asking
from portal.search.saved.models import SavedSearch
from portal.search.saved.queries import how_many, same_search, saved_by_number

MOST = 30
TOO_MANY = (
    f"You have {MOST} saved searches, and nobody can have more. "
    "Remove one that you no longer need, then save this one."
)


def save(user: User, args: asking.Args, *, name: str, mails: bool) -> tuple[SavedSearch, bool]:
    """Save a search, and tell whether it was not there yet; the same one is never there twice.

    From now on what is published is new for it. Raises Invalid.
    """
    asking.check(args)
    return _save(user, args, asking.read_name(name), mails)


@transactional
def _save(user: User, args: asking.Args, name: str, mails: bool) -> tuple[SavedSearch, bool]:
    take_turns(f"saved searches of {user.id}")
    digest = asking.digest(args)
    known = same_search(user, digest)
    if known is not None:
        if mails:
            _turn_mails_on(known)
        return known, False
    if how_many(user) >= MOST:
        raise Invalid({"": TOO_MANY})
    now = clock.now()
    saved = SavedSearch(
        user_id=user.id,
        name=name,
        args=args,
        digest=digest,
        mails=mails,
        created_at=now,
        seen_at=now,
        told_at=now,
    )
    db.session.add(saved)
    db.session.flush()
    return saved, True


@transactional
def opened(user: User, number: int) -> asking.Args:
    """Note that somebody looks at what a search finds, and give its parameters. Raises NotFound."""
    saved = saved_by_number(user, number)
    saved.seen_at, saved.new_count = clock.now(), 0
    return saved.args


@transactional
def rename(user: User, number: int, name: str) -> None:
    """Give a saved search another name. Raises NotFound and Invalid."""
    saved_by_number(user, number).name = asking.read_name(name)


@transactional
def set_mails(user: User, number: int, on: bool) -> None:
    """Say whether letters may tell of this search. Raises NotFound.

    A letter never tells of what was published while they were off.
    """
    saved = saved_by_number(user, number)
    if on:
        _turn_mails_on(saved)
    else:
        saved.mails = False


def _turn_mails_on(saved: SavedSearch) -> None:
    if not saved.mails:
        saved.mails, saved.told_at = True, clock.now()


@transactional
def stop_mails(user: User) -> None:
    """Let no letter tell of any search of this person."""
    db.session.execute(
        update(SavedSearch).where(SavedSearch.user_id == user.id).values(mails=False)
    )


@transactional
def remove(user: User, number: int) -> str:
    """Forget a saved search, and give the name that it had. Raises NotFound."""
    saved = saved_by_number(user, number)
    name = saved.name
    db.session.delete(saved)
    return name


@transactional
def keep_counts(counted: Mapping[SavedSearch, int]) -> None:
    """Keep how many are new for the front page; a search opened since keeps what it says."""
    for saved, count in counted.items():
        db.session.execute(
            update(SavedSearch)
            .where(SavedSearch.id == saved.id, SavedSearch.seen_at == saved.seen_at)
            .values(new_count=count)
            .execution_options(synchronize_session=False)
        )


def forget_of_leaver(person: User, actor: User | None) -> None:
    """Forget what somebody saved who leaves their prison or the portal."""
    db.session.execute(delete(SavedSearch).where(SavedSearch.user_id == person.id))
