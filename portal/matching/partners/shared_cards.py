"""What each of some prisons has published last."""

from collections.abc import Collection

from sqlalchemy import func, select

from portal.db import db
from portal.practices.models import Practice, Status
from portal.practices.queries import Card, cards_by_number


def newest_of(prison_ids: Collection[int], *, most: int) -> dict[int, list[Card]]:
    """Give the practices that each prison published last, `most` at most, the newest first."""
    place = func.row_number().over(
        partition_by=Practice.prison_id,
        order_by=(Practice.published_at.desc(), Practice.id.desc()),
    )
    placed = (
        select(Practice.id, Practice.prison_id, place.label("place"))
        .where(Practice.prison_id.in_(prison_ids), Practice.status == Status.PUBLISHED)
        .subquery()
    )
    rows = db.session.execute(
        select(placed.c.id, placed.c.prison_id)
        .where(placed.c.place <= most)
        .order_by(placed.c.prison_id, placed.c.place)
    ).all()
    cards = {card.id: card for card in cards_by_number(number for number, _ in rows)}
    found: dict[int, list[Card]] = {each: [] for each in prison_ids}
    for number, prison_id in rows:
        if number in cards:
            found[prison_id].append(cards[number])
    return found
