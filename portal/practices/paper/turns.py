"""Taking turns at what is slow: a few at a time, and each person once at a time."""

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from portal.errors import Busy

AT_ONCE = 2
PATIENCE = 10.0  # seconds


class Turns:
    """Let `at_once` people of this process in; others wait for `patience` seconds.

    Whoever asks again and again waits in one place only and so never keeps others out.
    """

    def __init__(self, at_once: int = AT_ONCE, patience: float = PATIENCE) -> None:
        self._at_once, self._patience = at_once, patience
        self._changed = threading.Condition()
        self._inside: set[Hashable] = set()
        self._waiting: set[Hashable] = set()

    @contextmanager
    def turn(self, person: Hashable) -> Iterator[None]:
        """Wait for a turn and hold it. Raises Busy."""
        with self._changed:
            self._enter(person)
        try:
            yield
        finally:
            with self._changed:
                self._inside.discard(person)
                self._changed.notify_all()

    def _enter(self, person: Hashable) -> None:
        if person in self._waiting:
            raise Busy("Your last document is still being made. Wait for it, then try again.")
        self._waiting.add(person)
        try:
            came = self._changed.wait_for(lambda: self._has_room(person), self._patience)
        finally:
            self._waiting.discard(person)
        if not came:
            raise Busy("Many documents are being made just now. Try again in a moment.")
        self._inside.add(person)

    def _has_room(self, person: Hashable) -> bool:
        return person not in self._inside and len(self._inside) < self._at_once
