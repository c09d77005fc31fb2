"""Counting searches in memory, until they are written.

What is counted for whom is forgotten within minutes, and known only by a digest of this process.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

AGAIN = 600.0  # seconds in which the same search of the same person counts once
QUESTIONS_MAX = 5_000  # different ones between two writes
LATELY_MAX = 20_000
OF_ONE_MAX = 150  # things counted for one person within `AGAIN`
TOLD_MAX = 20  # questions of which one person may tell leads on one day


@dataclass(slots=True)
class Counts:
    """Hold how one question fared."""

    asked: int = 0
    empty: int = 0
    partly: int = 0
    opened: int = 0

    def add(self, more: "Counts") -> None:
        """Add other counts to these."""
        self.asked += more.asked
        self.empty += more.empty
        self.partly += more.partly
        self.opened += more.opened


Taken = dict[tuple[str, date], Counts]


class Tally:
    """Gather counts of questions by the day, for threads that count at the same time.

    Memory is bounded: beyond `QUESTIONS_MAX` different questions new ones are not counted.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Taken = {}
        self._lately = _Lately()

    def add(self, question: str, day: date, counts: Counts) -> None:
        """Add counts of a question."""
        with self._lock:
            known = self._counts.get((question, day))
            if known is None and len(self._counts) >= QUESTIONS_MAX:
                return
            if known is None:
                known = self._counts[question, day] = Counts()
            known.add(counts)

    def is_new(self, person: int, *what: Hashable, now: float) -> bool:
        """Tell whether a person did something for the first time lately, and note it.

        False also for somebody who did so very much that it counts no longer. `now` is in seconds.
        """
        with self._lock:
            return self._lately.note(person, hash(what), now)

    def take(self) -> Taken:
        """Take everything that was counted, and begin anew."""
        with self._lock:
            taken, self._counts = self._counts, {}
        return taken

    def put_back(self, taken: Taken) -> None:
        """Keep counts that could not be written for another time."""
        for (question, day), counts in taken.items():
            self.add(question, day, counts)


class Told:
    """Remember of which questions each person told leads today, for threads side by side.

    Nothing of it is written anywhere: each process knows its own, by digests.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._day = date.min
        self._by_person: dict[int, set[int]] = {}

    def note(self, person: int, question: str, day: date) -> bool | None:
        """Note that a person tells of a question; False where they did so on the same day.

        None where they told of `TOLD_MAX` others on that day: then nothing is noted.
        """
        with self._lock:
            if day != self._day:
                self._day, self._by_person = day, {}
            mine = self._by_person.setdefault(hash(("person", person)), set())
            if hash(question) in mine:
                return False
            if len(mine) >= TOLD_MAX:
                return None
            mine.add(hash(question))
            return True

    def forget(self, person: int, question: str) -> None:
        """Take back what was noted last of a person and a question."""
        with self._lock:
            self._by_person.get(hash(("person", person)), set()).discard(hash(question))


class _Lately:
    """Remember what was done within `AGAIN`, the oldest first."""

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[int, int], float] = OrderedDict()
        self._by_person: dict[int, int] = {}

    def note(self, person: int, what: int, now: float) -> bool:
        self._forget(now)
        key = (hash(("person", person)), what)
        mine = self._by_person.get(key[0], 0)
        if key in self._seen or mine >= OF_ONE_MAX:
            return False
        self._seen[key] = now
        self._by_person[key[0]] = mine + 1
        return True

    def _forget(self, now: float) -> None:
        while self._seen:
            (person, what), at = next(iter(self._seen.items()))
            if now - at < AGAIN and len(self._seen) < LATELY_MAX:
                return
            del self._seen[person, what]
            self._by_person[person] -= 1
            if not self._by_person[person]:
                del self._by_person[person]
