"""What every search engine must do, and the values that go in and out."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Literal, Protocol


class IndexUnavailable(Exception):
    """Say why the index cannot be used: missing, broken or unreadable."""


@dataclass(frozen=True, slots=True)
class SearchDocument:
    key: str
    kind: str
    title: str
    summary: str
    body: str
    tags: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    barriers: tuple[str, ...] = ()
    prison: str | None = None
    is_template: bool = False


@dataclass(frozen=True, slots=True)
class SearchQuery:
    text: str = ""
    kinds: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    barriers: tuple[str, ...] = ()
    prison: str | None = None
    templates_only: bool = False
    offset: int = 0
    limit: int = 10


@dataclass(frozen=True, slots=True)
class Hit:
    key: str
    score: float


@dataclass(frozen=True, slots=True)
class SearchHits:
    hits: tuple[Hit, ...] = ()
    total: int = 0
    terms: frozenset[str] = frozenset()
    match: Literal["all", "some", "none"] = "none"
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class IndexStatus:
    healthy: bool
    documents: int
    applied: int
    problem: str = ""


class SearchIndex(Protocol):
    def search(self, query: SearchQuery) -> SearchHits: ...
    def apply(self, *, upserts: Iterable[SearchDocument], deletes: Iterable[str], applied: int, timeout: float) -> bool: ...
    def rebuild(self, documents: Iterable[SearchDocument], *, applied: int, progress: Callable[[int], object] | None = None) -> int: ...
    def applied(self) -> int: ...
    def status(self) -> IndexStatus: ...
    def close(self) -> None: ...
