"""What a prison has written, in the groups that its own page shows."""

from collections.abc import Collection, Iterable

from portal.practices.models import Status
from portal.practices.queries import Card

SENT_BACK, IN_REVIEW = "sent_back", "in_review"


def shelves(cards: Iterable[Card], sent_back: Collection[int]) -> dict[str, list[Card]]:
    """Sort a prison's cards by what is to be done; `sent_back` are numbers of practices.

    What readers see stays among the published, also while a newer version was sent back.
    """
    found: dict[str, list[Card]] = {name: [] for name in (SENT_BACK, IN_REVIEW, *Status)}
    for card in cards:
        if card.id in sent_back:
            found[SENT_BACK].append(card)
        if card.status != Status.DRAFT:
            found[card.status].append(card)
        elif card.submitted_id is not None:
            found[IN_REVIEW].append(card)
        elif card.id not in sent_back:
            found[Status.DRAFT].append(card)
    return found
