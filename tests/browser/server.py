"""The portal as a process of its own, set up and started by its own commands."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from portal.cli.demo import FILE as SIGN_INS
from portal.cli.demo import PASSWORD as PASSWORD_LINE
from tests.people import PASSWORD

CHECKOUT = Path(__file__).parents[2]
# The `portal` command, whether or not it is installed on the path.
PORTAL = (sys.executable, "-c", "from portal.cli import main; main()")


class Server:
    """Run `portal init`, then `portal serve`, in a folder of its own."""

    def __init__(self, folder: Path, assets: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        ours = {name: text for name, text in os.environ.items() if not name.startswith("PORTAL_")}
        self.environ = ours | {
            "PORTAL_DATA": str(folder / "data"),
            "PORTAL_SEARCH_INDEX": str(folder / "search_index"),
            "PORTAL_ASSETS": str(assets),
        }
        self.log = folder / "log"

    def command(self, *words: str) -> str:
        """Run one `portal` command to its end and give what it said."""
        done = subprocess.run(
            [*PORTAL, *words],
            cwd=CHECKOUT,
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"portal {' '.join(words)}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def start(self) -> None:
        """Set up and serve; returns once the portal answers."""
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        (data / SIGN_INS).write_text(f"{PASSWORD_LINE}{PASSWORD}\n")  # in place of a random one
        self.command("init")
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*PORTAL, "serve", "--port", str(self.port)],
                cwd=CHECKOUT,
                env=self.environ,
                stdout=log,
                stderr=log,
            )
        for _ in range(200):
            if self.process.poll() is None and self._answers():
                return
            time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"portal serve did not answer:\n{self.log.read_text()}")

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def stop(self) -> None:
        """End the server and wait until it is gone."""
        self.process.terminate()
        self.process.wait(20)


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
