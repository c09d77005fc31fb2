"""A store in a test's own folder, and a real scanner that knows one virus."""

import io
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.db import transactional
from portal.storage import hooks, places, services
from portal.storage.models import StoredFile
from portal.storage.receiving import receive
from tests.unit.storage import making

CLAMD = "/usr/sbin/clamd"


@pytest.fixture(autouse=True)
def nothing_left_running(app: Flask) -> Iterator[None]:
    """Wait for the reader: it must not outlive the test's database."""
    yield
    wait_for_reader(app)


def wait_for_reader(app: Flask) -> None:
    thread = hooks.of(app).thread
    if thread is not None:
        thread.join(timeout=60)
        assert not thread.is_alive()


@pytest.fixture
def store(app_context: Flask) -> Callable[..., StoredFile]:
    """Take in a file and adopt it, as an upper package does, and wait until it was read."""

    def store(content: bytes, *, name: str = "plan.docx", wait: bool = True) -> StoredFile:
        received = receive(io.BytesIO(content), name=name, folder=places.root())
        try:
            file = services.adopt(received)
        finally:
            services.discard(received)
        if wait:
            wait_for_reader(app_context)
        return file

    return store


@pytest.fixture
def fails_after() -> Callable[[Callable[[], object]], None]:
    """Run something in a service that is then undone."""

    @transactional
    def fails_after(work: Callable[[], object]) -> None:
        work()
        raise RuntimeError("undo all of it")

    return fails_after


class Scanner:
    """Run ClamAV's daemon on a socket of its own, with the one signature that it is given."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.socket = folder, folder / "clamd.sock"
        database = folder / "database"
        database.mkdir()
        # One signature of our own: name, any kind of file, anywhere, bytes.
        (database / "test.ndb").write_text(f"Test.Eicar:0:*:{making.EICAR.hex()}\n")
        settings = {
            "LocalSocket": self.socket,
            "DatabaseDirectory": database,
            "Foreground": "yes",
            "LogFile": folder / "log",
            "StreamMaxLength": "26M",
            "MaxThreads": "2",
        }
        config = folder / "clamd.conf"
        config.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "--", CLAMD, "--config-file", "clamd.conf"],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60
        while not self.socket.exists():
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.socket.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def scanner() -> Iterator[Scanner]:
    # A short path: sockets have room for 107 characters.
    with tempfile.TemporaryDirectory(prefix="clamd-") as folder:
        Path(folder).chmod(0o755)
        running = Scanner(Path(folder))
        yield running
        running.stop()
