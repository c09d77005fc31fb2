import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.prisons import queries
from portal.prisons.measures import SENTENCES
from portal.prisons.models import Fact, Source

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BANDS = [f"sentence_shares-{band}" for band in SENTENCES]


@pytest.fixture(autouse=True)
def in_november(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def words() -> Callable:
    """Give the act of reading a page as its words, with single spaces."""

    def read(response) -> str:
        plain = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
        return " ".join(unescape(plain).split())

    return read


@pytest.fixture
def known(app):
    """Give the act of reading what is known about Example Midvale, by measure."""

    def read(slug="example-midvale"):
        with app.app_context():
            figures = queries.profile_by_slug(slug).figures
            return {key: figure.value for key, figure in figures.items()}

    return read


@pytest.fixture
def facts(app):
    """Give the act of reading every fact as measure, stored value and key of its source."""

    def read():
        with app.app_context():
            rows = db.session.execute(
                select(Fact.measure, Fact.value, Source.key)
                .join(Source, Source.id == Fact.source_id)
                .order_by(Fact.id)
            )
            return [tuple(row) for row in rows]

    return read


@pytest.fixture
def give(app, cast):
    """Give the act of putting a published fact there, which gives its number."""

    def put(measure, value, as_at=date(2026, 1, 1), prison=None):
        with app.app_context():
            source = queries.source_by_key("table")
            if source is None:
                source = Source(key="table", title="A table", publisher="Them", as_at=as_at)
                db.session.add(source)
                db.session.flush()
            fact = Fact(
                prison_id=(prison or cast.midvale).id,
                measure=measure,
                value={"v": value},
                source_id=source.id,
                as_at=as_at,
                recorded_at=NOW,
            )
            db.session.add(fact)
            db.session.commit()
            return fact.id

    return put


@pytest.fixture
def typed():
    """Give the act of making a form: the day is today unless said, and `since` nothing known."""

    def make(**changes):
        base = {"day": "23", "month": "11", "year": "2026", "since": "0"}
        return base | {name.replace("__", "-"): value for name, value in changes.items()}

    return make


@pytest.fixture
def opened(app):
    """Give the act of reading a form that a page shows, as a browser would send it."""

    def read(page) -> dict:
        form = re.search(r'<form method="post" action="[^"]*profile.*?</form>', page.text, re.S)[0]
        fields: dict = {}
        for tag in re.findall(r"<input[^>]*>", form):
            got = dict(re.findall(r'(\w+)="([^"]*)"', tag))
            if got["type"] in ("radio", "checkbox") and " checked" not in tag:
                continue
            fields.setdefault(got["name"], []).append(unescape(got.get("value", "")))
        for name, options in re.findall(
            r'<select[^>]*name="([^"]*)".*?>(.*?)</select>', form, re.S
        ):
            picked = re.search(r'value="([^"]*)" selected', options)
            fields[name] = [picked[1] if picked else ""]
        fields.pop("csrf_token")
        return fields

    return read


@pytest.fixture
def names():
    """Give the names of the fields of sentences, in order."""
    return SimpleNamespace(bands=BANDS)
