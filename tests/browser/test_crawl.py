"""Every page that each role can reach: it loads, anyone can use it, and it fits a phone."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from tests.browser.windows import accessibility_problems, scrolls_sideways

ROLES = ("nobody", "alice", "charlie", "dana", "erin")
# Of the many pages of one kind, such as those of 129 prisons, these many are opened.
OF_ONE_KIND = 2
LINKS = """
    [...document.querySelectorAll('a[href]')]
        .map(link => new URL(link.getAttribute('href'), location).href)
"""
# Pages that links must lead each of these to.
MATCHING = (
    "/prisons/<slug>/similar",
    "/prisons/<slug>/similar/editions/<int(max=2147483647):number>",
    "/matching/editions",
    "/matching/method",
    "/matching/pictures",
    "/matching/map",
    "/matching/heat",
    "/matching/compare",
    "/matching/near-me",
)
QUESTIONS = (
    "/prisons/<slug>/similar/questions",
    "/prisons/<slug>/similar/questions/<int(max=99):number>",
)
WEIGHTS = ("/matching/weights", "/matching/weights/<basis>/<block>")
FOUND = {
    "nobody": (),
    "alice": (*MATCHING, *QUESTIONS),
    "charlie": MATCHING,
    "dana": (*MATCHING, *WEIGHTS),  # whose prisons are not among the first
    "erin": (*MATCHING, *WEIGHTS, *QUESTIONS),
}
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 812}
# Most of axe-core's time, and the colours are those that it has just seen on the desktop.
SAME_ON_A_PHONE = ("color-contrast",)

Kind = tuple[str, frozenset[str]]  # the route, and the names in the query


class Crawl:
    """Walk from link to link in one window, and collect what is wrong on the way."""

    def __init__(self, window: Page, routes: Map) -> None:
        self.window = window
        self.routes = routes.bind("localhost")
        self.problems: list[str] = []
        self.known = {"/"}
        self.kinds: Counter[Kind] = Counter()

    def pages(self) -> Iterator[tuple[str, bool]]:
        """Open page after page; give each address, and whether it is the first of its kind."""
        waiting = deque([("/", True)])
        while waiting:
            address, is_first = waiting.popleft()
            answer = self.window.request.get(address)
            if answer.status >= 400:
                self.problems.append(f"{answer.status} at {address}")
            elif answer.headers.get("content-type", "").startswith("text/html"):
                self.window.goto(address)
                yield address, is_first
                waiting.extend(self._new_links(address))

    def _new_links(self, address: str) -> Iterator[tuple[str, bool]]:
        here = urlsplit(self.window.url).netloc
        for link in self.window.evaluate(LINKS):
            parts = urlsplit(link)
            found = parts.path + (f"?{parts.query}" if parts.query else "")
            if parts.netloc != here or found in self.known:
                continue
            self.known.add(found)
            kind = self._kind(found)
            if kind is None:
                self.problems.append(f"{address} links to {found}, where nothing is")
            elif self.kinds[kind] < OF_ONE_KIND:
                self.kinds[kind] += 1
                yield found, self.kinds[kind] == 1

    def _kind(self, address: str) -> Kind | None:
        parts = urlsplit(address)
        try:
            rule, _ = self.routes.match(parts.path, "GET", return_rule=True)
        except HTTPException:
            return None
        if rule.endpoint == "home.page":  # few, and each with words of its own
            return parts.path, frozenset()
        return rule.rule, frozenset(
            part.split("=", 1)[0] for part in parts.query.split("&") if part
        )


@pytest.mark.time_limit(300)
@pytest.mark.parametrize("role", ROLES)
def test_every_page_can_be_used(
    role: str, page: Page, routes: Map, signed_in_as: Callable[..., Page]
) -> None:
    if role != "nobody":
        signed_in_as(role, page)
    crawl = Crawl(page, routes)
    visited = []
    for address, is_first in crawl.pages():
        visited.append(address)
        if is_first:
            crawl.problems += [f"{address}: {each}" for each in accessibility_problems(page)]
        page.set_viewport_size(PHONE)
        if scrolls_sideways(page):
            crawl.problems.append(f"{address}: scrolls sideways at {PHONE['width']} pixels")
        if is_first:
            crawl.problems += [
                f"{address} (phone): {each}"
                for each in accessibility_problems(page, without=SAME_ON_A_PHONE)
            ]
        page.set_viewport_size(DESKTOP)
    assert not {*FOUND[role]} - {rule for rule, _ in crawl.kinds}
    assert not crawl.problems, "\n".join(crawl.problems)
    assert len(visited) > 5, visited
