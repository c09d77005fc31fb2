"""What the page shows on which the owner of a copy picks from what changed at its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from portal.practices.adapting.sources import News
from portal.practices.comparing.shown import Shown, shown
from portal.practices.comparing.texts import compare_texts
from portal.practices.merging.contents import Part

# Nobody ticks through more than this; the original shows the rest.
OFFERS_MOST: Final = 60


@dataclass(frozen=True, slots=True)
class Offer:
    """Hold one part that changed at the source: its words marked, and what is picked of it.

    Where the copy's own prison changed it too, `mine` has its words, marked against the same base.
    """

    part: Part
    words: Shown
    mine: Shown | None
    pick: str


def offers_of(news: News, picks: Mapping[str, str]) -> list[Offer]:
    """Lay out the first `OFFERS_MOST` parts; `picks` are those made so far, by key."""
    return [_offer(each, picks.get(each.key, "")) for each in news.parts[:OFFERS_MOST]]


def _offer(part: Part, pick: str) -> Offer:
    changed_too = part.ours_did != "nothing"
    return Offer(
        part,
        _marked(part.base, part.theirs),
        _marked(part.base, part.ours) if changed_too else None,
        pick if pick in part.picks else "",
    )


def _marked(old: tuple[str, ...], new: tuple[str, ...]) -> Shown:
    return shown(compare_texts("\n".join(old), "\n".join(new)))
