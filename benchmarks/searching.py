"""`python -m benchmarks.searching`: both engines by size, beside Datasette and the bare engine.

Keeps a table and a plot in docs/benchmarks.md, in a part of its own.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from benchmarks import datasette, report, saving
from benchmarks.growth import plot
from benchmarks.load import load, middle
from benchmarks.practices import OWN_EVERY, Writer, questions, vocabulary
from benchmarks.processes import memory
from benchmarks.servers import (
    CHECKOUT,
    Server,
    bare_server,
    portal_command,
    portal_environ,
    portal_server,
)
from benchmarks.suite import READER, WRITER, assets, running, sign_in

ENGINES = ("whoosh", "tantivy")
SIZES = (1_000, 2_000, 10_000, 100_000)
LENGTHS = (1, 3, 30)
FIRST = 1_000  # the number of the first practice that filling makes
WARM_UP = 20
SAVES = 6
PAGE = CHECKOUT / "docs" / "benchmarks.md"
PLOT = CHECKOUT / "docs" / "search-growth.svg"
BEGIN, END = "<!-- search by size -->", "<!-- end of search by size -->"
# What was asked for, by engine, practices and what is measured.
GOALS = {
    ("whoosh", 2_000, "1"): 5, ("whoosh", 2_000, "3"): 5,
    ("tantivy", 2_000, "1"): 3.5, ("tantivy", 2_000, "3"): 3.5,
    ("whoosh", 10_000, "1"): 9, ("whoosh", 10_000, "3"): 9, ("whoosh", 10_000, "30"): 40,
    ("tantivy", 10_000, "1"): 4, ("tantivy", 10_000, "3"): 4, ("tantivy", 10_000, "30"): 6,
    ("tantivy", 100_000, "3"): 8, ("tantivy", 100_000, "30"): 8,
    ("whoosh", 10_000, "suggest"): 3, ("tantivy", 10_000, "suggest"): 2,
    ("whoosh", 10_000, "found"): 0.15, ("tantivy", 10_000, "found"): 0.1,
    ("whoosh", 10_000, "rebuilt"): 200, ("tantivy", 10_000, "rebuilt"): 2_000,
    ("whoosh", 10_000, "memory"): 500, ("tantivy", 10_000, "memory"): 260,
}  # fmt: skip


@dataclass(slots=True)
class Measured:
    """Hold what one engine cost at one size; `page` and `alone` are milliseconds by length."""

    engine: str
    size: int
    rebuilt: float = 0  # practices a second
    page: dict[int, float] = field(default_factory=dict)
    alone: dict[int, float] = field(default_factory=dict)
    suggest: float = 0  # milliseconds
    found: float = 0  # seconds
    memory: float = 0  # MB


def main() -> None:
    """Measure every engine at every size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.searching", description=__doc__)
    parser.add_argument("--sizes", type=_numbers, default=SIZES)
    parser.add_argument("--engines", type=lambda text: text.split(","), default=ENGINES)
    parser.add_argument("--searches", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only-print", action="store_true", help="keep nothing in docs/")
    chosen = parser.parse_args()
    found: list[Measured] = []
    peers: dict[int, dict[int, float]] = {}
    with tempfile.TemporaryDirectory(prefix="portal-searching-") as name:
        bare = _bare(Path(name))
        for size in chosen.sizes:
            place = Place(Path(name) / str(size), size, chosen.searches, chosen.rounds)
            peers[size] = place.datasette()
            found += [place.measure(engine) for engine in chosen.engines]
            place.forget()
            # After each size: the largest takes as long as all the others together.
            text = section(found, peers, bare, chosen.searches, chosen.rounds)
            if not chosen.only_print:
                PLOT.write_text(plot(_lines(found, peers)), encoding="utf-8")
                page = with_section(PAGE.read_text(encoding="utf-8"), text)
                PAGE.write_text(page, encoding="utf-8")
    print(text)


class Place:
    """Measure at one size, in a folder of its own."""

    def __init__(self, folder: Path, size: int, searches: int, rounds: int) -> None:
        self.folder, self.size = folder, size
        self.searches, self.rounds = searches, rounds
        folder.mkdir()
        self.words = vocabulary()
        self.environ = portal_environ(folder, assets(_say))
        _say(f"{size:,} practices")
        portal_command(self.environ, "init")
        filling = [sys.executable, "-m", "benchmarks.filling", str(size)]
        subprocess.run(filling, cwd=CHECKOUT, env=self.environ, check=True)

    def forget(self) -> None:
        """Free the disk."""
        shutil.rmtree(self.folder)

    def datasette(self) -> dict[int, float]:
        """Ask Datasette the same questions; nothing where it cannot be fetched."""
        database = self.folder / "practices.db"
        try:
            datasette.fill(database, list(Writer(self.words).practices(self.size)))
            server = datasette.server(self.folder, database)
        except datasette.Unavailable as error:
            _say(str(error))
            return {}
        with running(server):
            return {
                length: self._cost(
                    server,
                    [datasette.search_path(database, text, "") for text in self._asked(length)],
                )
                for length in LENGTHS
            }

    def measure(self, engine: str) -> Measured:
        """Rebuild with one engine, then ask, save and weigh."""
        environ = self.environ | {"PORTAL_SEARCH_ENGINE": engine}
        found = Measured(engine, self.size)
        _say(f"{engine}: rebuild")
        began = time.perf_counter()
        portal_command(environ, "search", "rebuild")
        found.rebuilt = self.size / (time.perf_counter() - began)
        found.alone = self._alone(environ)
        portal = portal_server(self.folder, environ)
        with running(portal):
            cookies = sign_in(portal, self.folder, READER).cookies
            for length in LENGTHS:
                _say(f"{engine}: {length} words")
                paths = [_search(text) for text in self._asked(length)]
                found.page[length] = self._cost(portal, paths, cookies)
            paths = [f"/search/suggestions?{urlencode({'q': text})}" for text in self._begun()]
            found.suggest = self._cost(portal, paths, cookies)
            found.memory = memory(portal.processes())[1]
            _say(f"{engine}: save until found")
            writer = sign_in(portal, self.folder, WRITER)
            found.found = median(saving.until_found(writer, self._own()))
        return found

    def _asked(self, length: int) -> list[str]:
        return questions(self.words, length, self.searches)

    def _begun(self) -> Iterator[str]:
        """Give what has been typed when the second word has three letters."""
        for text in questions(self.words, 2, self.searches):
            first, second = text.split()
            yield f"{first} {second[:3]}"

    def _own(self) -> list[str]:
        numbers = range(FIRST + OWN_EVERY - 1, FIRST + self.size, OWN_EVERY)
        return [f"made-{number}" for number in numbers][:SAVES]

    def _cost(
        self, server: Server, paths: Sequence[str], cookies: dict[str, str] | None = None
    ) -> float:
        load(server, paths[:WARM_UP], cookies)
        return middle([load(server, paths, cookies) for _ in range(self.rounds)]).cpu_ms

    def _alone(self, environ: Mapping[str, str]) -> dict[int, float]:
        command = [sys.executable, "-m", "benchmarks.engine_alone", str(self.searches)]
        command += [str(length) for length in LENGTHS]
        done = subprocess.run(
            command, cwd=CHECKOUT, env=dict(environ), check=True, capture_output=True, text=True
        )
        return dict(zip(LENGTHS, map(float, done.stdout.split()), strict=True))


def section(
    found: Sequence[Measured],
    peers: Mapping[int, Mapping[int, float]],
    bare: float,
    searches: int,
    rounds: int,
) -> str:
    """Write the part of the page."""
    heads = ["Practices", "Engine", "1 word", "3 words", "30 words", "Engine alone, 1 / 3 / 30"]
    heads += ["Suggestions", "Save until found", "Rebuilt a second", "Memory (PSS)"]
    rows = [[":--"] * 2 + ["--:"] * 8]
    for size in dict.fromkeys(each.size for each in found):
        rows += [_row(each) for each in found if each.size == size]
        if peer := peers.get(size):
            costs = [f"{peer[length]:.3g} ms" for length in LENGTHS]
            rows.append([f"{size:,}", "Datasette", *costs, *["–"] * 5])
    lines = "\n".join(f"| {' | '.join(cells)} |" for cells in [heads, *rows])
    return HOW.format(
        date=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        machine=report.machine(),
        bare=bare,
        searches=searches,
        rounds=rounds,
        lines=lines,
    ).strip()


HOW = """
## Search by size

`python -m benchmarks.searching` writes this part: {date}, {machine}. Figures are milliseconds of
processor time for a whole page, signed in, with snippets, filters with counts, badges and reasons;
medians of {rounds} rounds of {searches} different questions. A bare Flask page cost {bare:.2f} ms
in the same run. Goals stand in brackets where there are any; **bold** where they are missed.

{lines}

![Processor time of a search by number of practices](search-growth.svg)

- Practices are written straight into the database, 300 to 600 words each, with labels.
- Datasette finds rows with all the words, without ranking, snippets or counts: with 30 words it
  finds nothing.
- "Engine alone" is the engine called in a process of its own for the same results and counts.
- "Save until found": from sending the form, and publishing, until the search page shows it.
- "Rebuilt a second": the whole command `portal search rebuild`, its start included.
"""


def _row(each: Measured) -> list[str]:
    def cell(name: str, figure: float, unit: str, *, at_least: bool = False) -> str:
        goal = GOALS.get((each.engine, each.size, name))
        written = f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"
        text = f"{written} {unit}".strip()
        if goal is None:
            return text
        met = figure >= goal if at_least else figure <= goal
        return f"{text} ({goal:,g})" if met else f"**{text}** ({goal:,g})"

    return [
        f"{each.size:,}",
        each.engine,
        *[cell(str(length), each.page[length], "ms") for length in LENGTHS],
        " / ".join(f"{each.alone[length]:.2g}" for length in LENGTHS) + " ms",
        cell("suggest", each.suggest, "ms"),
        cell("found", each.found, "s"),
        cell("rebuilt", each.rebuilt, "", at_least=True),
        cell("memory", each.memory, "MB"),
    ]


def with_section(page: str, text: str) -> str:
    """Put the part into the page, in the place of the older one."""
    block = f"{BEGIN}\n\n{text}\n\n{END}"
    if BEGIN in page:
        return re.sub(f"{BEGIN}.*{END}", lambda _: block, page, flags=re.DOTALL)
    return f"{page.rstrip()}\n\n{block}\n"


def kept_section(page: str) -> str:
    """Give the part that stands in a page, "" where there is none."""
    found = re.search(f"{BEGIN}.*{END}", page, flags=re.DOTALL)
    return found.group() if found else ""


def _lines(
    found: Sequence[Measured], peers: Mapping[int, Mapping[int, float]]
) -> dict[str, list[tuple[int, float]]]:
    lines = {
        f"{engine}, {length} words": [
            (each.size, each.page[length]) for each in found if each.engine == engine
        ]
        for engine in dict.fromkeys(each.engine for each in found)
        for length in (3, 30)
    }
    if any(peers.values()):
        lines["Datasette, 3 words"] = [(size, cost[3]) for size, cost in peers.items() if cost]
    return lines


def _bare(folder: Path) -> float:
    server = bare_server(folder)
    with running(server):
        load(server, ["/"] * 200)
        return middle([load(server, ["/"] * 1_000) for _ in range(3)]).cpu_ms


def _search(text: str) -> str:
    return f"/search?{urlencode({'q': text})}"


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in text.split(","))


def _say(what: str) -> None:
    print(f"… {what}", file=sys.stderr)


if __name__ == "__main__":
    main()
