"""Dates of birth: a date with words beside it that say so."""

import re
from collections.abc import Iterator

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_YEAR = r"'?(?:(?:19|20)[0-9]{2}|[0-9]{2})(?![0-9])"
_DATE = re.compile(
    rf"(?<![0-9A-Za-z])(?:"
    rf"[0-9]{{1,2}} ?[/.-] ?[0-9]{{1,2}} ?[/.-] ?{_YEAR}"
    rf"|[0-9]{{1,2}} [0-9]{{1,2}} (?:19|20)[0-9]{{2}}(?![0-9])"
    rf"|(?:19|20)[0-9]{{2}}-[0-9]{{2}}-[0-9]{{2}}(?![0-9])"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?[ \n.-]{{1,2}}(?:of )?{_MONTH}\.?[ \n,.-]{{1,2}}{_YEAR}"
    rf"|{_MONTH}\.? [0-9]{{1,2}}(?:st|nd|rd|th)?,? {_YEAR})",
    re.I,
)
_SURE = re.compile(r"\b(?:d\.? ?o\.? ?b\b|date ?of ?birth|birth ?date|birthday\b)", re.I)
_BORN = re.compile(r"\bborn\b(?! out)", re.I)
_NOBODY = re.compile(
    r"\b(?:idea|scheme|project|library|programme|course|group|club|service|prison|it|book|plan)"
    r"(?: itself)? (?:was|were|is) (?:first )?$",
    re.I,
)
_SENTENCE_END = re.compile(r"[.!?] +(?=[A-Z])")
_AFTER = re.compile(r"\W{1,3}(?:d\.?o\.?b\b|date of birth|birth ?date)", re.I)


def dates_of_birth(text: str) -> Iterator[tuple[int, int]]:
    """Find dates that words near them call a date of birth; other dates are no matter."""
    for found in _DATE.finditer(text):
        if _AFTER.match(text, found.end()) or _is_birth(text, found.start()):
            yield found.span()


def _is_birth(text: str, at: int) -> bool:
    row = text.rfind("\n", max(0, at - 200), at) + 1 or max(0, at - 200)
    # In a table the heading stands rows above; elsewhere only the same sentence counts.
    in_table = any(sign in text[row:at] for sign in "|;")
    before = text[max(0, at - (200 if in_table else 60)) : at]
    if not in_table:
        before = _SENTENCE_END.split(before.replace("D. O. B", "DOB"))[-1]
    if _SURE.search(before):
        return True
    born = list(_BORN.finditer(before[-40:]))
    return bool(born) and not _NOBODY.search(before[-40:][: born[-1].start()])
