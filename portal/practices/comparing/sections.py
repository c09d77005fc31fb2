"""Cutting a Markdown text into sections by its headings, so that it joins back unchanged."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

BEGINNING: Final = "Beginning"

# As the renderer reads them: no space is needed after the signs, none may stand before them.
_HEADING: Final = re.compile(r"#{1,6}(?P<words>.*)")
_UNDERLINE: Final = re.compile(r"(=+|-+) *$")
_FENCE: Final = re.compile(r"(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Section:
    """Hold a heading's words and the text from that heading to the next, the heading included.

    `level` is 1 to 6; 0 is the text before the first heading, under the name of BEGINNING.
    """

    heading: str
    level: int
    text: str

    @property
    def said(self) -> str:
        """Give the text without the empty lines around it, which say nothing."""
        return self.text.strip("\n")


def cut(text: str) -> list[Section]:
    """Cut a text into its sections; the texts of all of them, joined, are the text again."""
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    marks = _headings(lines)
    if not marks or marks[0][0] > 0:
        marks.insert(0, (0, 0, BEGINNING))
    ends = [start for start, _, _ in marks[1:]] + [len(lines)]
    found = [
        Section(heading, level, "".join(lines[start:end]))
        for (start, level, heading), end in zip(marks, ends, strict=True)
    ]
    return [each for each in found if each.text]


def join(texts: Iterable[str]) -> str:
    """Put the texts of sections together, each heading on a line of its own."""
    parts = [each for each in texts if each]
    spaced = [each if each.endswith("\n") else f"{each}\n\n" for each in parts[:-1]]
    return "".join(spaced + parts[-1:])


def _headings(lines: list[str]) -> list[tuple[int, int, str]]:
    """List where a heading stands, its level and its words."""
    coded = fenced(lines)
    found = []
    for number, line in enumerate(lines):
        if number in coded:
            continue
        if match := _HEADING.match(line):
            level = len(line) - len(line.lstrip("#"))
            found.append((number, min(level, 6), match["words"].strip().rstrip("#").strip()))
        elif _is_underlined(lines, number, coded):
            level = 1 if lines[number + 1].startswith("=") else 2
            found.append((number, level, line.strip()))
    return found


def _is_underlined(lines: list[str], number: int, coded: set[int]) -> bool:
    """Tell whether a line is a heading because of the signs on the line below it."""
    starts = number == 0 or not lines[number - 1].strip() or number - 1 in coded
    if not starts or not lines[number].strip() or number + 1 >= len(lines):
        return False
    return number + 1 not in coded and bool(_UNDERLINE.match(lines[number + 1].rstrip()))


def fenced(lines: list[str]) -> set[int]:
    """Find the lines inside fences of code, the fences included; one without an end is none."""
    last = {line.rstrip(): number for number, line in enumerate(lines) if _FENCE.match(line)}
    inside: set[int] = set()
    closing = ""
    for number, line in enumerate(lines):
        if closing:
            inside.add(number)
            closing = "" if line.rstrip() == closing else closing
        elif (match := _FENCE.match(line)) and last.get(match[1], -1) > number:
            inside.add(number)
            closing = match[1]
    return inside
