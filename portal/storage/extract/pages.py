"""Collecting the text of pages, and what stands beside it, up to the limits."""

import re
from dataclasses import dataclass, field

from portal.storage.extract.words import (
    FINE,
    LONG,
    MANY_PAGES,
    MOST_BESIDE,
    MOST_CHARACTERS,
    MOST_PAGES,
)

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


@dataclass
class Beside:
    """Hold words that are not part of any page, by what they are; `is_cut` at the limit."""

    said: dict[str, dict[str, None]] = field(default_factory=dict)
    left: int = MOST_BESIDE
    is_cut: bool = False

    def add(self, label: str, words: str) -> bool:
        """Add some words once; false where no more are wanted."""
        tidy = " ".join(_CONTROLS.sub("", words).split())
        known = self.said.setdefault(label, {})
        if tidy and tidy not in known:
            self.is_cut = len(tidy) >= self.left
            known[tidy[: self.left]] = None
            self.left -= min(len(tidy) + 1, self.left)
        return not self.is_cut

    def texts(self) -> dict[str, str]:
        """Give the words by label, each of them on a line."""
        return {label: "\n".join(known) for label, known in self.said.items() if known}
