"""Everything a checkout needs from outside: `set_up.py run`, `set_up.py dev`, `set_up.py test`.

Started by the Makefile with any Python from 3.11 on, before anything is installed; so it uses the
standard library alone. What is already in place is not done again.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
ENVIRONMENT = CHECKOUT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
LOG = CHECKOUT / ".setup" / "log"
LOCKS = {
    "run": "requirements.lock",
    "dev": "requirements-dev.lock",
    "test": "requirements-dev.lock",
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OFFLINE = "could not be fetched. Is there a network connection?"

Step = tuple[str, Callable[[], None]]


class SetUpError(Exception):
    """Say in one line what stands in the way."""


def main(purpose: str) -> None:
    """Do what is missing, in numbered steps."""
    steps = missing(purpose)
    for number, (label, work) in enumerate(steps, start=1):
        print(f"Set-up {number}/{len(steps)}: {label}", flush=True)
        work()


def missing(purpose: str) -> list[Step]:
    """List the steps that are still to do."""
    steps: list[Step] = []
    if not is_installed(purpose):
        if not is_ours():
            steps.append(("virtual environment in .venv", make_environment))
        steps.append(("Python packages (a minute or so)", lambda: install(LOCKS[purpose])))
    if purpose == "test":
        if not has_postgresql():
            steps.append(("PostgreSQL", lambda: apt_install("postgresql")))
        if not has_browser():
            steps.append(("Chromium", install_browser))
        if not has_scanner():
            steps.append(("ClamAV", lambda: apt_install("clamav-daemon")))
    return steps


def stamp(lock: str) -> Path:
    """Name the file that tells that a lock file is installed."""
    return ENVIRONMENT / f"{lock}.installed"


def state(lock: str) -> str:
    """Name what would be installed, and where: a folder that was moved needs a new environment."""
    digest = hashlib.sha256(str(CHECKOUT).encode())
    for name in (lock, "pyproject.toml"):
        digest.update((CHECKOUT / name).read_bytes())
    return digest.hexdigest()


def is_installed(purpose: str) -> bool:
    """Tell whether the packages are in place; the developers' include all others."""
    locks = {LOCKS[purpose], LOCKS["dev"]}
    return PYTHON.exists() and any(
        stamp(lock).exists() and stamp(lock).read_text() == state(lock) for lock in locks
    )


def is_ours() -> bool:
    """Tell whether the environment can be added to: it works and was made in this very folder."""
    scripts = ENVIRONMENT / "bin" / "pip"
    if not PYTHON.exists() or not scripts.exists():
        return False
    return str(ENVIRONMENT) in scripts.read_text(errors="replace")


def make_environment() -> None:
    """Make the virtual environment anew."""
    run(
        [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)],
        "The virtual environment could not be made.",
    )


def install(lock: str) -> None:
    """Install what the lock file names, each checked by its hash, then the checkout itself."""
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    packages = ["--require-hashes", "--retries", "3", "--requirement", str(CHECKOUT / lock)]
    run([*pip, *packages], f"The Python packages {OFFLINE}", show="Collecting ")
    itself = ["--no-deps", "--no-build-isolation", "--no-index", "--editable", str(CHECKOUT)]
    run([*pip, *itself], "The portal could not be installed.")
    stamp(lock).write_text(state(lock))


def has_postgresql() -> bool:
    """Tell whether the programs for a test server are there."""
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or bool(shutil.which("initdb"))


def has_browser() -> bool:
    """Run each: on Ubuntu, `chromium-browser` may only be a note that there is a snap."""
    own = Path.home() / ".cache" / "ms-playwright"
    return any(own.glob("chromium-*")) or any(answers(name) for name in BROWSERS)


def has_scanner() -> bool:
    """Tell whether ClamAV's daemon is there; Debian keeps it where not everybody looks."""
    return Path("/usr/sbin/clamd").exists() or bool(shutil.which("clamd"))


def answers(program: str) -> bool:
    """Tell whether a program is there and runs."""
    found = shutil.which(program)
    if found is None:
        return False
    return subprocess.run([found, "--version"], capture_output=True).returncode == 0


def install_browser() -> None:
    """Take Debian's package; elsewhere, such as on Ubuntu, the build that Playwright brings."""
    if "ID=debian" in Path("/etc/os-release").read_text().split():
        apt_install("chromium")
        return
    fetch = [str(PYTHON), "-m", "playwright", "install", "--with-deps", "chromium"]
    run(fetch, f"Chromium {OFFLINE}")


def apt_install(package: str) -> None:
    """Install one of the distribution's packages, where this account may."""
    by_hand = f"Run: sudo apt-get install {package}"
    rights = as_root()
    if rights is None or not shutil.which("apt-get"):
        raise SetUpError(f"The tests need {package}. {by_hand}")
    quiet = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    run([*quiet, "update"], f"The list of packages {OFFLINE}")
    run([*quiet, "install", "-y", package], f"{package} could not be installed. {by_hand}")


def as_root() -> list[str] | None:
    """Give what stands before a command that needs root, or None where that cannot be."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    refused = subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode
    return None if refused else ["sudo", "-n"]


def run(command: list[str], failure: str, *, show: str = "\0") -> None:
    """Run a command, its words kept in the log. Raises SetUpError.

    On a terminal, what follows `show` in its output is shown as it comes.
    """
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("w") as log:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        )
        for line in process.stdout or ():
            log.write(line)
            if show in line and sys.stdout.isatty():
                print(f"\r\033[K    {line.split(show)[1].split()[0]}", end="", flush=True)
    if show != "\0" and sys.stdout.isatty():
        print("\r\033[K", end="")
    if process.wait():
        raise SetUpError(f"{failure} (details: {LOG.relative_to(CHECKOUT)})")


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except (SetUpError, OSError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("Stopped. Start again when you like: what is done stays done.")
