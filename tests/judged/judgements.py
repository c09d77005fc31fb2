"""The questions, and the grades that readers of the texts gave their answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.judged.measures import GOOD

HERE = Path(__file__).parent / "questions"
CONTENT = Path(__file__).parents[2] / "content"
KINDS = ("words", "natural", "field_terms", "typo", "title", "phrase")
USERS = ("staff", "setter_up", "regional_lead")
GRADES = {"exact": 3, "helps": 2, "touches": 1}
FOLDERS = ("schemes", "job-descriptions", "training", "notes", "examples/practices")


@dataclass(frozen=True, slots=True)
class Question:
    """Hold what somebody types, and the grade from 1 to 3 of each text that answers it.

    A text is named by its file without folder and ending. Whoever tunes the ranking does not look
    at the questions that are `held_out`.
    """

    text: str
    kind: str
    user: str
    grades: dict[str, int]
    held_out: bool = False

    @property
    def best(self) -> list[str]:
        """Name the texts that answer it best."""
        highest = max(self.grades.values())
        return [key for key, grade in self.grades.items() if grade == highest]


class Misjudged(ValueError):
    """Say which question is written wrongly, and how."""


def questions(folder: Path = HERE) -> tuple[Question, ...]:
    """Read every question, one file for each kind. Raises Misjudged."""
    known = set(texts())
    return tuple(
        _question(kind, entry, known)
        for kind in KINDS
        for entry in yaml.safe_load((folder / f"{kind}.yaml").read_text(encoding="utf-8"))
    )


def texts() -> Iterator[str]:
    """Name every text that a question may expect."""
    for folder in FOLDERS:
        yield from (path.stem for path in sorted((CONTENT / folder).glob("*.md")))


def _question(kind: str, entry: dict[str, Any], known: set[str]) -> Question:
    text = str(entry.get("text", ""))
    if unknown := entry.keys() - {"text", "user", "held_out", *GRADES}:
        raise Misjudged(f"{kind}: {text!r} has what nobody reads: {', '.join(sorted(unknown))}")
    named = [(key, grade) for word, grade in GRADES.items() for key in entry.get(word, ())]
    grades = dict(named)
    if missing := grades.keys() - known:
        raise Misjudged(f"{kind}: {text!r} expects no such text: {', '.join(sorted(missing))}")
    if len(grades) != len(named):
        raise Misjudged(f"{kind}: {text!r} grades a text twice")
    if not text or entry.get("user") not in USERS or max(grades.values(), default=0) < GOOD:
        raise Misjudged(f"{kind}: {text!r} lacks words, a known user or a good answer")
    return Question(text, kind, entry["user"], grades, entry.get("held_out") is True)
