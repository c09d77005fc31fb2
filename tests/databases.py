"""A clean database for each test, on SQLite and on a PostgreSQL server of the run's own.

The schema is made once for each engine and test process, by the migrations. On SQLite a test then
gets a copy of a file; on PostgreSQL, a copy of a template database that other tests have used and
that is put back as it was.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from tests.postgresql import PostgresqlServer, ReusedDatabase

ENGINES = ("sqlite", "postgresql")
Fill = Callable[[str], None]  # is given the address of a database and puts something into it


class Templates:
    """Keep filled databases to copy from, each made on first use, and hand out copies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: set[tuple[str, str]] = set()
        self.numbers = count(1)
        self.reused: dict[str, ReusedDatabase] = {}
        self._server: PostgresqlServer | None = None

    @property
    def server(self) -> PostgresqlServer:
        """Give this test process's own server, started on first use."""
        self._server = self._server or PostgresqlServer()
        return self._server

    def template(self, engine: str, name: str, fill: Fill, *, base: str | None = None) -> str:
        """Make the template `name` once, from `base` where there is one, and give its name."""
        if (engine, name) not in self.made:
            self.drop(engine, name)  # left behind where filling it failed
            fill(self.create(engine, name, base))
            self.made.add((engine, name))
        return name

    def create(self, engine: str, name: str, base: str | None = None) -> str:
        """Make a database, empty or as a copy of `base`, and give its address."""
        if engine == "postgresql":
            self.server.create(name, base or "template0")
            return self.server.url(name)
        path = self.folder / f"{name}.sqlite3"
        if base:
            shutil.copy(self.folder / f"{base}.sqlite3", path)
        return f"sqlite:///{path}"

    @contextmanager
    def lend(self, engine: str, template: str) -> Iterator[str]:
        """Give the address of a database that is as `template` is, for as long as one test runs."""
        if engine == "postgresql":
            reused = self.reused.setdefault(template, ReusedDatabase(self.server, template))
            yield reused.lend()
            return
        name = f"test_{next(self.numbers)}"
        yield self.create(engine, name, template)
        self.drop(engine, name)

    def drop(self, engine: str, name: str) -> None:
        """Throw a database away."""
        if engine == "postgresql":
            self.server.drop(name)
            return
        for path in self.folder.glob(f"{name}.sqlite3*"):
            path.unlink()

    def stop(self) -> None:
        """End the server where one was started."""
        for each in self.reused.values():
            each.close()
        if self._server:
            self._server.stop()


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Templates]:
    """Give this test process's store of databases."""
    store = Templates(tmp_path_factory.mktemp("databases"))
    yield store
    store.stop()


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Name the engine; every test that uses a database runs once on each."""
    return str(request.param)


@pytest.fixture
def empty_database(templates: Templates, engine_name: str) -> Iterator[str]:
    """Give the address of a database without a single table, for tests of the migrations."""
    name = f"test_{next(templates.numbers)}"
    yield templates.create(engine_name, name)
    templates.drop(engine_name, name)
