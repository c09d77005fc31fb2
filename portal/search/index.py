"""What every search engine must do, and the values that go in and out.

An engine knows documents and numbers, not features or people. It keeps the number of the last
change it has applied inside its own commit, so that a crash cannot part the two.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol


class IndexUnavailable(Exception):
    """Say why the index cannot be used: missing, broken, unreadable or read-only."""


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """Hold one searchable thing; `key` names it, as in "practice:12", and `prison` is a slug.

    `files` is the text of the files it carries; its own words count for more. From the day
    `stale_from` it sinks a little.
    """

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
    files: str = ""
    stale_from: date | None = None


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Ask for words, filters or both; filters of different kinds must all hold.

    Words in double quotes are a phrase. Without words everything that passes the filters comes,
    in no special order.
    """

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
    """Name one result; a higher score is a better fit, comparable within one answer only."""

    key: str
    score: float


@dataclass(frozen=True, slots=True)
class SearchHits:
    """Hold one page of results.

    `match` is "all" where every word had to be there, "some" where any of them was enough, "none"
    where nothing was found. `terms` are the stems to mark; `suggestion` is a better spelling.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    terms: frozenset[str] = frozenset()
    match: Literal["all", "some", "none"] = "none"
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """Tell how the index stands; `applied` is 0 where it is not healthy."""

    healthy: bool
    documents: int
    applied: int
    problem: str = ""


class SearchIndex(Protocol):
    """Find, change and rebuild. All but `status` and `close` may raise IndexUnavailable."""

    def search(self, query: SearchQuery) -> SearchHits:
        """Find what fits, best first."""

    def applied(self) -> int:
        """Give the number of the last change the index has seen."""

    def apply(
        self,
        *,
        upserts: Iterable[SearchDocument],
        deletes: Collection[str],
        applied: int,
        timeout: float,
    ) -> bool:
        """Replace and remove documents in one commit.

        Gives False where the writer is busy for longer than `timeout` seconds.
        """

    def rebuild(
        self,
        documents: Iterable[SearchDocument],
        *,
        applied: int,
        progress: Callable[[int], object] | None = None,
    ) -> int:
        """Index everything anew beside the old index, then swap; gives the number of documents.

        `progress` is told how many more are done from time to time.
        """

    def status(self) -> IndexStatus:
        """Tell how the index stands; never raises."""

    def close(self) -> None:
        """Let go of files."""
