"""Cutting the plain text of a page into sentences and words."""

import re
from collections.abc import Iterator

Span = tuple[int, int]

# What portal.markdown.render.plain_text puts between headings, list points, cells and paragraphs.
_BLOCK = re.compile(r" · |\n")
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+\s++(?=[\"'“‘(\[]*+(?P<next>[^\W_a-z]))")
_MARKED_END = re.compile(r"[.!?…][\"'”’)\]]{0,3}$")
_WORD = re.compile(r"\S+")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_ADDRESS = re.compile(r"[(<\[]?(?:https?://|www\.|mailto:)|[^@]{0,64}@[^@.]{0,64}\.", re.I)
_ABBREVIATIONS = frozenset({"dr", "e.g", "i.e", "messrs", "mr", "mrs", "ms", "prof", "rev", "st"})
_BEFORE_NUMBERS = frozenset({"approx", "ext", "fig", "no", "nos", "p", "para", "pp", "ref", "tel"})
# A heading or a cell of a table is no sentence, a point in a list may be one.
_FEWEST_WITHOUT_END = 5


def sentences(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Give each sentence of a text: its start, its end and its words.

    Blocks are apart at " · " or a line's end. A block that does not end like a sentence counts as
    one from five words on; shorter ones are headings and cells, and are left out.
    """
    start = 0
    for found in _BLOCK.finditer(text):
        yield from _in_block(text, start, found.start())
        start = found.end()
    yield from _in_block(text, start, len(text))


def _in_block(text: str, start: int, end: int) -> Iterator[tuple[int, int, list[str]]]:
    for begin, stop in _cut(text, start, end):
        words = [word for word in _WORD.findall(text, begin, stop) if _is_word(word)]
        ended = _MARKED_END.search(text, max(begin, stop - 4), stop)
        if words and (ended or len(words) >= _FEWEST_WITHOUT_END):
            yield begin, stop, words


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    for found in _END.finditer(text, start, end):
        if not _is_abbreviation(text[max(start, found.start() - 9) : found.start()], found["next"]):
            yield _without_space(text, start, found.end())
            start = found.end()
    yield _without_space(text, start, end)


def _without_space(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))


def _is_abbreviation(before: str, following: str) -> bool:
    last = before.split()[-1].lower().lstrip("([\"'“‘") if before.split() else ""
    if last in _BEFORE_NUMBERS:
        return following.isdigit()
    return last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha() and last != "i")


def _is_word(word: str) -> bool:
    return bool(_LETTER_OR_DIGIT.search(word)) and not _ADDRESS.match(word)
