"""Cutting passages from stored text, with the found words marked.

Done here for the few rows that are shown: the engine's own highlighter would cost more than the
search itself.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from portal.search.analysis import WORD, stem


@dataclass(frozen=True, slots=True)
class Fragment:
    """Hold a piece of plain text; `is_hit` where it is one of the words looked for."""

    text: str
    is_hit: bool


def marked(fragments: Iterable[Fragment]) -> Markup:
    """Write fragments as HTML, the words found in `<mark>`."""
    pieces = (
        f"<mark>{escape(each.text)}</mark>" if each.is_hit else escape(each.text)
        for each in fragments
    )
    return Markup("".join(pieces))  # noqa: S704 - every piece is escaped


# Longer texts are cut from their beginning: a better passage further down is not worth the time.
TEXT_MAX = 20_000
BEFORE = 25  # characters shown before the first word found

Span = tuple[int, int]


def highlight(text: str, terms: Collection[str]) -> list[Fragment]:
    """Mark every word of `text` whose stem is among `terms`."""
    return _cut(text, 0, len(text), [span for span, _ in _marks(text, terms)])


def snippet(text: str, terms: Collection[str], *, characters: int = 220) -> list[Fragment]:
    """Cut the passage of about so many characters that holds the most different terms.

    Where none of them stands in the text, its beginning is given.
    """
    text = text[:TEXT_MAX]
    marks = _marks(text, terms)
    first = max(0, _best_window(marks, characters - BEFORE) - BEFORE)
    start = _word_start(text, max(0, min(first, len(text) - characters)))
    end = _word_end(text, start + characters)
    spans = [span for span, _ in marks if start <= span[0] and span[1] <= end]
    before = [Fragment("… ", False)] if start else []
    after = [Fragment(" …", False)] if end < len(text) else []
    return [*before, *_cut(text, start, end, spans), *after]


def places(text: str, terms: Collection[str]) -> dict[str, int]:
    """Tell where each of the terms that stand in a text stands first."""
    found: dict[str, int] = {}
    for (begin, _), term in _marks(text, terms):
        found.setdefault(term, begin)
    return found


def _marks(text: str, terms: Collection[str]) -> list[tuple[Span, str]]:
    """Find the words whose stem is among the terms, with that stem, in their order.

    Only words that begin as a term does are looked at: stemming may change a word's last letters,
    and stemming every word of a page of results would cost more than the search.
    """
    lower = text.lower()
    if len(lower) != len(text):  # a few capital letters have longer small ones
        lower = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    found: dict[int, tuple[Span, str]] = {}
    for beginning in _beginnings(terms):
        at = lower.find(beginning)
        while at >= 0:
            word = _word_at(lower, at)
            if word and (term := stem(word)) in terms:
                found[at] = ((at, at + len(word)), term)
            at = lower.find(beginning, at + (len(word) or 1))
    return [found[at] for at in sorted(found)]


def _beginnings(terms: Collection[str]) -> set[str]:
    """Give how words begin that have these stems: "dying" has the stem "die"."""
    found = {term[: max(1, len(term) - 1)] for term in terms}
    return found | {f"{term[0]}y" for term in terms if term in ("die", "lie", "tie")}


def _word_at(text: str, at: int) -> str:
    """Give the whole word that begins at a place; "" inside a word."""
    if at and (text[at - 1].isalnum() or (at > 1 and _joins(text, at - 1))):
        return ""
    word = WORD.match(text, at)
    return word.group() if word else ""


def _joins(text: str, at: int) -> bool:
    """Tell whether a sign stands inside a word, as in "don't"."""
    return text[at] in "'’." and text[at - 1].isalnum()


def _best_window(marks: list[tuple[Span, str]], width: int) -> int:
    """Find where the window with the most different terms begins; the first of equals wins."""
    best, best_score = 0, (0, 0)
    inside: Counter[str] = Counter()
    left = 0
    for right, ((_, end), term) in enumerate(marks):
        inside[term] += 1
        while end - marks[left][0][0] > width and left < right:
            gone = marks[left][1]
            inside[gone] -= 1
            if not inside[gone]:
                del inside[gone]
            left += 1
        score = (len(inside), right - left)
        if score > best_score:
            best, best_score = marks[left][0][0], score
    return best


def _word_start(text: str, at: int) -> int:
    return 0 if at == 0 else text.find(" ", at, at + 40) + 1 or at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - 40, at)
    return space if space > 0 else at


def _cut(text: str, start: int, end: int, spans: list[Span]) -> list[Fragment]:
    fragments, at = [], start
    for begin, stop in spans:
        if begin > at:
            fragments.append(Fragment(text[at:begin], False))
        fragments.append(Fragment(text[begin:stop], True))
        at = stop
    if at < end:
        fragments.append(Fragment(text[at:end], False))
    return fragments
