"""A real server, a real browser, and windows of three kinds."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright
from werkzeug.routing import Map

from portal.app import create_app
from tests.browser.server import Server
from tests.browser.windows import Watch, accessibility_problems, sign_in_by_hand
from tests.portals import make_settings

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PICTURES = Path(__file__).parents[2] / "test-results"
FAILED = pytest.StashKey[bool]()

OpenWindow = Callable[..., Page]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember that a test failed, so that its windows take a picture as they close."""
    report: Any = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, assets: Path) -> Iterator[Server]:
    """Set a portal up and serve it, as the commands for people do."""
    running = Server(tmp_path_factory.mktemp("portal"), assets)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def routes(tmp_path_factory: pytest.TempPathFactory, assets: Path) -> Map:
    """Give the portal's routes, to tell pages of one kind from those of another."""
    return create_app(make_settings(tmp_path_factory.mktemp("routes"), assets)).url_map


# Not for the whole session: while Playwright runs, its event loop is in the way of the tests that
# build a portal in this process.
@pytest.fixture(scope="package")
def chromium(routes: Map) -> Iterator[Browser]:
    """Start the browser once for all the tests of this folder."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_window(
    chromium: Browser, server: Server, request: pytest.FixtureRequest
) -> Iterator[OpenWindow]:
    """Give the act of opening a fresh window; all are watched, and closed after the test."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def open_one(width: int = 1280, height: int = 900, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=server.url, viewport={"width": width, "height": height}, **options
        )
        context.set_default_timeout(10_000)
        opened.append((context, Watch(context, server.url)))
        return context.new_page()

    yield open_one
    problems = []
    for number, (context, watch) in enumerate(opened, 1):
        if request.node.stash.get(FAILED, False):
            picture = PICTURES / f"{request.node.name}-{number}.png"
            context.pages[-1].screenshot(path=picture, full_page=True)
        context.close()
        problems += watch.problems
    if problems:
        pytest.fail("the browser complained:\n" + "\n".join(problems))


@pytest.fixture
def page(open_window: OpenWindow) -> Page:
    """Give a desktop's window."""
    return open_window()


@pytest.fixture
def phone(open_window: OpenWindow) -> Page:
    """Give a window as narrow as a phone."""
    return open_window(375, 812)


@pytest.fixture
def plain(open_window: OpenWindow) -> Page:
    """Give a desktop's window without JavaScript."""
    return open_window(java_script_enabled=False)


@pytest.fixture(scope="session")
def kept_sessions() -> dict[str, StorageState]:
    """Keep the cookies of whoever has signed in: typing the password once is test enough."""
    return {}


@pytest.fixture
def signed_in_as(
    request: pytest.FixtureRequest, kept_sessions: dict[str, StorageState]
) -> Callable[..., Page]:
    """Give the act of signing a window in: `signed_in_as("alice", phone)`; `page` by default."""

    def act(name: str, window: Page | None = None) -> Page:
        window = window or request.getfixturevalue("page")
        if name in kept_sessions:
            window.context.add_cookies(kept_sessions[name]["cookies"])  # type: ignore[arg-type]
        else:
            sign_in_by_hand(window, name)
            kept_sessions[name] = window.context.storage_state()
        return window

    return act


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Give the act of looking for accessibility problems; any fails the test."""

    def act(window: Page) -> None:
        found = accessibility_problems(window)
        if found:
            pytest.fail(f"axe at {window.url}:\n" + "\n".join(found))

    return act
