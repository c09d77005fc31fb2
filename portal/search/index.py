"""What every search engine must do, and the values that go in and out.

An engine knows documents and numbers, not features or people. It keeps the number of the last
change it has applied inside its own commit, so that a crash cannot part the two.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol


class IndexUnavailable(Exception):
    """Say why the index cannot be used: missing, broken, unreadable or read-only."""


@dataclass(frozen=True, slots=True)
class Signals:
    """Hold what counts besides words. Days are numbers, see date.toordinal; 0 is unknown.

    `prison` is the number of the prison it belongs to, `used_by` counts prisons, `evidence` grows
    from 0 to 3.
    """

    prison: int = 0
    evidence: int = 0
    used_by: int = 0
    published_on: int = 0
    review_on: int = 0


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """Hold one searchable thing; `key` names it, as in "practice:12".

    `files` is the text of the files it carries; its own words count for more. `facets` are what
    it can be filtered by: names with their values.
    """

    key: str
    title: str
    summary: str = ""
    body: str = ""
    tags: tuple[str, ...] = ()
    files: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    signals: Signals = Signals()


@dataclass(frozen=True, slots=True)
class Filter:
    """Let pass what has any of these values of a facet."""

    facet: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Ask for words, filters or both.

    Words in double quotes are a phrase. The filters, each with a name, must all hold. Without
    words everything that passes comes, the newest first. `sort` names a signal, the largest first;
    then only what has all the words comes, where anything has.

    `counted` names facets to count: each as if the filter of the same name were not set.
    """

    text: str = ""
    filters: Mapping[str, Filter] = field(default_factory=dict)
    sort: Literal["", "published_on", "used_by"] = ""
    counted: Mapping[str, str] = field(default_factory=dict)
    offset: int = 0
    limit: int = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """Name one result; a higher score is a better fit, comparable within one answer only."""

    key: str
    score: float
    signals: Signals = Signals()


@dataclass(frozen=True, slots=True)
class SearchHits:
    """Hold one page of results, best first, and what is known about all of them.

    `match` is "all" where something has every word, "some" where nothing has, "none" where nothing
    was found. `terms` are the stems to mark; `suggestion` is a better spelling. `counts` tells
    under each name of `counted` how many results have each value; one that none has is absent.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    terms: frozenset[str] = frozenset()
    match: Literal["all", "some", "none"] = "none"
    suggestion: str | None = None
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


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
        """Find what fits, best first.

        What has little of a long question is left out, see portal.search.tail. For a word that
        nothing has, the nearest spelling puts what has other words in a better order; it finds
        nothing by itself.
        """

    def suggest(self, text: str, *, limit: int) -> list[str]:
        """Give titles of what is there that go on from what was typed, best first, each once."""

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
