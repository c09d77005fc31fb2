"""The barriers that most have written about, for pages with little room."""

from portal.barriers.queries import Count, counts
from portal.barriers.study import Barrier, barriers


def most_met(number: int) -> list[tuple[Barrier, Count]]:
    """Give so many barriers, those that most practices of real prisons tell of first; one query.

    Invented examples decide among equals, and then the order of the vocabulary.
    """
    counted = counts(frozenset())
    every = [(barrier, counted.get(key, Count())) for key, barrier in barriers().items()]
    return sorted(every, key=lambda pair: (-pair[1].met, -pair[1].examples))[:number]
