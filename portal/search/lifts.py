"""What counts besides words: a gentle lift for what is close, firm, used and fresh.

Close: it comes from a prison like the viewer's. Firm: what it says rests on good evidence. A lift
multiplies the score of the words. Each part is small and bounded, so that a clearly better match of
words stays before a lifted one; each can be named, so that the page can say why a result stands
where it does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from flask import Flask, current_app

from portal import clock
from portal.search.index import Hit, Signals

# The most that each part adds to the score of the words, as a share of it.
CLOSENESS_MOST = 0.15
EVIDENCE_MOST = 0.06
EVIDENCE_LEVELS = 3
USED_MOST = 0.06
USED_ENOUGH = 5  # prisons: more add nothing
# What a practice loses whose review is overdue.
OVERDUE = -0.15


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
    """Hold a hit with its parts; `score` is that of the words with everything added."""

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


def lifted(hits: Sequence[Hit], near: Mapping[int, Near]) -> list[Lifted]:
    """Weigh hits, best first; equals stay in the order of their words."""
    today = clock.today().toordinal()
    weighed = [_lift(hit, near.get(hit.signals.prison), today) for hit in hits]
    return sorted(weighed, key=lambda each: -each.score)


def unlifted(hits: Sequence[Hit], near: Mapping[int, Near]) -> list[Lifted]:
    """Keep hits in the order of their words."""
    return [Lifted(hit, hit.score, (), near.get(hit.signals.prison)) for hit in hits]


def closest_first(hits: Sequence[Hit], near: Mapping[int, Near]) -> list[Lifted]:
    """Put hits of the closest prisons first; those equally close stay in the order of words."""
    known = unlifted(hits, near)
    return sorted(known, key=lambda each: -(each.near.share if each.near else 0))


def _lift(hit: Hit, near: Near | None, today: int) -> Lifted:
    shares = {
        "closeness": CLOSENESS_MOST * near.share if near else 0.0,
        "evidence": EVIDENCE_MOST * hit.signals.evidence / EVIDENCE_LEVELS,
        "used": USED_MOST * min(hit.signals.used_by, USED_ENOUGH) / USED_ENOUGH,
        "overdue": OVERDUE if _is_overdue(hit.signals, today) else 0.0,
    }
    parts = tuple(Part(name, share) for name, share in shares.items() if share)
    return Lifted(hit, hit.score * (1 + sum(shares.values())), parts, near)


def _is_overdue(signals: Signals, today: int) -> bool:
    return 0 < signals.review_on <= today
