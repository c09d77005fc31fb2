"""The database: one engine, one session for each request, one transaction for each service."""

from portal.db.base import Base, UtcDateTime
from portal.db.engine import db, init_app
from portal.db.transaction import after_commit, take_turns, transactional

__all__ = ["Base", "UtcDateTime", "after_commit", "db", "init_app", "take_turns", "transactional"]
