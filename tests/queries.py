"""Counting what a piece of work asks of the database."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from portal.db import db

Counting = Callable[..., AbstractContextManager[list[str]]]
UNCOUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")


@pytest.fixture
def count_queries(app: Flask) -> Counting:
    """Give a context manager that lists the SQL statements run inside it.

    `with count_queries(at_most=7): client.get(...)` fails with all of them where there are more.
    """
    with app.app_context():
        engine = db.engine

    @contextmanager
    def counting(at_most: int | None = None) -> Iterator[list[str]]:
        statements: list[str] = []

        def remember(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            if not statement.lstrip().upper().startswith(UNCOUNTED):
                statements.append(statement)

        event.listen(engine, "before_cursor_execute", remember)
        try:
            yield statements
        finally:
            event.remove(engine, "before_cursor_execute", remember)
        if at_most is not None and len(statements) > at_most:
            listing = "\n\n".join(f"{i}. {text}" for i, text in enumerate(statements, 1))
            pytest.fail(f"{len(statements)} statements, not at most {at_most}:\n\n{listing}")

    return counting
