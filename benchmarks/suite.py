"""Every measurement in one run, in rounds: each server is measured in each round.

What else the machine does then weighs on all of them, and the ratios stay true.
"""

import re
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from benchmarks import datasette, documents, first_visit, saving, writing
from benchmarks.load import Cost, load, middle
from benchmarks.practices import (
    OWN_EVERY,
    Practice,
    Writer,
    questions,
    vocabulary,
    write_lines,
)
from benchmarks.processes import memory
from benchmarks.servers import (
    CHECKOUT,
    Server,
    bare_server,
    portal_command,
    portal_environ,
    portal_server,
)
from benchmarks.table import Row
from benchmarks.visitor import Visitor
from portal.web import asset_build

READER = "bob@example.org"  # a member of the prison that owns some of the practices
WRITER = "alice@example.org"  # its lead, who publishes there
KIND = "scheme"  # the filter of every second search
WARM_UP = 40


@dataclass(frozen=True, slots=True)
class Size:
    """Tell how much is measured."""

    practices: int = 2_000
    rounds: int = 3
    views: int = 600
    searches: int = 300
    bare_views: int = 3_000
    saves: int = 10
    versions: int = 200
    looks: int = 50
    alike: int = 10_000


QUICK = Size(
    practices=200, rounds=1, views=120, searches=80, bare_views=600, saves=3, versions=20, alike=500
)

Say = Callable[[str], object]


class Suite:
    """Measure everything in a folder of its own; `say` is told what goes on."""

    def __init__(self, folder: Path, size: Size, say: Say) -> None:
        self.folder = folder
        self.size = size
        self.say = say
        self.words = vocabulary()
        self.practices = list(Writer(self.words).practices(size.practices))
        self.paths = [f"/practices/{slug(practice)}" for practice in self.practices]
        self.environ = portal_environ(folder, assets(say))
        self.notes: list[str] = []
        self.fill: float | None = None  # seconds that Datasette's database took

    def run(self) -> list[Row]:
        """Give the rows of the table."""
        imported = self._import()
        portal, bare, other = self._servers()
        self.say("cold starts")
        starts = [
            self._cold_start(each) if each is not None else None for each in (portal, bare, other)
        ]
        with running(portal), running(bare), running(other):
            cookies = self._sign_in(portal, READER)
            writer = self._sign_in(portal, WRITER)
            loads = self._loads(portal, bare, other, cookies)
            self.say("memory")
            memories = [
                memory(each.processes()) if each else None for each in (portal, bare, other)
            ]
            self.say("saves until found")
            found = self._saves(portal, writer)
            self.say("first visit")
            visits = self._visits(portal, cookies)
            self.say("writing and looking back")
            written = self._writing(portal, writer)
        self.say("documents")
        written += self._documents()
        count = f"{self.size.practices:,}"
        return [
            *loads,
            Row("Save until found by search", "s", found, limit=0.1),
            Row(f"Import {count} practices, searchable", "s", imported, None, self.fill, limit=20),
            _row("Cold start to the first page", "s", starts, limit=1.5),
            *_memory_rows(memories),
            *visits,
            *written,
        ]

    # Importing

    def _import(self) -> float:
        """Import into portals that were just set up; the last of them is measured further."""
        lines = self.folder / "practices.jsonl"
        write_lines(lines, self.practices)
        self.say("portal init")
        portal_command(self.environ, "init")
        kept = ("data", "search_index")
        for name in kept:
            shutil.copytree(self.folder / name, self.folder / f"fresh-{name}")
        seconds = []
        for turn in range(self.size.rounds):
            self.say(f"import {turn + 1} of {self.size.rounds}")
            for name in kept:
                shutil.rmtree(self.folder / name)
                shutil.copytree(self.folder / f"fresh-{name}", self.folder / name)
            began = time.perf_counter()
            portal_command(self.environ, "practices", "import", str(lines))
            seconds.append(time.perf_counter() - began)
        return median(seconds)

    # The servers

    def _servers(self) -> tuple[Server, Server, Server | None]:
        other = None
        database = self.folder / "practices.db"
        try:
            self.say("datasette")
            self.fill = datasette.fill(database, self.practices)
            other = datasette.server(self.folder, database)
        except datasette.Unavailable as error:
            self.notes.append(str(error))
        return portal_server(self.folder, self.environ), bare_server(self.folder), other

    def _cold_start(self, server: Server) -> float:
        seconds = []
        for _ in range(1 + self.size.rounds):
            seconds.append(server.start())
            server.stop()
        return median(seconds[1:])  # the first one compiles

    def _sign_in(self, portal: Server, email: str) -> dict[str, str]:
        visitor = sign_in(portal, self.folder, email)
        last = self.practices[-1]
        page = visitor.get("/search?" + urlencode({"q": last.title})).text
        if f'href="/practices/{slug(last)}?q=' not in page:
            raise RuntimeError(f"search does not find what was imported last: {last.title!r}")
        return visitor.cookies

    # Load

    def _loads(
        self, portal: Server, bare: Server, other: Server | None, cookies: dict[str, str]
    ) -> list[Row]:
        database = self.folder / "practices.db"
        views = _repeat(self.paths, self.size.views)
        numbers = range(1, len(self.practices) + 1)
        rows = _repeat([datasette.row_path(database, number) for number in numbers], len(views))
        empty = ["/"] * self.size.bare_views
        if other:
            datasette.check(other.port, database, questions(self.words, 1, 1)[0])
        found: list[Row] = []
        flask = self._rounds("bare Flask", lambda: load(bare, empty))
        view = self._compare("view", portal, views, cookies, other, rows)
        found += _load_rows("View a practice, signed in", view, flask, cpu=3, ratio=4)
        for length in (1, 3):
            asked = questions(self.words, length, self.size.searches)
            kinds = [KIND if number % 2 else "" for number in range(len(asked))]
            ours = [_search_path(words, kind) for words, kind in zip(asked, kinds, strict=True)]
            theirs = [
                datasette.search_path(database, words, kind)
                for words, kind in zip(asked, kinds, strict=True)
            ]
            name = f"Search, {length} word{'s' if length > 1 else ''}"
            both = self._compare(name.lower(), portal, ours, cookies, other, theirs)
            found += _load_rows(name, both, flask, cpu=6, ratio=1)
        return found

    def _rounds(self, name: str, act: Callable[[], Cost]) -> Cost:
        self.say(name)
        return middle([act() for _ in range(self.size.rounds)])

    def _compare(
        self,
        name: str,
        portal: Server,
        paths: Sequence[str],
        cookies: dict[str, str],
        other: Server | None,
        other_paths: Sequence[str],
    ) -> tuple[Cost, Cost | None]:
        load(portal, paths[:WARM_UP], cookies)
        if other:
            load(other, other_paths[:WARM_UP])
        ours, theirs = [], []
        for turn in range(self.size.rounds):
            self.say(f"{name}, round {turn + 1} of {self.size.rounds}")
            ours.append(load(portal, paths, cookies))
            if other:
                theirs.append(load(other, other_paths))
        return middle(ours), middle(theirs) if theirs else None

    # Saving and visiting

    def _own(self) -> list[str]:
        return [slug(practice) for practice in self.practices[OWN_EVERY - 1 :: OWN_EVERY]]

    def _saves(self, portal: Server, cookies: dict[str, str]) -> float:
        visitor = Visitor(portal.port, cookies)
        return median(saving.until_found(visitor, self._own()[: self.size.saves]))

    def _writing(self, portal: Server, cookies: dict[str, str]) -> list[Row]:
        visitor, own, size = Visitor(portal.port, cookies), self._own(), self.size
        saved = writing.save_cost(portal, visitor, own)
        looked = writing.history_cost(
            portal, visitor, own[0], versions=size.versions, looks=size.looks
        )
        paper = writing.paper_seconds(visitor, own[1], times=size.rounds)
        return [
            Row("Save a draft without files: processor time", "ms", saved, limit=25),
            Row(f"History of {size.versions} versions: processor time", "ms", looked, limit=20),
            Row("PDF of a 10-page practice", "s", paper, limit=2),
        ]

    def _documents(self) -> list[Row]:
        seconds = documents.reading_seconds(self.folder, times=self.size.rounds)
        more = self.folder / "more.jsonl"
        wanted = self.size.alike
        write_lines(more, list(Writer(self.words, seed=7).practices(wanted, "alike")))
        portal_command(self.environ, "practices", "import", str(more))
        cost = documents.look_up_ms(self.environ)
        return [
            Row(f"Read the text of a PDF of {documents.PAGES} pages", "s", seconds, limit=3),
            Row(f"Look for practices alike among {wanted:,}: processor time", "ms", cost, limit=50),
        ]

    def _visits(self, portal: Server, cookies: dict[str, str]) -> list[Row]:
        paths = ["/practices/", self.paths[0], _search_path(self.words[100], ""), "/prisons/"]
        try:
            first, others = first_visit.measure(portal.port, paths, cookies)
        except first_visit.Unavailable as error:
            self.notes.append(str(error))
            first, others = None, []
        return _visit_rows(first, others)


@contextmanager
def running(server: Server | None) -> Iterator[None]:
    """Run a server for a while."""
    if server is None:
        yield
        return
    server.start()
    try:
        yield
    finally:
        server.stop()


def sign_in(portal: Server, folder: Path, email: str) -> Visitor:
    """Sign in as one of the demo people of the portal in a folder."""
    kept = (folder / "data" / "demo-sign-ins.txt").read_text(encoding="utf-8")
    password = re.search(r"Password of all: (\S+)", kept)
    if password is None:
        raise RuntimeError("the demo told no password")
    visitor = Visitor(portal.port)
    visitor.sign_in(email, password[1])
    return visitor


def slug(practice: Practice) -> str:
    """Give the address that the portal makes of a title; ours are plain words, and all differ."""
    return "-".join(practice.title.lower().split())


def assets(say: Say) -> Path:
    """Give the compiled styles and scripts."""
    folder = CHECKOUT / "var" / "assets"
    if not asset_build.is_built(folder):
        say("styles and scripts")
        asset_build.build(folder, say=say)
    return folder


def _repeat(paths: Sequence[str], count: int) -> list[str]:
    return [paths[number % len(paths)] for number in range(count)]


def _search_path(words: str, kind: str) -> str:
    return "/search?" + urlencode({"q": words} | ({"kind": kind} if kind else {}))


def _load_rows(
    what: str, both: tuple[Cost, Cost | None], bare: Cost, *, cpu: float, ratio: float
) -> list[Row]:
    ours, theirs = both
    ms = (ours.cpu_ms, bare.cpu_ms, theirs.cpu_ms if theirs else None)
    rate = (ours.per_second, bare.per_second, theirs.per_second if theirs else None)
    return [
        _row(f"{what}: processor time a request", "ms", ms, limit=cpu),
        _row(f"{what}: requests a second", "", rate, limit=ratio, at_least=True, is_ratio=True),
    ]


def _row(
    what: str,
    unit: str,
    figures: Sequence[float | None],
    *,
    limit: float,
    at_least: bool = False,
    is_ratio: bool = False,
) -> Row:
    """Make a row of the figures of the portal, the bare page and Datasette."""
    ours, bare, theirs = figures
    return Row(what, unit, ours, bare, theirs, limit=limit, at_least=at_least, is_ratio=is_ratio)


def _memory_rows(found: Sequence[tuple[float, float] | None]) -> list[Row]:
    rss = [each[0] if each else None for each in found]
    pss = [each[1] if each else None for each in found]
    return [
        _row("Resident memory after load, shared pages counted once (PSS)", "MB", pss, limit=200),
        _row("Resident memory after load, added up by process (RSS)", "MB", rss, limit=200),
    ]


def _visit_rows(first: first_visit.Visit | None, others: list[first_visit.Visit]) -> list[Row]:
    most = max((each.requests for each in others), default=None)
    largest = max((each.kilobytes for each in others), default=None)
    return [
        Row("First visit: requests", "", first.requests if first else None, limit=8),
        Row("First visit: compressed", "kB", first.kilobytes if first else None, limit=100),
        Row("Next pages: requests, at most", "", most, limit=1),
        Row("Next pages: compressed, at most", "kB", largest, limit=12),
    ]
