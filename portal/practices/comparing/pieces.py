"""Cutting a Markdown text into what readers see as one: paragraphs, list items, table rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from portal.practices.comparing.sections import fenced

PieceKind = Literal["paragraph", "heading", "item", "step", "row", "code"]

_LEADS: Final[tuple[tuple[PieceKind, re.Pattern[str]], ...]] = (
    ("heading", re.compile(r"#{1,6}[ \t]*")),
    ("item", re.compile(r"[ \t]*[-*+][ \t]+")),
    ("step", re.compile(r"[ \t]*\d{1,9}[.)][ \t]+")),
    ("row", re.compile(r"[ \t]*\|[ \t]*")),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold one piece: `lead` are its signs, such as "## ", `end` the line ends that follow it."""

    kind: PieceKind
    lead: str
    text: str
    end: str

    @property
    def identity(self) -> tuple[str, str, str]:
        """Tell what makes it this piece; the number of a step and empty lines do not."""
        return self.kind, self.lead.strip() if self.kind == "heading" else "", self.text


def pieces(text: str) -> list[Piece]:
    """Cut a text into pieces; lead, text and end of all of them, joined, are the text again."""
    return [_piece(kind, source) for kind, source in _sources(text)]


def _sources(text: str) -> Iterator[tuple[PieceKind, str]]:
    """Gather the lines of each piece, together with the empty lines behind it."""
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    coded = fenced(lines)
    kind: PieceKind = "paragraph"
    gathered: list[str] = []
    is_open = False  # no empty line since
    for number, line in enumerate(lines):
        starts = _kind(line, number in coded)
        if gathered and line.strip() and not _goes_on(kind, starts, is_open):
            yield kind, "".join(gathered)
            gathered = []
        if not gathered:
            kind = starts
        gathered.append(line)
        is_open = bool(line.strip()) or number in coded
    if gathered:
        yield kind, "".join(gathered)


def _goes_on(kind: PieceKind, starts: PieceKind, is_open: bool) -> bool:
    if "code" in (kind, starts):
        return is_open and kind == starts
    return is_open and starts == "paragraph" and kind not in ("heading", "row")


def _kind(line: str, is_code: bool) -> PieceKind:
    if is_code:
        return "code"
    return next((kind for kind, lead in _LEADS if lead.match(line)), "paragraph")


def _piece(kind: PieceKind, source: str) -> Piece:
    lead = next(
        (match[0] for each, sign in _LEADS if each == kind and (match := sign.match(source))), ""
    )
    text = source[len(lead) :].rstrip("\n")
    return Piece(kind, lead, text, source[len(lead) + len(text) :])
