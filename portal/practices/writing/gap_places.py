"""Where the gaps stand that a template leaves: each in its sentence, with the field to mend it."""

from dataclasses import dataclass
from typing import Final

from portal.practices.comparing.parts import in_words, parts_of, value_of
from portal.practices.content import GAP, Content

SHOWN_MOST = 20
_CONTEXT: Final = 60  # characters on either side
_MARKS: Final = "#>|*-+_ \t"  # of Markdown, at the ends of a line


@dataclass(frozen=True, slots=True)
class GapPlace:
    """Show the gaps of one line of a field: `pieces` are its words and whether each is a gap."""

    name: str
    where: str
    pieces: tuple[tuple[str, bool], ...]


def gap_places(kind: str, content: Content) -> list[GapPlace]:
    """List the lines with gaps in the order of the page."""
    return [
        GapPlace(part.key, part.label, pieces)
        for part in parts_of(kind)
        if part.key != "files"
        for text in in_words(part, value_of(content, part))
        for line in text.splitlines()
        if (pieces := _pieces(line.strip(_MARKS)))
    ]


def _pieces(line: str) -> tuple[tuple[str, bool], ...]:
    found = list(GAP.finditer(line))
    if not found:
        return ()
    pieces: list[tuple[str, bool]] = []
    end = 0
    for gap in found:
        pieces += [(line[end : gap.start()], False), (gap.group(), True)]
        end = gap.end()
    pieces[0] = (_last_words(pieces[0][0]), False)
    pieces.append((_first_words(line[end:]), False))
    return tuple(each for each in pieces if each[0])


def _last_words(text: str) -> str:
    if len(text) <= _CONTEXT:
        return text
    cut = text[-_CONTEXT:]
    return "…" + (cut.partition(" ")[2] or cut)


def _first_words(text: str) -> str:
    if len(text) <= _CONTEXT:
        return text
    cut = text[:_CONTEXT]
    return (cut.rpartition(" ")[0] or cut) + "…"
