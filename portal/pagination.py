"""Cutting long lists into pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Generic, TypeVar

T = TypeVar("T")

MAX_PAGE = 100_000


def page_number(raw: str | None) -> int:
    """Read a page number from an address; anything that is not one counts as page 1.

    Numbers above `MAX_PAGE` become `MAX_PAGE`, so that no offset overflows the database.
    """
    if raw is None or not raw.isascii() or not raw.isdigit() or len(raw) > 9:
        return 1
    return min(max(int(raw), 1), MAX_PAGE)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Hold one page of a longer list; `number` counts from 1."""

    items: Sequence[T]
    number: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        """Count the pages, at least 1."""
        return max(1, ceil(self.total / self.per_page))
