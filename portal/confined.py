"""Running a program on what came from outside, within limits that the kernel holds.

For parsers of files: they are large, old and often written in C. Where one is led astray, it ends
itself and nothing else.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from portal.turns import Turns

FOLDERS = "portal-confined-"  # begins the names of the folders that programs start in
LEFT_BEHIND = 3600  # seconds; by then no program still runs

# Sets the limits on itself and then becomes the program, so that they hold from its first step.
# On Linux it also ends with the process that started it, however that ended.
_LIMITS = """
import ctypes, os, resource, signal, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
seconds, memory, size = map(int, sys.argv[1:4])
os.nice(5)
for what, most in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory),
                   (resource.RLIMIT_FSIZE, size), (resource.RLIMIT_CORE, 0)):
    resource.setrlimit(what, (most, most))
os.execv(sys.argv[4], sys.argv[4:])
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Say how much a program may use: processor seconds, seconds by the clock, and bytes.

    `output` limits what it prints, and every file that it writes.
    """

    cpu: int = 10
    clock: int = 30
    memory: int = 1024**3
    output: int = 32 * 1024**2


class ConfinedError(Exception):
    """Say that a program failed or met its limits; `words` are the last that it said."""

    def __init__(self, words: str, *, is_over_limit: bool = False) -> None:
        super().__init__(words)
        self.words, self.is_over_limit = words, is_over_limit


_turns = Turns()


@contextmanager
def turn(person: Hashable = None) -> Iterator[None]:
    """Hold one turn for all programs that are run inside, such as those for one document.

    Whatever runs a program waits for a turn by itself. Raises Busy where too many others do.
    """
    with _turns.turn(person):
        yield


@contextmanager
def apart() -> Iterator[None]:
    """Run programs without a turn: in a thread of their own, for which nobody waits."""
    with _turns.apart():
        yield


def run(command: Sequence[str | Path], *, given: bytes = b"", limits: Limits) -> bytes:
    """Run a program on `given` and give what it prints. Raises ConfinedError, and Busy as `turn`.

    The first word of `command` is the whole path of the program. It starts in an empty folder that
    is thrown away, and sees nothing of this process's environment.
    """
    numbers = [str(limits.cpu), str(limits.memory), str(limits.output)]
    whole = [sys.executable, "-I", "-S", "-c", _LIMITS, *numbers, *map(str, command)]
    with turn(), tempfile.TemporaryDirectory(prefix=FOLDERS) as folder:
        printed, said = Path(folder) / "printed", Path(folder) / "said"
        with printed.open("wb") as out, said.open("wb") as err:
            process = subprocess.Popen(
                whole, stdin=subprocess.PIPE, stdout=out, stderr=err, cwd=folder, env={}
            )
            try:
                process.communicate(given, timeout=limits.clock)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                raise ConfinedError("took too long", is_over_limit=True) from None
        if process.returncode:
            words = said.read_text(errors="replace").strip()[-500:]
            raise ConfinedError(words, is_over_limit=process.returncode < 0)
        return printed.read_bytes()


def sweep() -> None:
    """Remove the folders that killed workers left behind."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDERS}*"):
        with suppress(OSError):  # another worker was faster
            if time.time() - folder.stat().st_mtime > LEFT_BEHIND:
                shutil.rmtree(folder)
