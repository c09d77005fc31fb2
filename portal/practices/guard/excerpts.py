"""Showing words where they stand, with a little of what is around them."""

from dataclasses import dataclass

from portal.practices.guard.passages import Passage

CONTEXT = 60  # characters on either side
WORDS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Spot:
    """Show one place: the field where it can be mended, its name in words, and the words there."""

    name: str
    where: str
    before: str = ""
    words: str = ""
    after: str = ""


def spot_at(passage: Passage, start: int, end: int) -> Spot:
    """Cut out the words between two offsets, with whole words of their paragraph around them."""
    text = passage.text
    before = text[max(0, start - CONTEXT) : start]
    after = text[end : end + CONTEXT]
    is_cut = start > CONTEXT and "\n\n" not in before
    is_cut_after = end + CONTEXT < len(text) and "\n\n" not in after
    before = _on_one_line(before.rpartition("\n\n")[2])
    after = _on_one_line(after.partition("\n\n")[0])
    if is_cut:
        before = "…" + (before.partition(" ")[2] or before)
    if is_cut_after:
        after = (after.rpartition(" ")[0] or after) + "…"
    return Spot(passage.name, passage.label(start), before, shortened(text[start:end]), after)


def _on_one_line(text: str) -> str:
    return " ".join(f"|{text}|".split())[1:-1]  # a space at an end stays one


def shortened(words: str) -> str:
    """Put words on one line, and leave out what is too long to show."""
    return " ".join(words.split())[:WORDS_SHOWN]
