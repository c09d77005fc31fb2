"""What is new for a saved search: what fits now and was published since."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from portal.search.finding import find
from portal.search.saved import asking

LOOKED_AT = 20  # results, the newest
FIRST = 3


@dataclass(frozen=True, slots=True)
class News:
    """Hold the cards of what is new, the newest first.

    Nothing more than the `LOOKED_AT` newest is looked at, so where all of these are new there may
    be more.
    """

    cards: tuple[Any, ...] = ()

    @property
    def count(self) -> int:
        """Count what is new."""
        return len(self.cards)

    @property
    def first(self) -> tuple[Any, ...]:
        """Give the few that a list shows."""
        return self.cards[:FIRST]

    @property
    def newest(self) -> datetime | None:
        """Tell when the newest was published."""
        return self.cards[0].published_at if self.cards else None

    def since(self, moment: datetime) -> "News":
        """Leave out what was published at a moment or before."""
        return News(tuple(each for each in self.cards if each.published_at > moment))


def count_in_words(count: int) -> str:
    """Say how many are new, as in "3" and "20 or more"."""
    return str(count) if count < LOOKED_AT else f"{LOOKED_AT} or more"


def look(args: asking.Args, viewer: Any) -> News | None:
    """Look for the newest that fits and `viewer` may see; None while the index is unavailable."""
    newest_first = replace(asking.asked(args), sort="newest")
    answer = find(newest_first, viewer=viewer, page=1, per_page=LOOKED_AT)
    if answer.unavailable:
        return None
    cards = [each.card for each in answer.page.items if each.card.published_at]
    return News(tuple(sorted(cards, key=lambda card: card.published_at, reverse=True)))
