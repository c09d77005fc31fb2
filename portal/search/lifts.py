"""What counts besides words: a gentle lift for what is close, firm, used and fresh.

Close: it comes from a prison like the viewer's. Firm: what it says rests on good evidence. A lift
multiplies the score of the words. Each part is small and bounded, so that a clearly better match of
words stays before a lifted one; each can be named, so that the page can say why a result stands
where it does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Protocol

from flask import Flask, current_app

from portal import clock
from portal.search.index import Hit

# The most that each part adds to the score of the words, as a share of it.
CLOSENESS_MOST = 0.15
EVIDENCE_MOST = 0.06
EVIDENCE_LEVELS = 3
USED_MOST = 0.06
USED_ENOUGH = 5  # prisons: more add nothing
FRESH_MOST = 0.04
FRESH_FOR = 730  # days, over which it fades
# What a practice loses whose review is overdue.
OVERDUE = -0.15
PARTS = ("closeness", "evidence", "used", "fresh", "overdue")


@dataclass(frozen=True, slots=True)
class Near:
    """Tell how close a prison is to the viewer's: `share` from 0 to 1 (alike), and in words.

    `word` is short ("Very close"); `because` says in what ("Category C, long sentences").
    """

    share: float
    word: str
    because: str


class Lens(Protocol):
    """See prisons from a viewer's; a feature above search brings one."""

    def __call__(self, viewer: Any) -> Mapping[int, Near]:
        """Give the prisons close to the viewer's by their numbers, never far ones."""


@dataclass(frozen=True, slots=True)
class Part:
    """Hold one part of a lift: what it is, and what it adds, as a share of the words' score."""

    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Lifted:
    """Hold a hit with what lifts it; `score` is that of the words with everything added."""

    hit: Hit
    score: float
    parts: tuple[Part, ...]
    near: Near | None


def init_app(app: Flask) -> None:
    """Start without a lens: then no prison is closer than another."""
    app.extensions["search_lens"] = lambda viewer: {}


def look_through(app: Flask, lens: Lens) -> None:
    """Use this lens."""
    app.extensions["search_lens"] = lens


def near_to(viewer: Any) -> Mapping[int, Near]:
    """Give the prisons close to the viewer's."""
    lens: Lens = current_app.extensions["search_lens"]
    return lens(viewer)


def lifted(hits: Sequence[Hit], near: Mapping[int, Near]) -> list[Hit]:
    """Put hits in the order of their lifted scores; equals stay in the order of their words."""
    today = clock.today().toordinal()
    weighed = [(-hit.score * (1 + sum(_shares(hit, near, today))), hit) for hit in hits]
    return [hit for _, hit in sorted(weighed, key=itemgetter(0))]


def closest_first(hits: Sequence[Hit], near: Mapping[int, Near]) -> list[Hit]:
    """Put hits of the closest prisons first; those equally close stay in the order of words."""
    shares = {prison: each.share for prison, each in near.items()}
    return sorted(hits, key=lambda hit: -shares.get(hit.signals.prison, 0))


def explained(hit: Hit, near: Mapping[int, Near], *, is_lifted: bool) -> Lifted:
    """Tell what lifts a hit, where anything does."""
    shares = _shares(hit, near, clock.today().toordinal()) if is_lifted else ()
    parts = tuple(Part(name, share) for name, share in zip(PARTS, shares, strict=False) if share)
    return Lifted(hit, hit.score * (1 + sum(shares)), parts, near.get(hit.signals.prison))


def _shares(hit: Hit, near: Mapping[int, Near], today: int) -> tuple[float, ...]:
    """Give what each of `PARTS` adds."""
    signals = hit.signals
    close = near.get(signals.prison)
    return (
        CLOSENESS_MOST * close.share if close else 0.0,
        EVIDENCE_MOST * signals.evidence / EVIDENCE_LEVELS,
        USED_MOST * min(signals.used_by, USED_ENOUGH) / USED_ENOUGH,
        FRESH_MOST * _freshness(today - signals.published_on),
        OVERDUE if 0 < signals.review_on <= today else 0.0,
    )


def _freshness(age: int) -> float:
    """Tell how fresh something is by its days: 1 at first, 0 when it has faded."""
    return min(1.0, max(0.0, 1 - age / FRESH_FOR))
