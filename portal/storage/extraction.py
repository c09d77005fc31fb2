"""Having a file read by a process of its own, and believing no more of its answer than needed."""

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.confined import ConfinedError, Limits, run
from portal.storage.extract import words

LIMITS = Limits(cpu=30, clock=90, memory=1024**3, output=32 * 1024**2)
QUICK = Limits(cpu=5, clock=10, memory=1024**3, output=1024**2)
MOST_PROPERTIES = 30

CHECKOUT = Path(__file__).parents[2]
# Isolated Python does not look where it stands, and in a checkout the portal need not be installed.
_START = """
import runpy, sys
sys.path.insert(0, sys.argv.pop(1))
runpy.run_module("portal.storage.extract", run_name="__main__")
"""

FAILED = "The file could not be read, so its text is not searched"


@dataclass(frozen=True, slots=True)
class Extracted:
    """Hold what a file says: text by page number, properties, and what a reader is told."""

    pages: dict[int, str] = field(default_factory=dict)
    properties: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    is_read: bool = True


def extract(path: Path, media_type: str) -> Extracted:
    """Read a file within limits; what goes wrong stands in `problem`, nothing is raised for it."""
    try:
        said = json.loads(_ask("read", media_type, path, limits=LIMITS))
        return _checked(said)
    except ConfinedError as error:
        return Extracted(problem=words.TOO_HEAVY if error.is_over_limit else FAILED, is_read=False)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        # Not what our own code would answer: something in the file took the process over.
        return Extracted(problem=FAILED, is_read=False)


def is_locked(path: Path) -> bool:
    """Tell whether a PDF needs a password. Raises ConfinedError where it cannot be told."""
    return _ask("is-locked", "application/pdf", path, limits=QUICK) == b"true"


def _ask(what: str, media_type: str, path: Path, *, limits: Limits) -> bytes:
    command: list[str | Path] = [sys.executable, "-I", "-c", _START, CHECKOUT]
    command += [what, media_type, path.absolute()]
    return run(command, limits=limits)


def _checked(said: dict[str, Any]) -> Extracted:
    problem = said["problem"]
    if problem not in words.ALL:
        raise ValueError("these are not our words")
    pages = {int(number): _plain(text) for number, text in said["pages"].items()}
    if len(pages) > words.MOST_PAGES or sum(map(len, pages.values())) > words.MOST_CHARACTERS:
        raise ValueError("this is more than our own process gives")
    return Extracted(
        pages={number: text for number, text in pages.items() if text},
        properties=_properties(said["properties"]) | _beside(said.get("beside", {})),
        problem=problem,
        is_read=problem in words.IN_PART,
    )


def _properties(said: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in list(said.items())[:MOST_PROPERTIES]:
        is_number = isinstance(value, bool | int)
        kept[_plain(name)[:40]] = value if is_number else _plain(value)[: words.LONGEST_PROPERTY]
    return kept


def _beside(said: dict[str, str]) -> dict[str, Any]:
    kept = {_plain(label)[:60]: _plain(text) for label, text in said.items()}
    if sum(map(len, kept.values())) > 2 * words.MOST_BESIDE:
        raise ValueError("this is more than our own process gives")
    return {"beside": kept} if kept else {}


def _plain(text: str) -> str:
    """Leave out what PostgreSQL or UTF-8 cannot hold."""
    return text.replace("\0", "").encode(errors="ignore").decode().strip()
