"""Watching what a browser window does, and using one as a person would."""

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, expect

from tests.people import PASSWORD

# A script reads this answer itself and tells people what it means: see writing.js.
TOLD_BY_SCRIPT = ("/practices/unsaved", 401)


class Watch:
    """Collect what must not happen in any window: errors, missing files, strangers asked."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.problems: list[str] = []
        self.host = urlsplit(url).netloc
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # What could not be loaded is told by `_response`, which knows a 404 page from a lost file.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.host:
            self.problems.append(f"asked another host: {request.url}")

    def _response(self, response: Response) -> None:
        if (urlsplit(response.url).path, response.status) == TOLD_BY_SCRIPT:
            return
        if response.status >= 400 and response.request.resource_type != "document":
            self.problems.append(f"{response.status} for {response.url}")
        if response.status >= 500:
            self.problems.append(f"{response.status} for {response.url}")


def sign_in_by_hand(window: Page, name: str) -> None:
    """Type somebody's address and password into the sign-in form."""
    window.goto("/account/sign-in")
    window.get_by_label("Email address").fill(f"{name}@example.org")
    window.get_by_label("Password", exact=True).fill(PASSWORD)
    window.get_by_role("button", name="Sign in").click()
    expect(window.get_by_role("link", name="Account")).to_be_visible()


def scrolls_sideways(window: Page) -> bool:
    """Tell whether a page is wider than its window."""
    return bool(
        window.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
    )


def accessibility_problems(window: Page, *, without: tuple[str, ...] = ()) -> list[str]:
    """List what axe-core finds wrong with the page as it is now; needs a window with JavaScript.

    `without` names rules of axe-core that need not be asked again.
    """
    options = {
        "resultTypes": ["violations"],
        "rules": {rule: {"enabled": False} for rule in without},
    }
    return [
        f"{found['id']} ({found['impact']}): {found['help']}: "
        + " | ".join(node["html"][:200] for node in found["nodes"][:5])
        for found in Axe().run(window, options=options).response["violations"]
    ]
