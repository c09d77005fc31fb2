"""Telling every search index what changed, in the same transaction as the change itself."""

from sqlalchemy import text

from portal import clock
from portal.db import db, transactional
from portal.search.models import SearchChange


@transactional
def record_change(*keys: str) -> None:
    """Add rows to the change feed; `keys` name searchable things, such as "practice:12".

    On PostgreSQL other writers of the feed wait until this transaction ends: numbers must become
    visible in order, or an index that has read number 8 would never look for number 7.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE search_change IN SHARE ROW EXCLUSIVE MODE"))
    at = clock.now()
    db.session.add_all(SearchChange(key=key, at=at) for key in keys)
