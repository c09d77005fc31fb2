"""What tests let happen or wait for: time that passes, e-mail that arrives, known regions."""

import email
import threading
from collections.abc import Callable
from datetime import date, timedelta
from email import policy
from email.message import EmailMessage

import pytest
from flask import Flask

from portal import clock
from portal.db import db
from portal.prisons.models import Fact, Source
from tests.people import ELSEWHERE, WEST_MIDLANDS, Cast


@pytest.fixture
def later(monkeypatch) -> Callable[..., None]:
    """Give the act of letting time pass, such as `later(minutes=15)`."""

    def act(**how_long: float) -> None:
        moved = clock.now() + timedelta(**how_long)
        monkeypatch.setattr(clock, "now", lambda: moved)

    return act


@pytest.fixture
def messages(app: Flask) -> Callable[[int], list[EmailMessage]]:
    """Give the act of waiting for what is on its way, and reading all messages, oldest first."""
    folder = app.config["SETTINGS"].data / "mail"

    def act(expected: int) -> list[EmailMessage]:
        for thread in threading.enumerate():
            if thread.name == "mail":
                thread.join(timeout=20)
        files = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        assert len(files) == expected
        return [
            email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in files
        ]

    return act


@pytest.fixture
def regions(app: Flask, cast: Cast) -> None:
    """Let it be known which region the real prisons of the cast are in."""
    with app.app_context():
        source = Source(key="test", title="A list", publisher="Us", as_at=date(2026, 1, 1))
        db.session.add(source)
        db.session.flush()
        places = [(code, "West Midlands") for code in WEST_MIDLANDS]
        places += [(code, "North West") for code in ELSEWHERE]
        db.session.add_all(
            Fact(
                prison_id=cast.prisons[code].id,
                measure="region",
                value={"v": region},
                source_id=source.id,
                as_at=date(2026, 1, 1),
                recorded_at=clock.now(),
            )
            for code, region in places
        )
        db.session.commit()
