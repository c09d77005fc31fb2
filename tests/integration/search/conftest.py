"""What the tests of search share: putting things on the shelf and reading result pages."""

import fcntl
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.accounts.models import User
from portal.config import Settings
from portal.db import db
from portal.practices import queries, services
from portal.practices.content import Content
from portal.prisons.models import Prison
from portal.search.engines import engine
from portal.search.needs import noting
from portal.search.needs.models import SearchCount

BODY = "Mentors sat with learners twice a week."
CARD_TITLE = re.compile(r'app-card__title"><a [^>]*href="[^"]*">(.*?)</a>', re.DOTALL)


def write(
    app: Flask,
    actor: User,
    prison: Prison | None,
    title: str,
    body: str = BODY,
    *,
    kind: str = "scheme",
    published: bool = True,
    is_template: bool = False,
    **more: object,
) -> str:
    """Write a practice, publish it unless told otherwise, and give its part of the address."""
    content = Content(title=title, summary="In short.", body=body, **more)  # type: ignore[arg-type]
    with app.app_context():
        practice = services.create_practice(
            kind, content, actor=actor, prison=prison, is_template=is_template
        )
        if published:
            services.publish(practice, actor=actor)
        return practice.slug


def archive(app: Flask, actor: User, slug: str) -> None:
    with app.app_context():
        services.archive(queries.practice_by_slug(slug, viewer=actor), actor=actor)


def page_text(response: TestResponse) -> str:
    return response.get_data(as_text=True)


def titles(response: TestResponse) -> list[str]:
    """Give the titles of the results on a page, as somebody reads them."""
    assert response.status_code == 200
    found = CARD_TITLE.findall(page_text(response))
    return [unescape(re.sub(r"</?mark>", "", title)) for title in found]


def wait_for_repair() -> None:
    """Wait until every repair of the index that was set off has ended."""
    for thread in threading.enumerate():
        if thread.name == "search-heal":
            thread.join()


Repairing = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def repair_elsewhere(app: Flask) -> Repairing:
    """Give the time in which another process repairs the index, so that this one leaves it."""
    lock = app.config["SETTINGS"].data / "search-rebuild.lock"

    @contextmanager
    def held() -> Iterator[None]:
        lock.parent.mkdir(parents=True, exist_ok=True)
        with lock.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
            wait_for_repair()

    return held


@pytest.fixture
def search_engine() -> str:
    """Name the search engine; a test that brings its own `search_engine` runs with that."""
    return "whoosh"


@pytest.fixture
def settings(settings: Settings, search_engine: str) -> Settings:
    """Give the settings of this test's portal, with its engine."""
    return replace(settings, search_engine=search_engine)


@pytest.fixture
def copy_index(copy_index: Callable[[Path], None], search_engine: str) -> Callable[[Path], None]:
    """Give the act of putting a search index of this test's engine where it belongs."""

    def begin(folder: Path) -> None:
        made = engine(search_engine, folder)
        made.rebuild([], applied=0)
        made.close()

    return copy_index if search_engine == "whoosh" else begin


@pytest.fixture
def as_(app, cast, sign_in):
    """Open a browser of its own for somebody."""

    def open_browser(name: str):
        browser = app.test_client()
        sign_in(browser, getattr(cast, name))
        return browser

    return open_browser


@pytest.fixture
def counted(app):
    """Write what was counted and give it as (asked, empty, partly, opened) by question."""

    def read() -> dict[str, tuple[int, int, int, int]]:
        with app.app_context():
            noting.write_counts()
            rows = db.session.scalars(select(SearchCount))
            return {row.question: (row.asked, row.empty, row.partly, row.opened) for row in rows}

    return read
