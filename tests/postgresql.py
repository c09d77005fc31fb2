"""A PostgreSQL server of the run's own, and databases on it that are put back as they were."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

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
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
SEQUENCES = """
    SELECT sequencename, coalesce(last_value + increment_by, start_value)
    FROM pg_sequences WHERE schemaname = 'public'
"""
OTHERS = """
    SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
KEPT = "as_it_was"  # the schema in which a reused database keeps what it began with


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
        self.connection = self.connect("postgres")

    def _wait(self) -> None:
        for _ in range(300):
            try:
                self.connect("postgres").close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        pytest.exit(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()}", returncode=3)

    def connect(self, name: str) -> psycopg.Connection:
        """Open a connection of the tests' own to one database."""
        return psycopg.connect(host=str(self.folder), user="postgres", dbname=name, autocommit=True)

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
        self.process.send_signal(signal.SIGQUIT)  # at once: nothing is to be kept
        self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)


class ReusedDatabase:
    """Lend one copy of a template to test after test, with its rows put back in between.

    That takes a few milliseconds where a fresh copy takes over a hundred. Only rows and sequences
    are put back: a test that changes tables makes a database of its own.
    """

    MOST = 100  # times lent; what was deleted still takes space, and slows each search down

    def __init__(self, server: PostgresqlServer, template: str) -> None:
        self.server = server
        self.template = template
        self.name = f"reused_{template}"
        self.lent = 0

    def lend(self) -> str:
        """Give the address of the database, as the template is."""
        if self.lent % self.MOST == 0:
            self._make()
        else:
            self.connection.execute(OTHERS)
            self.connection.execute(self.put_back)
        self.lent += 1
        return self.server.url(self.name)

    def close(self) -> None:
        """Let go of the server; the database stays."""
        if self.lent:
            self.connection.close()

    def _make(self) -> None:
        self.close()
        self.server.drop(self.name)
        self.server.create(self.name, self.template)
        self.connection = self.server.connect(self.name)
        self.connection.execute("SET session_replication_role = replica")  # rows in any order
        self.connection.execute(f"CREATE SCHEMA {KEPT}")
        tables = [name for (name,) in self.connection.execute(TABLES)]
        steps: list[sql.Composable] = []
        for name in tables:
            table, kept = sql.Identifier("public", name), sql.Identifier(KEPT, name)
            self.connection.execute(sql.SQL("CREATE TABLE {} AS TABLE {}").format(kept, table))
            steps.append(sql.SQL("DELETE FROM {}").format(table))
            if self.connection.execute(sql.SQL("SELECT FROM {} LIMIT 1").format(kept)).rowcount:
                steps.append(
                    sql.SQL("INSERT INTO {} OVERRIDING SYSTEM VALUE TABLE {}").format(table, kept)
                )
        for name, next_one in self.connection.execute(SEQUENCES):
            steps.append(
                sql.SQL("SELECT setval({}, {}, false)").format(
                    sql.Literal(f'public."{name}"'), sql.Literal(next_one)
                )
            )
        self.put_back = sql.SQL("; ").join(steps)
