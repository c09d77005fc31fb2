"""How much of a file is read, and why one is not read at all.

The published spreadsheets have under 300 rows and 30 columns, so there is room to grow.
"""

import zipfile
from typing import Any

# A cell is its text or number; None where it is blank; where a formula stands, a dict of what it
# came to when it was last saved.
Cell = str | int | float | dict[str, Any] | None
# The number of a row, counted from 1, with its cells.
NumberedRow = tuple[int, list[Cell]]

MOST_SHEETS = 30
MOST_ROWS = 5_000  # of one sheet, blank ones not counted
MOST_COLUMNS = 60
MOST_STRINGS = 200_000
MOST_PIECES = 200_000  # XML elements of one row: the widest sheet has 16,384 cells
LONGEST_CELL = 2_000  # characters
MOST_UNPACKED = 200 * 1024**2
MOST_PARTS = 2_000

TOO_LARGE = "too large"
DAMAGED = "damaged"
HARMFUL = "harmful"
LOCKED = "locked"
NO_SHEETS = "no sheets"
MANY_SHEETS = "many sheets"
MANY_ROWS = "many rows"
HEADINGS = "headings"
LONG_LINE = "long line"
MANY_KINDS = "many kinds"
NO_VIEW = "no view"
NO_MONTH = "no month"


class Unreadable(Exception):
    """Say in one of the words above why a file is not read; `detail` is a name or a number."""

    def __init__(self, problem: str, detail: str = "") -> None:
        super().__init__(problem)
        self.problem, self.detail = problem, detail[:200]


def check_archive(archive: zipfile.ZipFile) -> None:
    """Refuse an archive that is locked or would unpack to too much.

    zipfile never gives more of a part than its entry says, so the sum of these sizes holds.
    """
    entries = archive.infolist()
    if any(each.flag_bits & 0x1 for each in entries):
        raise Unreadable(LOCKED)
    if len(entries) > MOST_PARTS or sum(each.file_size for each in entries) > MOST_UNPACKED:
        raise Unreadable(TOO_LARGE)


def check_pieces(count: int) -> int:
    """Count one more element of a row, so that no row is held that no program would write."""
    if count >= MOST_PIECES:
        raise Unreadable(TOO_LARGE)
    return count + 1


def local(tag: Any) -> str:
    """Give the name of an element or attribute without its namespace."""
    return str(tag).rpartition("}")[2]


def number(text: str) -> Cell:
    """Give a stored number, whole where it is; what is no number stays text."""
    try:
        value = float(text)
    except ValueError:
        return text[:LONGEST_CELL] or None
    if value != value or value in (float("inf"), float("-inf")):
        return None
    return int(value) if value.is_integer() and abs(value) < 10**15 else value


def trimmed(cells: list[Cell]) -> list[Cell]:
    """Leave out the blank cells at the end of a row."""
    while cells and cells[-1] in (None, ""):
        cells.pop()
    return cells
