"""One public service is one transaction."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from portal.db.engine import WRITE, db
from portal.errors import EditConflict

P = ParamSpec("P")
R = TypeVar("R")

log = logging.getLogger(__name__)

_OPEN = "portal_open_service"
_AFTER = "portal_after_commit"


def transactional(service: Callable[P, R]) -> Callable[P, R]:
    """Run a service in one transaction: all of it is written, or nothing.

    A service called by another joins its transaction. Raises EditConflict where somebody else
    changed the same row since it was read; any error undoes everything.
    """

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        session = db.session
        if session.info.get(_OPEN):
            return service(*args, **kwargs)
        # End the read transaction: a write must start from the newest state and, on SQLite,
        # must ask for the write lock at its beginning, where it can still wait.
        session.commit()
        session.info[_OPEN], session.info[_AFTER] = True, []
        try:
            session.connection(execution_options={WRITE: True})
            result = service(*args, **kwargs)
            session.commit()
        except StaleDataError as error:
            session.rollback()
            raise EditConflict("Somebody else changed this meanwhile.") from error
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop(_OPEN)
            callbacks = session.info.pop(_AFTER)
        _run_quietly(callbacks)
        return result

    return run


def after_commit(callback: Callable[[], object]) -> None:
    """Ask for something once the running service is safely written; at most once each.

    What fails here is logged and never reaches the person: their words are already saved.
    Raises RuntimeError outside a service.
    """
    callbacks: list[Callable[[], object]] | None = _current(db.session)
    if callbacks is None:
        raise RuntimeError("after_commit needs a running service")
    if callback not in callbacks:
        callbacks.append(callback)


def take_turns(name: str) -> None:
    """Wait until no other transaction that takes turns under this name is open.

    For what must be looked at before it is written, such as a free address. SQLite lets only one
    transaction write at any time. Raises RuntimeError outside a service.
    """
    if _current(db.session) is None:
        raise RuntimeError("take_turns needs a running service")
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(name))))


def _current(session: Session) -> list[Callable[[], object]] | None:
    found: list[Callable[[], object]] | None = session.info.get(_AFTER)
    return found


def _run_quietly(callbacks: list[Callable[[], object]]) -> None:
    for callback in callbacks:
        try:
            callback()
        except Exception:
            log.exception("work after a commit failed; the commit stands")
