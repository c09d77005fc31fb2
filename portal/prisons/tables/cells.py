"""What one cell says: a number, nothing, or that it is too small to be published.

The signs are those of the Government Statistical Service and the older ones of these tables.
"""

import re
from typing import Any

from portal.prisons.measures import NUMBER_MAX, SMALLEST_GIVEN
from portal.prisons.tables.apart.limits import Cell
from portal.prisons.tables.published import Stored, Unusable

HIDDEN = frozenset({"[c]", "(c)", "c", "~", "*", "-", "–", "—", "..", "…"})
NOT_THERE = frozenset(
    {"", "nan", "na", "n/a", "#n/a", "null", "none", "[x]", "[z]", "[w]", ":", "closed"}
)
HIDDEN_NOTE = "Not given in the publication"
SMALL_NOTE = f"Under {SMALLEST_GIVEN} people, so not kept"

# The mark of a footnote at the end of a name or heading; (m) and (f) would be men and women.
_MARK = re.compile(
    r"(?:\s*(?:\([a-eg-ln-z]\)|\([0-9]{1,2}\)|\[(?:note\s*)?[0-9a-z]{1,2}\]"
    r"|[*†‡§¹²³⁴⁵⁶⁷⁸⁹⁰]+)|(?<=[a-z])[0-9]{1,2})+$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9}")


def text(cell: Cell) -> str:
    """Give the words of a cell in one line; of a formula, what it came to.

    Signs that cannot be seen are left out: they could steer a terminal or turn words round.
    """
    value: Any = cell["formula"] if isinstance(cell, dict) else cell
    words = " ".join(str(value).split()) if value is not None else ""
    return "".join(filter(str.isprintable, words))


def without_mark(words: str) -> str:
    """Leave out the mark of a footnote, as in "Durham (r)" or "Population *"."""
    return _MARK.sub("", words).strip() or words


def number(cell: Cell, *, is_people: bool) -> Stored | None:
    """Read a figure: what a fact stores, or None where the cell says nothing.

    Fewer than five people are stored as not known. Raises Unusable with the reason.
    """
    if isinstance(cell, dict):
        raise Unusable("is a formula: save the table with its values")
    if isinstance(cell, float) and not cell.is_integer():
        raise Unusable(f"is {cell:g}, which is no whole number")
    said = text(int(cell) if isinstance(cell, float) else cell)
    if said.casefold() in NOT_THERE:
        return None
    if said.casefold() in HIDDEN:
        return {"v": None, "note": HIDDEN_NOTE}
    if not _NUMBER.fullmatch(said) or not said.isascii():
        raise Unusable(f"is “{said[:40]}”, which is no whole number")
    figure = int(said.replace(",", ""))
    if figure > NUMBER_MAX:
        raise Unusable(f"is {figure:,}, which is more than any prison holds")
    if is_people and 0 < figure < SMALLEST_GIVEN:
        return {"v": None, "note": SMALL_NOTE}
    return {"v": figure}
