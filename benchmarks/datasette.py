"""Datasette over the same practices: fetched into an environment of its own, never the portal's."""

import re
import sqlite3
import subprocess
import time
import venv
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.practices import Practice
from benchmarks.servers import CHECKOUT, Server, environ
from benchmarks.visitor import Visitor

VERSION = "0.65.5"
FOLDER = CHECKOUT / ".setup" / "bench" / f"datasette-{VERSION}"
# As many rows as a page of the portal's search has; without guessing at facets, which costs time.
OPTIONS = ("--setting", "default_page_size", "10", "--setting", "suggest_facets", "off")
SECONDS_TO_FETCH = 300

# Datasette finds the index of a table by `content="…"`, with these very quotes.
TABLE = """
create table practices (
    id integer primary key, kind text, title text, summary text, body text, prison text, tags text
);
"""
INDEX = """
create virtual table practices_fts using fts5(
    title, summary, body, tags, content="practices", content_rowid='id',
    tokenize='porter unicode61'
);
insert into practices_fts (practices_fts) values ('rebuild');
"""


class Unavailable(Exception):
    """Say why there is no Datasette to compare with."""


def executable() -> Path:
    """Find Datasette, fetching it the first time. Raises Unavailable where that fails."""
    program = FOLDER / "bin" / "datasette"
    if not _runs(program):
        try:
            venv.create(FOLDER, clear=True, with_pip=True)
            subprocess.run(
                [FOLDER / "bin" / "python", "-m", "pip", "install", "-q", f"datasette=={VERSION}"],
                check=True,
                capture_output=True,
                text=True,
                timeout=SECONDS_TO_FETCH,
            )
        except (OSError, subprocess.SubprocessError) as error:
            lines = str(getattr(error, "stderr", None) or error).strip().splitlines()
            raise Unavailable(f"Datasette {VERSION} could not be fetched: {lines[-1]}") from error
    return program


def _runs(program: Path) -> bool:
    try:
        subprocess.run([program, "--version"], check=True, capture_output=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def fill(path: Path, practices: Sequence[Practice]) -> float:
    """Write the practices into a new database with full-text search; gives the seconds taken."""
    began = time.perf_counter()
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(TABLE)
        database.executemany(
            "insert into practices (kind, title, summary, body, prison, tags)"
            " values (?, ?, ?, ?, ?, ?)",
            [(p.kind, p.title, p.summary, p.body, p.prison, " ".join(p.tags)) for p in practices],
        )
        database.executescript(INDEX)
    return time.perf_counter() - began


def server(folder: Path, database: Path) -> Server:
    """Describe Datasette serving that database. Raises Unavailable."""
    command = [str(executable()), "serve", str(database), "--port", "{port}", *OPTIONS]
    return Server("Datasette", command, log=folder / "datasette.log", environ=environ(folder))


def row_path(database: Path, number: int) -> str:
    """Give the address of one practice."""
    return f"/{database.stem}/practices/{number}"


def search_path(database: Path, words: str, kind: str) -> str:
    """Give the address of a search, of one kind where `kind` is not empty."""
    asked = {"_search": words} | ({"kind": kind} if kind else {})
    return f"/{database.stem}/practices?{urlencode(asked)}"


def check(port: int, database: Path, words: str) -> None:
    """Make sure that it searches. Raises RuntimeError where it shows rows without the words."""
    visitor = Visitor(port)
    if _nothing(visitor, search_path(database, words, "")):
        raise RuntimeError(f"Datasette finds nothing for {words!r}")
    if not _nothing(visitor, search_path(database, "zqzqzq", "")):
        raise RuntimeError("Datasette finds a word that no practice holds")


def _nothing(visitor: Visitor, path: str) -> bool:
    return re.search(r"<h3>\s*0 rows\b", visitor.get(path).text) is not None
