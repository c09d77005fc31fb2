"""Rendering what anybody sends, however long it would keep the parser busy.

The parser's time grows with the square of some constructs, and no list of such constructs is
complete. Short text is rendered at once, as it cannot take long; longer text goes through a process
of its own with limits on processor time and memory, and is shown as typed where it meets them.
"""

import html
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from portal.errors import Busy
from portal.markdown.messages import read_text, write_text
from portal.markdown.render import plain_text, to_html

# The worst text that we know of within these takes about a second.
SHORT = 4_000  # characters
NARROW = 30  # columns of a table
# Far more than any real text becomes; a table can make a thousand times as much of itself.
HTML_MAX = 1_000_000
# The process limits itself to a few seconds of processor time; on a busy machine that takes longer.
SECONDS = 15
PATIENCE = 2  # seconds

# One long text at a time in each worker: the other threads go on answering everybody else.
_turn = threading.BoundedSemaphore()


@dataclass(frozen=True, slots=True)
class Rendered:
    """Hold clean HTML and its words in one line, for search and snippets."""

    html: str
    text: str


def render(source: str) -> Rendered:
    """Render one text. Raises Busy where other long texts are being rendered."""
    return next(render_all([source]))


def render_all(sources: Iterable[str]) -> Iterator[Rendered]:
    """Render many texts, one after the other; long ones share a process while all goes well.

    Raises Busy as `render` does.
    """
    with _Process() as process:
        for source in sources:
            rendered = to_html(source) if _is_light(source) else process.to_html(source)
            if rendered is None or len(rendered) > HTML_MAX:
                rendered = as_typed(source)
            yield Rendered(rendered, plain_text(rendered))


def _is_light(source: str) -> bool:
    if len(source) > SHORT:
        return False
    return all(line.count("|") <= NARROW for line in source.splitlines())


def as_typed(source: str) -> str:
    """Show a text as it was typed, where it cannot be rendered."""
    return f"<pre>{html.escape(source, quote=False)}</pre>"


class _Process:
    """Start `python -m portal.markdown` when it is first needed, and again after it was ended."""

    def __init__(self) -> None:
        self._running: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "_Process":
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def to_html(self, source: str) -> str | None:
        """Render in the process; None where its limits ended it. Raises Busy."""
        if not _turn.acquire(timeout=PATIENCE):
            raise Busy("Other long texts are being worked on just now. Try again in a moment.")
        try:
            return self._to_html(source)
        finally:
            _turn.release()

    def _to_html(self, source: str) -> str | None:
        if self._running is None:
            self._running = subprocess.Popen(
                [sys.executable, "-m", "portal.markdown"],
                cwd=Path(__file__).parents[2],  # in a checkout the portal may not be installed
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        assert self._running.stdin is not None  # noqa: S101 - for the type checker: both are pipes
        assert self._running.stdout is not None  # noqa: S101
        rendered = None
        deadline = threading.Timer(SECONDS, self._running.kill)
        deadline.start()
        with suppress(BrokenPipeError):
            write_text(self._running.stdin, source)
            rendered = read_text(self._running.stdout)
        deadline.cancel()
        if rendered is None:
            self._end()
        return rendered

    def _end(self) -> None:
        if self._running is not None:
            self._running.kill()
            self._running.communicate()
            self._running = None
