"""Collecting the text of pages, up to the limits."""

import re
from dataclasses import dataclass, field

from portal.storage.extract.words import FINE, LONG, MANY_PAGES, MOST_CHARACTERS, MOST_PAGES

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SPACES = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n\s*\n\s*")


@dataclass
class Pages:
    """Hold text by page number; `problem` says where a limit cut it short."""

    texts: dict[int, str] = field(default_factory=dict)
    problem: str = FINE
    left: int = MOST_CHARACTERS

    def add(self, number: int, text: str) -> bool:
        """Add one page; false where no more are wanted."""
        if number > MOST_PAGES:
            self.problem = MANY_PAGES
            return False
        tidy = _EMPTY_LINES.sub("\n\n", _SPACES.sub(" ", _CONTROLS.sub("", text))).strip()
        self.texts[number] = tidy[: self.left]
        if len(tidy) > self.left:
            self.problem = LONG
        self.left -= len(self.texts[number])
        return self.problem != LONG
