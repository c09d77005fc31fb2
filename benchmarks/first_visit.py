"""What a browser fetches: on the very first visit, then on the pages after it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Error, Page, sync_playwright

from benchmarks.visitor import Visitor

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


class Unavailable(Exception):
    """Say why no browser could be asked."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Hold what one page took: requests, and kB (1,000 bytes) with headers, compressed."""

    requests: int
    kilobytes: float


@dataclass
class _Watch:
    """Count what comes over the network, not what the browser kept."""

    sent: dict[str, str] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    sizes: dict[str, float] = field(default_factory=dict)

    def follow(self, page: Page) -> None:
        session = page.context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.requestServedFromCache", lambda e: self.kept.add(e["requestId"]))
        session.on("Network.responseReceived", self._received)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _sent(self, event: Any) -> None:
        self.sent[event["requestId"]] = event["request"]["url"]

    def _received(self, event: Any) -> None:
        if event["response"].get("fromDiskCache"):
            self.kept.add(event["requestId"])

    def _finished(self, event: Any) -> None:
        self.sizes[event["requestId"]] = event["encodedDataLength"]

    def visit(self) -> Visit:
        fetched = self.sent.keys() - self.kept
        return Visit(len(fetched), sum(self.sizes.get(each, 0) for each in fetched) / 1000)

    def forget(self) -> None:
        for each in (self.sent, self.kept, self.sizes):
            each.clear()


def measure(port: int, paths: Iterable[str], cookies: dict[str, str]) -> tuple[Visit, list[Visit]]:
    """Open the front page as a stranger with an empty cache, then each path signed in.

    The icon, which a browser without a window leaves out, is counted with the first page.
    Raises Unavailable where there is no Chromium.
    """
    url = f"http://127.0.0.1:{port}"
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        except Error as error:
            reason = str(error).splitlines()[0]
            raise Unavailable(f"Chromium did not start: {reason}") from error
        context = browser.new_context()
        page = context.new_page()
        watch = _Watch()
        watch.follow(page)
        page.goto(f"{url}/", wait_until="networkidle")
        first = _with_icon(watch, page.content(), port)
        context.add_cookies([{"name": n, "value": text, "url": url} for n, text in cookies.items()])
        others = []
        for path in paths:
            watch.forget()
            page.goto(url + path, wait_until="networkidle")
            others.append(watch.visit())
        browser.close()
    return first, others


def _with_icon(watch: _Watch, html: str, port: int) -> Visit:
    visit = watch.visit()
    found = re.search(r'<link rel="icon" href="([^"]+)"', html)
    if found is None or any(url.endswith(found[1]) for url in watch.sent.values()):
        return visit
    answer = Visitor(port).get(found[1])
    size = len(answer.headers.as_bytes()) + len(answer.body)
    return Visit(visit.requests + 1, visit.kilobytes + size / 1000)
