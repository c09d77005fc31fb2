"""Taking turns at what is slow, so that one thread of a worker always stays free for others."""

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from portal.errors import Busy

AT_ONCE = 2
WAITING = 1
PATIENCE = 3.0  # seconds


class Turns:
    """Let `at_once` people of this process in; `waiting` more may wait for `patience` seconds.

    A worker has four threads unless it is told otherwise: with two inside and one waiting, the
    fourth answers everybody else.
    """

    def __init__(
        self, at_once: int = AT_ONCE, waiting: int = WAITING, patience: float = PATIENCE
    ) -> None:
        self._at_once, self._most_waiting, self._patience = at_once, waiting, patience
        self._changed = threading.Condition()
        self._inside: set[Hashable] = set()
        self._waiting: set[Hashable] = set()
        self._held = threading.local()

    @contextmanager
    def turn(self, person: Hashable = None) -> Iterator[None]:
        """Wait for a turn and hold it; what is done inside needs no other. Raises Busy.

        Nobody is inside twice; without a `person` each thread counts as one.
        """
        if getattr(self._held, "is_held", False):
            yield
            return
        person = threading.get_ident() if person is None else person
        with self._changed:
            self._enter(person)
        try:
            with self.apart():
                yield
        finally:
            with self._changed:
                self._inside.discard(person)
                self._changed.notify_all()

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Need no turn: for a thread that nobody waits for."""
        self._held.is_held = True
        try:
            yield
        finally:
            self._held.is_held = False

    def _enter(self, person: Hashable) -> None:
        if person in self._waiting:
            raise Busy("Your last document is still being worked on. Wait for it, then try again.")
        if not self._has_room(person):
            if len(self._waiting) >= self._most_waiting:
                raise Busy("Many documents are being worked on just now. Try again in a moment.")
            self._wait(person)
        self._inside.add(person)

    def _wait(self, person: Hashable) -> None:
        self._waiting.add(person)
        try:
            came = self._changed.wait_for(lambda: self._has_room(person), self._patience)
        finally:
            self._waiting.discard(person)
        if not came:
            raise Busy("Many documents are being worked on just now. Try again in a moment.")

    def _has_room(self, person: Hashable) -> bool:
        return person not in self._inside and len(self._inside) < self._at_once
