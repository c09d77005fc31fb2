"""The page about the measurements: the table, when and where it was made, and how."""

import os
import platform
import sqlite3
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks import datasette
from benchmarks.servers import THREADS, WORKERS
from benchmarks.suite import Size

HOW = """\
## How it is measured

- Everything comes from one run of `make bench`. Each figure is the median of {rounds} rounds; the
  portal and Datasette take turns, so that a busy moment of the machine weighs on both. Saves and
  cold starts follow one another on one portal.
- {practices:,} practices of 300 to 600 words, made from the words of the starter library with the
  unevenness of real text, the same in every run. The portal keeps them in SQLite.
- The portal and the bare Flask page run under gunicorn with {workers} workers of {threads} threads
  each. The bare page has no template, database or session: it shows what Flask and gunicorn cost by
  themselves. Its one page stands beside every kind of request.
- Datasette serves the same practices from SQLite with FTS5: its row page stands beside the view,
  its table page with `_search` and 10 rows beside the search. It runs as one process, as it does by
  default. Its guesses at facets are off, which makes it faster. It searches for rows with all the
  words, without ranking and passages, and it compresses nothing.
- Four visitors ask at the same time and accept compressed answers. They run on the same processors
  as the servers, so requests a second are lower than they would be for visitors elsewhere; ratios
  are what counts. Views go through different practices. Every second search has a filter.
- Processor time is what the kernel counted for all processes of a server, user and system.
- Memory is that of gunicorn's parent and both workers. The parent loads the portal once and the
  workers share those pages: PSS counts a shared page once, adding up RSS counts it three times.
- Saves: the time from sending the edit form, and publishing, until the search page shows the
  practice for a word that was not there before; median of {saves}.
- Saving a draft: the form with all fields is sent, with a line more than before, and nothing is
  published. The history has one page of its {versions} versions. The forms are fetched first.
- The PDF of a practice of 3,000 words is fetched over HTTP. A PDF of 100 pages of 450 words is read
  as an attached one is, in its own process.
- Practices alike: {alike:,} more are imported, then texts of published ones are looked up, in a
  process of its own, with the queries that show what was found.
- Import: the whole command `portal practices import`, which ends when the search index holds
  everything. Beside it, filling the database and its FTS5 table for Datasette.
- Cold start: from starting `portal serve`, on a portal that is set up, to its front page. Python
  has its compiled code from an earlier start.
- Visits are counted by Chromium with headers. The first one is a stranger's with nothing kept; the
  next pages are the list of practices, a practice, a search and the list of prisons, signed in.
"""


def page(table: str, notes: Sequence[str], size: Size, facts: Mapping[str, str]) -> str:
    """Write docs/benchmarks.md."""
    told = "\n".join(f"- {name}: {fact}" for name, fact in facts.items())
    how = HOW.format(
        rounds=size.rounds,
        practices=size.practices,
        workers=WORKERS,
        threads=THREADS,
        saves=size.saves,
        versions=size.versions,
        alike=size.alike,
    )
    parts = ["# How fast the portal is", "`make bench` writes this page.", told, table, *notes, how]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def machine() -> str:
    """Name the processors, the memory, the system and how busy it is."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    busy = os.getloadavg()[0]
    count = os.cpu_count()
    return (
        f"{count} × {model or platform.machine()}, {memory:.0f} GB, "
        f"{platform.system()} {platform.release()}; "
        f"before the run {busy:.1f} processes were running or waiting"
    )


def software() -> str:
    """Name the versions that matter."""
    packages = ("flask", "gunicorn", "sqlalchemy", "whoosh")
    named = [f"{package} {version(package)}" for package in packages]
    return ", ".join(
        [
            f"Python {platform.python_version()}",
            f"SQLite {sqlite3.sqlite_version}",
            *named,
            f"datasette {datasette.VERSION}",
        ]
    )
