"""Having a published file read by a process of its own, and checking what it answers."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from portal.confined import ConfinedError, Limits, run
from portal.errors import Invalid
from portal.prisons.tables.apart import limits
from portal.prisons.tables.apart.limits import Cell
from portal.prisons.tables.cells import text

LARGEST_SPREADSHEET = 25 * 1024**2
LARGEST_JSON = 5 * 1024**2
LARGEST_CSV = 2 * 1024**3
SPREADSHEET = Limits(cpu=30, clock=90, memory=512 * 1024**2, output=64 * 1024**2)
LONG = Limits(cpu=180, clock=600, memory=512 * 1024**2, output=64 * 1024**2)

OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # older Excel files, and newer ones with a password
ZIP = b"PK\x03\x04"

CHECKOUT = Path(__file__).parents[3]
# The package `portal.prisons` brings the pages and the database with it when it is imported, so
# an empty one stands in for it: the process needs the reader alone.
_START = """
import runpy, sys, types
sys.path.insert(0, sys.argv.pop(1))
empty = types.ModuleType("portal.prisons")
empty.__path__ = [sys.path[0] + "/portal/prisons"]
sys.modules["portal.prisons"] = empty
runpy.run_module("portal.prisons.tables.apart", run_name="__main__")
"""

WORDS: Final = {
    limits.TOO_LARGE: "The file holds too much: a published table is far smaller",
    limits.DAMAGED: "The file is damaged, or is not what its name says. Download it again",
    limits.HARMFUL: "The file holds XML that could do harm, so it is not read",
    limits.LOCKED: "The file is locked with a password. Save it without one",
    limits.NO_SHEETS: "The file has no sheet that can be read",
    limits.MANY_SHEETS: f"The file has more than {limits.MOST_SHEETS} sheets ({{detail}})",
    limits.MANY_ROWS: f"Sheet “{{detail}}” has more than {limits.MOST_ROWS:,} rows with something "
    "in them: a published table of prisons has a few hundred",
    limits.HEADINGS: "The headings must be view, Date, Establishment, Sex, what is counted, and "
    "Population. This file has: {detail}",
    limits.LONG_LINE: "A line is too long, so this is not the population data tool",
    limits.MANY_KINDS: "There are more prisons, views or kinds than the population data tool has",
    limits.NO_VIEW: "No view of this file is by prison: one begins with Establishment*Sex*",
    limits.NO_MONTH: "There are no figures by prison for the month {detail}",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """Hold the cells of one sheet by the number of their row, and the rows with merged cells."""

    name: str
    rows: dict[int, list[Cell]]
    merged: frozenset[int] = frozenset()


def kind_of(path: Path) -> str:
    """Tell "spreadsheet", "json" or "csv" from the first bytes. Raises Invalid for other files."""
    with path.open("rb") as file:
        head = file.read(200)
    if head.startswith(OLD_OFFICE):
        raise unfit("The file is an older Excel file, or has a password. Save it as .xlsx")
    if head.startswith(ZIP):
        return _checked("spreadsheet", path, LARGEST_SPREADSHEET)
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xfe", b"\xfe\xff")) or not head.strip():
        raise unfit("The file is no spreadsheet, CSV in UTF-8 or JSON, so it is not read")
    words = head.decode("utf-8-sig", errors="replace").lstrip()
    if words.startswith("<"):
        raise unfit("The file is a web page or XML. Download the table itself, not its page")
    if words.startswith(("[", "{")):
        return _checked("json", path, LARGEST_JSON)
    return _checked("csv", path, LARGEST_CSV)


def sheets(path: Path) -> list[Sheet]:
    """Read the sheets of a spreadsheet. Raises Invalid with the reason, and Busy."""
    said = _ask("spreadsheet", "", path, SPREADSHEET)
    return [
        Sheet(
            name=text(str(each["name"])),
            rows={int(number): list(cells) for number, cells in each["rows"]},
            merged=frozenset(
                row
                for first, last in each["merged"]
                for row in range(first, min(last, first + 5) + 1)
            ),
        )
        for each in said["sheets"]
    ]


def long_csv(path: Path, month: str) -> dict[str, Any]:
    """Read a long CSV as `apart.long_csv.read` gives it. Raises Invalid, and Busy."""
    return _ask("csv", month, path, LONG)


def unfit(reason: str) -> Invalid:
    """Say why a file as a whole cannot be brought in."""
    return Invalid({"file": reason})


def _checked(kind: str, path: Path, largest: int) -> str:
    if path.stat().st_size > largest:
        raise unfit(f"The file is larger than {largest // 1024**2:,} MB, so it is not read")
    return kind


def _ask(kind: str, month: str, path: Path, within: Limits) -> dict[str, Any]:
    command: list[str | Path] = [sys.executable, "-I", "-c", _START, CHECKOUT]
    try:
        said = json.loads(run([*command, kind, month, path.absolute()], limits=within))
    except ConfinedError as error:
        reason = limits.TOO_LARGE if error.is_over_limit else limits.DAMAGED
        raise unfit(WORDS[reason]) from error
    except (ValueError, RecursionError) as error:
        raise unfit(WORDS[limits.DAMAGED]) from error
    if "problem" in said:
        words = WORDS.get(said["problem"], WORDS[limits.DAMAGED])
        raise unfit(words.format(detail=text(said.get("detail", ""))))
    return dict(said)
