"""Going on from what is being typed."""

import numpy as np

from portal.search.analysis import words_of
from portal.search.whoosh_engine.segments import Segment
from portal.search.whoosh_engine.snapshot import Marks, Snapshot
from portal.search.whoosh_engine.titles import TITLE_MAX, WORDS_MAX

# Titles that come more than once are shown once, so a few more are looked at.
SPARE = 5


def suggest(snapshot: Snapshot, text: str, limit: int) -> list[str]:
    """Give titles that have a word beginning with each one typed, in any order.

    First those that begin with what was typed, then those whose first word it begins, then short
    ones. Each title comes once.
    """
    typed = words_of(text[:TITLE_MAX])[:WORDS_MAX]
    if not typed or limit < 1:
        return []
    found = [
        (rank, each)
        for part, start in zip(snapshot.segments, snapshot.offsets, strict=False)
        for rank, each in _in(part, snapshot.alive[start : start + part.size], typed, limit)
    ]
    return list(dict.fromkeys(title for _, title in sorted(found)))[:limit]


Rank = tuple[bool, bool, int]


def _in(segment: Segment, alive: Marks, typed: list[str], limit: int) -> list[tuple[Rank, str]]:
    titles = segment.titles
    wanted = alive
    for word in typed:
        having = np.zeros(segment.size, np.bool_)
        having[titles.having[titles.begin(word)]] = True
        wanted = wanted & having
    numbers = np.flatnonzero(wanted)
    first = np.zeros(segment.size, np.bool_)
    begun = titles.begin(typed[0])
    first[titles.having[begun][titles.is_first[begun]]] = True
    order = np.lexsort((titles.lengths[numbers], ~first[numbers]))[: limit * SPARE]
    return [_ranked(segment, int(number), bool(first[number]), typed) for number in numbers[order]]


def _ranked(segment: Segment, number: int, first: bool, typed: list[str]) -> tuple[Rank, str]:
    title = segment.texts("title").at(number).decode()
    begins = " ".join(words_of(title[:TITLE_MAX])).startswith(" ".join(typed))
    return (not begins, not first, int(segment.titles.lengths[number])), title
