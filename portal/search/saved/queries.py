"""Reading saved searches: each person has their own, and nobody sees another's."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.db import db
from portal.errors import NotFound
from portal.search.saved.models import SavedSearch
from portal.search.saved.news import count_in_words


@dataclass(frozen=True, slots=True)
class NewResults:
    """Say that a saved search has something new, as far as it was last counted."""

    number: int
    name: str
    count: int

    @property
    def words(self) -> str:
        """Say how many, as in "3 new" and "20 or more new"."""
        return f"{count_in_words(self.count)} new"


def new_for(user: User) -> list[NewResults]:
    """List somebody's searches that had something new when last counted, in one query."""
    rows = db.session.execute(
        select(SavedSearch.id, SavedSearch.name, SavedSearch.new_count)
        .where(SavedSearch.user_id == user.id, SavedSearch.new_count > 0)
        .order_by(SavedSearch.name, SavedSearch.id)
    )
    return [NewResults(*row) for row in rows]


def saved_of(user: User) -> Sequence[SavedSearch]:
    """List somebody's saved searches, the newest first."""
    return db.session.scalars(
        select(SavedSearch)
        .where(SavedSearch.user_id == user.id)
        .order_by(SavedSearch.created_at.desc(), SavedSearch.id.desc())
    ).all()


def saved_by_number(user: User, number: int) -> SavedSearch:
    """Fetch one of somebody's own saved searches. Raises NotFound."""
    found = db.session.scalar(
        select(SavedSearch).where(SavedSearch.id == number, SavedSearch.user_id == user.id)
    )
    if found is None:
        raise NotFound("There is no such saved search. It may have been removed.")
    return found


def same_search(user: User, digest: str) -> SavedSearch | None:
    """Find the row in which somebody has already saved a search."""
    return db.session.scalar(
        select(SavedSearch).where(SavedSearch.user_id == user.id, SavedSearch.digest == digest)
    )


def how_many(user: User) -> int:
    """Count somebody's saved searches."""
    count = select(func.count(SavedSearch.id)).where(SavedSearch.user_id == user.id)
    return db.session.scalar(count) or 0
