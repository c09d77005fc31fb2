"""The engine and the session of the current application context."""

import sqlite3
from inspect import iscoroutinefunction
from typing import Any

from flask import Flask
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import Connection, Engine, event

# Objects stay readable after a commit: pages show what a service has just written.
db = SQLAlchemy(session_options={"expire_on_commit": False})

WRITE = "portal_write"


def init_app(app: Flask) -> None:
    """Open the database named in the settings; nothing connects before the first query."""
    url = app.config["DATABASE_URL"]
    options: dict[str, Any] = {"url": url, "pool_pre_ping": not url.startswith("sqlite")}
    app.config["SQLALCHEMY_ENGINES"] = {"default": options}
    db.init_app(app)
    # The portal has no async sessions, and closing none of them would start a thread each time.
    app.teardown_appcontext_funcs[:] = [
        close for close in app.teardown_appcontext_funcs if not iscoroutinefunction(close)
    ]
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _prepare_sqlite(db.engine)


def _prepare_sqlite(engine: Engine) -> None:
    """Make SQLite wait for its turn, check foreign keys and begin transactions when we say."""

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
        # The driver's own late BEGIN would let a reader turn writer and fail at once as busy.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        write = connection.get_execution_options().get(WRITE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
