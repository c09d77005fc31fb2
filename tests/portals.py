"""A fresh portal for each test, and a client that looks at every page it is given."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextvars import Context
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from jinja2 import FileSystemBytecodeCache
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.config import PACKAGE, Settings
from portal.db import Base, db, migrate
from portal.search import services as search
from tests import people, samples
from tests.compiled import keep_statements
from tests.databases import Templates
from tests.pages import problems

SECRET = "only-for-tests-" + "x" * 32


def make_settings(data: Path, assets: Path, **more: str) -> Settings:
    """Give the settings of a local demo whose files all stand under `data`.

    `more` are settings by their name in small letters, such as `session_hours="1"`.
    """
    values = {
        "data": str(data),
        "search_index": str(data / "search_index"),
        "assets": str(assets),
        "secret_key": SECRET,
        "demo": "true",
    } | more
    return Settings.from_environment(
        {f"PORTAL_{key.upper()}": text for key, text in values.items()}
    )


def make_schema(app: Flask) -> None:
    """Bring an empty database to today's shape."""
    with app.app_context():
        if any((PACKAGE / "db/migrations/versions").glob("*.py")):
            migrate.upgrade()
        else:
            Base.metadata.create_all(db.engine)


def build_index(app: Flask) -> None:
    """Bring the search index in step, so that nothing begins with a repair of it."""
    with app.app_context():
        search.rebuild()


def close(app: Flask) -> None:
    """Wait for what a test set off in the background, then let go of the database."""
    for thread in threading.enumerate():
        if thread.name in ("search-heal", "storage-reading"):
            thread.join()
    with app.app_context():
        db.session.close()
        db.engine.dispose()


@pytest.fixture
def starting_point(
    request: pytest.FixtureRequest,
    templates: Templates,
    engine_name: str,
    assets: Path,
) -> str:
    """Name what this test's database is a copy of: the schema, with the cast where asked for."""

    def using(name: str, *work: Callable[[Flask], object]) -> Callable[[str], None]:
        def fill(url: str) -> None:
            folder = templates.folder / f"{engine_name}-{name}"
            app = create_app(make_settings(folder, assets, database_url=url))
            for each in (*work, build_index):
                each(app)
            with app.app_context():
                keep_statements(db.engine)
            close(app)

        return fill

    base = templates.template(engine_name, "schema", using("schema", make_schema))
    for name, fill in (("cast", people.move_in), ("samples", samples.set_out)):
        if name in request.fixturenames:
            filling = using(name, build_index, fill)
            base = templates.template(engine_name, name, filling, base=base)
    return base


@pytest.fixture
def database_url(templates: Templates, engine_name: str, starting_point: str) -> Iterator[str]:
    """Give the address of this test's own database."""
    with templates.lend(engine_name, starting_point) as url:
        yield url


@pytest.fixture
def copy_index(
    templates: Templates, engine_name: str, starting_point: str
) -> Callable[[Path], None]:
    """Give the act of putting a search index where it belongs, in step with the database."""

    def act(folder: Path) -> None:
        made = templates.folder / f"{engine_name}-{starting_point}" / "search_index"
        shutil.copytree(made, folder, dirs_exist_ok=True)

    return act


@pytest.fixture
def settings(tmp_path: Path, assets: Path, database_url: str) -> Settings:
    """Give the settings of this test's portal: a local demo with a database of its own."""
    return make_settings(tmp_path / "data", assets, database_url=database_url)


@pytest.fixture(scope="session")
def compiled_pages(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Keep compiled templates between portals: each test builds its own."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("jinja")))


@pytest.fixture
def app(
    settings: Settings,
    compiled_pages: FileSystemBytecodeCache,
    copy_index: Callable[[Path], None],
) -> Iterator[Flask]:
    """Give a fresh portal with an empty database; errors that no page expects reach the test."""
    portal = create_app(settings)
    copy_index(settings.search_index)
    with portal.app_context():
        keep_statements(db.engine)
    portal.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=True)
    portal.test_client_class = CheckedClient
    portal.jinja_env.bytecode_cache = compiled_pages
    yield portal
    close(portal)


@pytest.fixture
def app_context(app: Flask) -> Iterator[Flask]:
    """Hold an application context open, for tests that call services and queries themselves.

    Requests of `client` stay apart from it: each gets a context and a database session of its own.
    """
    with app.app_context():
        yield app


def is_page(response: TestResponse) -> bool:
    """Tell whether somebody would see this answer; the body of a redirect nobody does."""
    return response.mimetype == "text/html" and not 300 <= response.status_code < 400


class CheckedClient(FlaskClient):
    """Send requests as a browser would, and fail the test where a page is built badly.

    What changes something carries a CSRF token, unless `csrf=False` is given.
    """

    check_pages = True

    def open(self, *args: Any, csrf: bool = True, **kwargs: Any) -> TestResponse:
        """Send one request, look at the page, give the answer."""
        headers = dict(kwargs.get("headers") or {})
        if not {"Sec-Fetch-Site", "Origin"} & set(headers):
            kwargs["headers"] = {**headers, "Sec-Fetch-Site": "same-origin"}
        if csrf and str(kwargs.get("method", "GET")).upper() not in ("GET", "HEAD", "OPTIONS"):
            kwargs["headers"] = {**dict(kwargs.get("headers") or {}), "X-CSRFToken": self.token()}
        # An empty context: nothing that the test holds open reaches the request.
        response: TestResponse = Context().run(super().open, *args, **kwargs)
        if self.check_pages and is_page(response):
            found = problems(response.get_data(as_text=True))
            if found:
                pytest.fail(f"{response.request.path}: " + "; ".join(found))
        return response

    def token(self) -> str:
        """Give a CSRF token of this client's session, starting one where there is none."""
        return Context().run(self._token)

    def _token(self) -> str:
        with self.session_transaction() as session:
            secret = session.setdefault("csrf_token", "0" * 40)
        signer = URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token")
        return str(signer.dumps(secret))


@pytest.fixture
def client(app: Flask, request: pytest.FixtureRequest) -> FlaskClient:
    """Give a browser that is signed out; mark a test `unchecked_pages` to let bad pages through."""
    browser = app.test_client()
    assert isinstance(browser, CheckedClient)
    browser.check_pages = request.node.get_closest_marker("unchecked_pages") is None
    return browser
