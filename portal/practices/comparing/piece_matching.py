"""Finding which pieces of an old text are in the new one, and which were rewritten.

Pieces that stand once in both texts hold them together (as in Bram Cohen's patience diff), which
takes no longer than sorting; difflib sees only the short stretches between them.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from portal.practices.comparing.pieces import Piece
from portal.practices.comparing.words import Effort, matching_cost, shared_start

# A piece is shown as changed where it keeps this share of its words, else as taken out and new.
KEPT: Final = 0.4

_Ids = list[tuple[str, str, str]]
_Pair = tuple[int, int]


def equal_pairs(old: Sequence[Piece], new: Sequence[Piece], effort: Effort) -> list[_Pair]:
    """Pair the places of equal pieces, in order."""
    a, b = [each.identity for each in old], [each.identity for each in new]
    head = shared_start(a, b)
    tail = shared_start(a[head:][::-1], b[head:][::-1])
    end_a, end_b = len(a) - tail, len(b) - tail
    pairs = [(n, n) for n in range(head)]
    i = j = head
    for at_a, at_b in [*_anchors(a, b, head, tail), (end_a, end_b)]:
        pairs += [(i + x, j + y) for x, y in _in_gap(a[i:at_a], b[j:at_b], effort)]
        if at_a < end_a:
            pairs.append((at_a, at_b))
        i, j = at_a + 1, at_b + 1
    return pairs + [(end_a + n, end_b + n) for n in range(tail)]


def _anchors(a: _Ids, b: _Ids, head: int, tail: int) -> list[_Pair]:
    """Pair what stands once in each, as many as stand in the same order in both."""
    once = [
        {x for x, n in Counter(side[head : len(side) - tail]).items() if n == 1} for side in (a, b)
    ]
    in_b = {b[n]: n for n in range(head, len(b) - tail)}
    alike = once[0] & once[1]
    pairs = [(n, in_b[a[n]]) for n in range(head, len(a) - tail) if a[n] in alike]
    return _longest_rising(pairs)


def _longest_rising(pairs: list[_Pair]) -> list[_Pair]:
    """Keep the most pairs whose second numbers rise (patience sorting)."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before.append(ends[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [place]
        ends[pile : pile + 1] = [number]
    rising = []
    at = ends[-1] if ends else -1
    while at >= 0:
        rising.append(pairs[at])
        at = before[at]
    return rising[::-1]


def _in_gap(a: _Ids, b: _Ids, effort: Effort) -> Iterator[_Pair]:
    """Pair equal pieces between two anchors; beyond what may be spent, only those at the start."""
    if not a or not b:
        return
    head = shared_start(a, b)
    yield from ((n, n) for n in range(head))
    a, b = a[head:], b[head:]
    if a and b and effort.spend(matching_cost(a, b), at_most=400_000):
        for i, j, size in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
            yield from ((head + i + n, head + j + n) for n in range(size))


def rewritten_pairs(old: Sequence[Piece], new: Sequence[Piece], effort: Effort) -> list[_Pair]:
    """Pair pieces that keep most of their words, in order, so that the most words are kept."""
    a, b = [_vocabulary(each) for each in old], [_vocabulary(each) for each in new]
    cost = 10 * len(a) * len(b) + len(a) * sum(map(len, b)) + len(b) * sum(map(len, a))
    if not a or not b or not effort.spend(cost, at_most=2_000_000):
        return []
    scores = [
        [_kept(a[i], b[j]) if old[i].kind == new[j].kind else 0.0 for j in range(len(b))]
        for i in range(len(a))
    ]
    return _best_path(scores)


def _best_path(scores: list[list[float]]) -> list[_Pair]:
    """Find the rising pairs with the highest sum (Needleman and Wunsch, without gap costs)."""
    height, width = len(scores), len(scores[0])
    best = [[0.0] * (width + 1) for _ in range(height + 1)]
    for i in range(height - 1, -1, -1):
        for j in range(width - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], scores[i][j] + best[i + 1][j + 1])
    pairs = []
    i = j = 0
    while i < height and j < width:
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs


def _vocabulary(piece: Piece) -> set[str]:
    return set(re.findall(r"\w+", piece.text.casefold()))


def _kept(a: set[str], b: set[str]) -> float:
    """Give the share of words kept (Dice), 0 where it is too little to be the same piece."""
    share = 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0
    return share if share >= KEPT else 0.0
