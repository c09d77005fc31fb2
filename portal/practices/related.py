"""Which other practices are about the same: found by words, kept for an hour in each process."""

import time
from collections import OrderedDict
from collections.abc import Collection
from typing import Final

from flask import Flask, current_app

from portal.practices.adapting.kinship import family_numbers
from portal.practices.content import Content
from portal.practices.models import Practice, Status
from portal.practices.queries import Card, cards_by_number
from portal.search.finding import keys_about
from portal.search.sources import split

SHOWN: Final = 4
FOUND: Final = 12  # some of them are copies of this one, or gone by now
KEPT: Final = 3600.0  # seconds
MOST: Final = 5_000  # practices whose relations are kept

_KEY = "practice_relations"
_Kept = OrderedDict[tuple[int, int | None], tuple[float, tuple[int, ...]]]


def init_app(app: Flask) -> None:
    """Make room for what was found."""
    app.extensions[_KEY] = OrderedDict()


def related_to(practice: Practice, content: Content) -> list[Card]:
    """List published practices about the same as this one, the most alike first.

    Its own copies and originals are left out: they have a place of their own. One query, and a
    search where it was not asked for in the last hour. Without an index there are none.
    """
    numbers = _numbers(practice, content)
    if not numbers:
        return []
    # What is published, everybody may see who is signed in.
    there = [card for card in cards_by_number(numbers) if card.status == Status.PUBLISHED]
    return sorted(there, key=lambda card: numbers.index(card.id))[:SHOWN]


def _numbers(practice: Practice, content: Content) -> tuple[int, ...]:
    kept: _Kept = current_app.extensions[_KEY]
    key, now = (practice.id, practice.published_id), time.monotonic()
    found = kept.get(key)
    if found is None or now - found[0] > KEPT:
        found = now, _find(practice, content)
        if found[1]:
            kept[key] = found
        while len(kept) > MOST:
            kept.popitem(last=False)
    return found[1]


def _find(practice: Practice, content: Content) -> tuple[int, ...]:
    keys = keys_about(" ".join([content.title, *content.tags]), limit=FOUND)
    family: Collection[int] = family_numbers(practice)
    return tuple(number for _, number in map(split, keys) if number not in family)
