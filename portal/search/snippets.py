"""Cutting passages from stored text, with the found words marked.

Done here for the few rows that are shown: the engine's own highlighter would cost more than the
search itself.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from portal.search.whoosh_schema import WORD, stem


@dataclass(frozen=True, slots=True)
class Fragment:
    """Hold a piece of plain text; `is_hit` where it is one of the words looked for."""

    text: str
    is_hit: bool


# Longer texts are cut from their beginning: a better passage further down is not worth the time.
TEXT_MAX = 20_000


def highlight(text: str, terms: Collection[str]) -> list[Fragment]:
    """Mark every word of `text` whose stem is among `terms`."""
    spans = [found.span() for found in WORD.finditer(text) if stem(found.group().lower()) in terms]
    return _cut(text, 0, len(text), spans)


def snippet(text: str, terms: Collection[str], *, words: int = 35) -> list[Fragment]:
    """Cut the passage of about `words` words that holds the most different terms.

    Where none of them stands in the text, its beginning is given.
    """
    text = text[:TEXT_MAX]
    found = list(WORD.finditer(text))
    if not found:
        return []
    marks = [
        (place, term)
        for place, word in enumerate(found)
        if (term := stem(word.group().lower())) in terms
    ]
    first = _best_window([place for place, _ in marks], [term for _, term in marks], words)
    first = max(0, min(first - 4, len(found) - words))
    last = min(first + words, len(found)) - 1
    spans = [found[place].span() for place, _ in marks if first <= place <= last]
    start = found[first].start() if first else 0
    end = found[last].end() if last < len(found) - 1 else len(text)
    fragments = _cut(text, start, end, spans)
    before = [Fragment("… ", False)] if start else []
    after = [Fragment(" …", False)] if end < len(text) else []
    return [*before, *fragments, *after]


def _best_window(places: list[int], terms: list[str], width: int) -> int:
    """Find where the window with the most different terms begins; the first of equals wins."""
    best, best_score = 0, (0, 0)
    inside: Counter[str] = Counter()
    left = 0
    for right, place in enumerate(places):
        inside[terms[right]] += 1
        while place - places[left] >= width - 4:
            inside[terms[left]] -= 1
            inside += Counter()  # drops the terms that left
            left += 1
        score = (len(inside), right - left)
        if score > best_score:
            best, best_score = places[left], score
    return best


def _cut(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> list[Fragment]:
    fragments, at = [], start
    for begin, stop in spans:
        if begin > at:
            fragments.append(Fragment(text[at:begin], False))
        fragments.append(Fragment(text[begin:stop], True))
        at = stop
    if at < end:
        fragments.append(Fragment(text[at:end], False))
    return fragments
