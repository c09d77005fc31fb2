"""Preparing text for the setting of pages: what may break where, what is cut, how wide columns are.

Everything here turns values into values; portal.documents.pdf hands them to the program.
"""

import math
import re
from collections.abc import Iterator
from typing import Any

from portal.documents.paper import Paper, Poster, RoleCard
from portal.documents.prose import Block, Run, blocks, clean, points, text_blocks, text_runs

EXAMPLE = "This is an invented example. It is not about a real prison."
CUT = " … [cut]"
CARD_LIMITS = (
    "This card describes a role. It names no person and is not a pass:"
    " check who holds it in the usual way."
)
_LONG_WORD = re.compile(r"[^\s\u200b]{30,}")
_BREAK_AFTER = re.compile(r"([/.?&=_@,;:-]|.{18})(?=.)")
_ZERO_WIDTH = "\u200b"
# Characters for each text of a card or poster, from all of it down to what always fits.
_BUDGETS = (1_500, 700, 450, 300, 200, 120, 70)
_POINTS_MOST = 12


def paper_data(paper: Paper) -> dict[str, Any]:
    """Give a paper as the templates read it."""
    notice = paper.notice or (EXAMPLE if paper.is_example else "")
    return {
        "title": _breakable(_line(paper.title)) or "Untitled",
        "subtitle": _breakable(_line(paper.subtitle)),
        "summary": _runs(paper.summary),
        "notice": _runs(notice),
        "facts": [
            {"label": _breakable(_line(label)), "words": [_runs(each) for each in words]}
            for label, words in paper.facts
            if words
        ],
        "blocks": [_prepared(each) for each in all_blocks(paper)],
        "footer": _breakable(_cut(_line(paper.footer), 200)),
        "is_example": paper.is_example,
    }


def all_blocks(paper: Paper) -> Iterator[Block]:
    """Give the body of a paper, then its sections, each under its heading."""
    yield from blocks(paper.html)
    for heading, content in paper.sections:
        if runs := text_runs(_line(heading)):
            yield {"is": "heading", "level": 2, "runs": runs}
        if isinstance(content, str):
            yield from text_blocks(content)
        elif content:
            yield points(content)


def card_data(card: RoleCard) -> dict[str, Any]:
    """Give a role card, whole and in ever shorter variants."""
    day = card.review_date
    return {
        "footer": f"Review this card by {day.day} {day:%B %Y}." if day else "",
        "variants": [_card_variant(card, most) for most in _BUDGETS],
        "is_example": card.is_example,
    }


def _card_variant(card: RoleCard, most: int) -> dict[str, Any]:
    parts = [
        ("What this role allows", card.allows),
        ("Where", card.where),
        ("When", card.when),
        ("Who to call", card.who_to_call),
    ]
    cut = _Cut(most)
    return {
        "longest_word": _longest_word(card.role),
        "role": cut.runs(card.role, 160) or [{"text": "Peer mentor"}],
        "prison": cut.runs(card.prison, 120),
        "parts": [
            {"heading": heading, "words": cut.all_runs(words)} for heading, words in parts if words
        ],
        "limits": CARD_LIMITS,
        "is_draft": card.is_draft,
        "is_example": card.is_example,
        "is_cut": cut.has_cut,
    }


def poster_data(poster: Poster) -> dict[str, Any]:
    """Give a poster, whole and in ever shorter variants."""
    return {
        "variants": [_poster_variant(poster, most) for most in _BUDGETS],
        "is_example": poster.is_example,
    }


def _poster_variant(poster: Poster, most: int) -> dict[str, Any]:
    cut = _Cut(most)
    return {
        "longest_word": _longest_word(poster.title),
        "title": cut.runs(poster.title, 160) or [{"text": "Poster"}],
        "lines": cut.all_runs(poster.lines),
        "call_to_action": cut.runs(poster.call_to_action, 300),
        "is_cut": cut.has_cut,
    }


class _Cut:
    """Shorten texts to a number of characters, and remember whether anything was lost."""

    def __init__(self, most: int) -> None:
        self._most, self.has_cut = most, False

    def runs(self, text: str, most: int) -> list[Run]:
        short = _cut(_line(text), min(most, self._most))
        self.has_cut |= short != _line(text)
        return _runs(short)

    def all_runs(self, words: tuple[str, ...]) -> list[list[Run]]:
        # Each line is a point: lines within points would take room that nobody counts.
        points = [line for each in words for line in clean(each).split("\n") if line.strip()]
        left, kept = self._most, []
        for each in points[:_POINTS_MOST]:
            if left <= 0:
                break
            kept.append(self.runs(each, left))
            left -= len(each) + 10
        self.has_cut |= len(kept) < len(points)
        return kept


def _longest_word(text: str) -> str:
    words = _breakable(clean(text)).replace(_ZERO_WIDTH, " ").split()
    return max(words, key=len, default="")


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    start = text[: most - len(CUT)]
    words = start.rsplit(None, 1)
    return (words[0] if len(words) == 2 and len(words[1]) < 30 else start).rstrip() + CUT


def _runs(text: str) -> list[Run]:
    return [{"text": _breakable(run["text"])} for run in text_runs(text)]


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _breakable(text: str) -> str:
    """Let words break that are too long for a line, such as addresses."""
    return _LONG_WORD.sub(lambda word: _BREAK_AFTER.sub(rf"\1{_ZERO_WIDTH}", word.group()), text)


def _prepared(block: Block) -> Block:
    if "runs" in block:
        return block | {"runs": _prepared_runs(block["runs"])}
    if block["is"] == "list":
        return block | {"items": [[_prepared(each) for each in item] for item in block["items"]]}
    if block["is"] == "quote":
        return block | {"blocks": [_prepared(each) for each in block["blocks"]]}
    if block["is"] == "code":
        return block | {"text": _breakable(block["text"])}
    if block["is"] == "table":
        head = [_prepared_runs(cell) for cell in block["head"]]
        rows = [[_prepared_runs(cell) for cell in row] for row in block["rows"]]
        return block | {"head": head, "rows": rows, "columns": column_shares(block)}
    return block


def _prepared_runs(runs: list[Run]) -> list[Run]:
    return [run | {"text": _breakable(run["text"])} for run in runs]


def column_shares(table: Block) -> list[float]:
    """Share out the width of a table, in parts: more for columns with more words, but not all."""
    lengths = [0] * table["width"]
    for row in [table["head"], *table["rows"]]:
        for at, cell in enumerate(row):
            lengths[at] = max(lengths[at], sum(len(run["text"]) for run in cell))
    return [round(math.sqrt(min(max(length, 8), 150)), 2) for length in lengths]
