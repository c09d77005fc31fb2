"""What is there already: nearly the same text in the network, and what the search knows of it.

Shown before somebody writes more; it never keeps anybody from going on.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from portal.accounts.models import User
from portal.db import db
from portal.practices.adapting.kinship import family_numbers
from portal.practices.content import Content
from portal.practices.likeness.fingerprints import alike, sketch_of
from portal.practices.models import Practice, Revision, Status
from portal.practices.permissions import visible_to
from portal.practices.queries import Card, cards_by_number
from portal.search.finding import find
from portal.search.query_string import Asked

SHOWN: Final = 5
# Of thousands that are nearly the same, the likest are read from the database.
LOOKED_AT: Final = 200
ABOUT_SHOWN: Final = 3
# Fewer words than these say what somebody wants to write about, not yet what they say.
FEW_WORDS: Final = 60
_TITLE_LONGEST: Final = 200
_NEARLY: Final = 0.75
_MUCH: Final = 0.5


@dataclass(frozen=True, slots=True)
class Like:
    """Hold a published practice, and how alike its text is: `share` from 0.3 to 1, and in words."""

    card: Card
    share: float
    words: str


@dataclass(frozen=True, slots=True)
class Similar:
    """Hold what is there already.

    `likes` are the likest of `total`; `prisons` counts the other prisons that have one of these;
    `relatives` counts those left out because they come from the same original, which is not one
    of them. `about` is what the search finds where the text says too little.
    """

    likes: tuple[Like, ...] = ()
    total: int = 0
    prisons: int = 0
    relatives: int = 0
    about: tuple[Card, ...] = ()


def similar_in_network(
    kind: str, content: Content, *, viewer: User, practice: Practice | None = None
) -> Similar:
    """Find published practices that say nearly what a content says.

    `practice` is what the content belongs to: neither it nor what it was copied from, or has the
    same original, is told as its likeness.
    """
    found = alike(sketch_of(content))
    family = family_numbers(practice) if practice else set()
    told = _told(practice)
    relatives = sum(number in family and number not in told for number, _ in found)
    shares = dict([pair for pair in found if pair[0] not in family][:LOOKED_AT])
    cards = _cards(shares, viewer)
    likes = [Like(card, shares[card.id], in_words(shares[card.id])) for card in cards]
    likes.sort(key=lambda each: (-each.share, each.card.id))
    others = {card.prison_slug for card in cards} - {None, _own(viewer)}
    short = len(f"{content.title} {content.summary} {content.body}".split()) < FEW_WORDS
    left_out = family | shares.keys()
    return Similar(
        likes=tuple(likes[:SHOWN]),
        total=len(likes),
        prisons=len(others),
        relatives=relatives,
        about=_about(kind, content.title, left_out, viewer) if short else (),
    )


def in_words(share: float) -> str:
    """Say how alike two texts are."""
    if share >= _NEARLY:
        return "nearly the same text"
    return "much the same" if share >= _MUCH else "partly the same"


def _told(practice: Practice | None) -> set[int]:
    """Give a practice itself and what it was copied from, which pages name anyway."""
    if practice is None:
        return set()
    source = select(Revision.practice_id).where(Revision.id == practice.copied_from_id)
    return {practice.id, *db.session.scalars(source)} if practice.copied_from_id else {practice.id}


def _cards(numbers: Collection[int], viewer: User) -> list[Card]:
    if not numbers:
        return []
    return cards_by_number(numbers, Practice.status == Status.PUBLISHED, visible_to(viewer))


def _own(viewer: User) -> str | None:
    return viewer.prison.slug if viewer.prison else None


def _about(kind: str, title: str, left_out: Collection[int], viewer: User) -> tuple[Card, ...]:
    """Ask the search for practices of the same kind about the words of a title."""
    asked = Asked(title[:_TITLE_LONGEST], {"kind": (kind,)}, sort="words")
    answer = find(asked, viewer=viewer, page=1, per_page=2 * ABOUT_SHOWN)
    cards = [result.card for result in answer.page.items if result.card.id not in left_out]
    return tuple(cards[:ABOUT_SHOWN])
