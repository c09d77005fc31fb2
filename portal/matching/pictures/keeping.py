"""What the pictures are drawn from: kept until a fact or a weight is added."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeVar

from flask import current_app

from portal.matching.core import Block
from portal.matching.line_ups import MEASURES_READ, LineUps, blocks, line_ups
from portal.prisons.queries import profiles

MOST: Final = 256  # pictures kept at once

_KEY = "matching_pictures"
Made = TypeVar("Made")


class Site(NamedTuple):
    """Hold what a picture says of one prison; None where it is not known."""

    id: int
    slug: str
    name: str
    is_example: bool
    latitude: float | None
    longitude: float | None
    region: str | None
    function: str | None
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """Hold every prison by its part of the address, by name, and the pictures made so far.

    All is drawn from one set of line-ups, so that no picture shows two states at once.
    """

    line_ups: LineUps
    sites: Mapping[str, Site]
    by_id: Mapping[int, Site]
    made: dict[Hashable, Any] = field(default_factory=dict)

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Make something once for each key."""
        # Another thread may empty it at any moment, so it is asked once.
        found: Made | None = self.made.get(key)
        if found is None:
            if len(self.made) >= MOST:
                self.made.clear()
            found = self.made[key] = make()
        return found


def kept() -> Kept:
    """Give what is kept; one SELECT where nothing changed, six otherwise."""
    every = line_ups()
    found: Kept | None = current_app.extensions.get(_KEY)
    if found is None or found.line_ups is not every:
        sites = _sites()
        by_slug = {site.slug: site for site in sites}
        found = Kept(every, by_slug, {site.id: site for site in sites})
        current_app.extensions[_KEY] = found
    return found


def _sites() -> list[Site]:
    return [
        Site(
            id=each.prison.id,
            slug=each.prison.slug,
            name=each.prison.name,
            is_example=each.prison.is_example,
            latitude=each.prison.latitude,
            longitude=each.prison.longitude,
            region=each.value("region"),
            function=each.value("function"),
            blocks=blocks(each),
        )
        for each in profiles(measures=MEASURES_READ).values()
    ]
