"""What features bring to search: documents for the index, and cards for the results.

Search knows no feature. A feature registers a source; search suggests, the source decides.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from flask import Flask, current_app

from portal.search.index import SearchDocument


@dataclass(frozen=True, slots=True)
class CarriedFile:
    """Name a stored file that a result carries."""

    sha256: str
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Found:
    """Hold one result as its source re-read it: a card for the template, its words and files."""

    card: Any
    title: str
    summary: str
    text: str
    files: tuple[CarriedFile, ...] = ()


class SearchSource(Protocol):
    """Bring one kind of thing to search; `prefix` begins its keys, as in "practice:12"."""

    prefix: str

    def documents(self, ids: Collection[int] | None) -> Iterator[SearchDocument]:
        """Give the documents of these things, or of all (None); what is not public is left out."""

    def count(self) -> int:
        """Count the things that belong in the index."""

    def visible(self, ids: Collection[int], viewer: Any) -> dict[int, Found]:
        """Re-read these things in one SELECT, leaving out what this person may not see."""


def init_app(app: Flask) -> None:
    """Make room for the sources."""
    app.extensions["search_sources"] = {}


def register(app: Flask, source: SearchSource) -> None:
    """Add a feature's source."""
    app.extensions["search_sources"][source.prefix] = source


def sources() -> dict[str, SearchSource]:
    """Give every source by its prefix."""
    found: dict[str, SearchSource] = current_app.extensions["search_sources"]
    return found


def split(key: str) -> tuple[str, int]:
    """Take a key apart, as in "practice:12" to ("practice", 12)."""
    prefix, _, number = key.partition(":")
    return prefix, int(number)
