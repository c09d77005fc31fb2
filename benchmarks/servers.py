"""The three servers that are measured, each a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.processes import family

CHECKOUT = Path(__file__).parents[1]
# The `portal` command, whether or not it is installed on the path.
PORTAL = (sys.executable, "-c", "from portal.cli import main; main()")
WORKERS, THREADS = 2, 4
PATIENCE = 60
POLL = 0.01


class Server:
    """Run one server; `command` holds `{port}` where its port belongs."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        environ: Mapping[str, str],
        front: str = "/",
    ) -> None:
        self.name = name
        self.command = command
        self.log = log
        self.environ = environ
        self.front = front
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it and give the seconds until its front page was there."""
        self.port = free_port()
        command = [word.format(port=self.port) for word in self.command]
        with self.log.open("ab") as log:
            began = time.perf_counter()
            self.process = subprocess.Popen(
                command, cwd=CHECKOUT, env=self.environ, stdout=log, stderr=log
            )
        while time.perf_counter() - began < PATIENCE:
            if self.process.poll() is not None:
                break
            if self._answers():
                return time.perf_counter() - began
            time.sleep(POLL)
        self.stop()
        raise RuntimeError(f"{self.name} did not answer:\n{self.log.read_text()[-2000:]}")

    def processes(self) -> list[int]:
        """List its processes: the parent and its workers."""
        assert self.process is not None
        return family(self.process.pid)

    def stop(self) -> None:
        """End it and wait until it is gone."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def _answers(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{self.front}", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


def environ(folder: Path) -> dict[str, str]:
    """Give the environment of every server: Python keeps its compiled code, as it does by default.

    It does so in `folder`, so that neither a read-only checkout nor an older run matters.
    """
    others = ("PORTAL_", "PYTHONDONTWRITEBYTECODE")
    ours = {name: text for name, text in os.environ.items() if not name.startswith(others)}
    return ours | {"PYTHONPYCACHEPREFIX": str(folder / "bytecode")}


def portal_environ(folder: Path, assets: Path) -> dict[str, str]:
    """Give the environment of a demo portal that keeps everything in `folder`."""
    return environ(folder) | {
        "PORTAL_DATA": str(folder / "data"),
        "PORTAL_SEARCH_INDEX": str(folder / "search_index"),
        "PORTAL_ASSETS": str(assets),
    }


def portal_command(environ: Mapping[str, str], *words: str) -> str:
    """Run one `portal` command to its end and give what it said."""
    done = subprocess.run(
        [*PORTAL, *words], cwd=CHECKOUT, env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"portal {' '.join(words)}:\n{done.stdout}{done.stderr}")
    return done.stdout


def portal_server(folder: Path, environ: Mapping[str, str]) -> Server:
    """Describe the portal as `portal serve` starts it."""
    command = [*PORTAL, "serve", "--port", "{port}"]
    command += ["--workers", str(WORKERS), "--threads", str(THREADS)]
    return Server("portal", command, log=folder / "portal.log", environ=environ)


def bare_server(folder: Path) -> Server:
    """Describe a bare Flask page under gunicorn, with the settings that the portal gives it."""
    command = [sys.executable, "-m", "gunicorn", "benchmarks.bare:app", "--preload"]
    command += ["--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS)]
    command += ["--bind", "127.0.0.1:{port}", "--log-level", "warning", "--no-control-socket"]
    return Server("bare Flask", command, log=folder / "bare.log", environ=environ(folder))


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
