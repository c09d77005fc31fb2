"""A clean database for each test, on SQLite and on a PostgreSQL server of the run's own.

The schema is made once for each engine and test process, by the migrations. A test then gets a
copy: of a file on SQLite, of a template database on PostgreSQL.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

ENGINES = ("sqlite", "postgresql")
DEBIAN = Path("/usr/lib/postgresql")
NOT_FOUND = (
    "PostgreSQL was not found: the tests need initdb and postgres. "
    "Install Debian's package `postgresql`."
)
# Nothing in a test database has to outlive a power cut.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "50",
    "listen_addresses": "",
}

Fill = Callable[[str], None]  # is given the address of a database and puts something into it


def postgresql_programs() -> Path:
    """Find the newest PostgreSQL on this machine, or stop the whole run with one clear line."""
    for folder in sorted(
        DEBIAN.glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True
    ):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    pytest.exit(NOT_FOUND, returncode=3)


class PostgresqlServer:
    """Run a server in a folder of its own, on a unix socket only, for as long as the tests run."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portal-pg-"))
        self.data = self.folder / "data"
        # setpriv also makes the server stop when the test process is killed.
        self.as_server = ["setpriv", "--pdeathsig", "INT"]
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self.as_server += ["--reuid", "postgres", "--regid", "postgres", "--init-groups"]
        self.as_server.append("--")
        self._start()

    def _start(self) -> None:
        programs = postgresql_programs()
        about = [
            "--username=postgres",
            "--auth=trust",
            "--no-sync",
            "--encoding=UTF8",
            "--no-locale",
        ]
        subprocess.run(
            [*self.as_server, programs / "initdb", "--pgdata", self.data, *about],
            check=True,
            capture_output=True,
            cwd=self.folder,
        )
        options = [part for name, value in FAST.items() for part in ("-c", f"{name}={value}")]
        log = (self.folder / "log").open("w")
        self.process = subprocess.Popen(
            [*self.as_server, programs / "postgres", "-D", self.data, "-k", self.folder, *options],
            cwd=self.folder,
            stdout=log,
            stderr=log,
        )
        log.close()
        self._wait()
        self.connection = psycopg.connect(
            host=str(self.folder), user="postgres", dbname="postgres", autocommit=True
        )

    def _wait(self) -> None:
        for _ in range(300):
            try:
                psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres").close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        pytest.exit(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()}", returncode=3)

    def url(self, name: str) -> str:
        """Give the address of one database."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def create(self, name: str, template: str = "template0") -> None:
        """Make a database as a copy of another, to which nobody may be connected."""
        self.connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def drop(self, name: str) -> None:
        """Throw a database away, with whoever is still connected."""
        self.connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def stop(self) -> None:
        """End the server and remove all that it wrote."""
        self.connection.close()
        self.process.terminate()
        self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)


class Templates:
    """Keep filled databases to copy from, each made on first use, and hand out copies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: set[tuple[str, str]] = set()
        self.numbers = count(1)
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

    def drop(self, engine: str, name: str) -> None:
        """Throw a database away."""
        if engine == "postgresql":
            self.server.drop(name)
            return
        for path in self.folder.glob(f"{name}.sqlite3*"):
            path.unlink()

    def stop(self) -> None:
        """End the server where one was started."""
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
