"""The text of a practice note as two boxes: what we did, and what happened."""

import re
from dataclasses import replace
from typing import Final

from portal.markdown import render
from portal.practices.content import Content

DID: Final = "What we did"
HAPPENED: Final = "What happened"
_HEADINGS: Final = (DID, HAPPENED)
SUMMARY_LONGEST = 200
_BREAK = " · "  # between blocks, in plain text
_READ_MOST = 2_000  # characters: enough for a few sentences, and quick to render
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’')\]]*\s+")


def join(did: str, happened: str) -> str:
    """Write the two boxes as one text with headings; an empty box leaves no heading behind."""
    parts = ((DID, _plain(did)), (HAPPENED, _plain(happened)))
    return "\n\n".join(f"## {heading}\n\n{words}" for heading, words in parts if words)


def split(body: str) -> tuple[str, str] | None:
    """Give what stood in the two boxes, or None for a text that is not made of just these two.

    Joining what this gives makes the same text again.
    """
    text = _plain(body)
    found = re.fullmatch(
        rf"(?:## {DID}\n\n(?P<did>.*?))?(?:(?:\A|\n\n)## {HAPPENED}\n\n(?P<happened>.*))?",
        text,
        re.DOTALL,
    )
    if found is None:
        return None
    boxes = (found["did"] or "", found["happened"] or "")
    # Somebody may have typed one of our headings into a box.
    is_whole = not any(
        f"\n## {heading}\n" in f"\n{box}\n" for heading in _HEADINGS for box in boxes
    )
    return boxes if is_whole and join(*boxes) == text else None


def summary_from(body: str) -> str:
    """Make a summary of a note's first sentences: of what happened, or else of what we did."""
    did, happened = split(body) or (_plain(body), "")
    return first_sentences(_words(happened) or _words(did))


def first_sentences(text: str) -> str:
    """Take the whole sentences that fit a summary; of a longer sentence, its first words."""
    if len(text) <= SUMMARY_LONGEST:
        return text
    ends = [found.start() for found in _SENTENCE_END.finditer(text)]
    fitting = [end for end in ends if end <= SUMMARY_LONGEST]
    if fitting:
        return text[: fitting[-1]]
    start = text[: SUMMARY_LONGEST - 1]
    return (start.rsplit(None, 1)[0] if " " in start else start).rstrip(",;:– ") + "…"


def with_summary(kind: str, content: Content, *, saved: Content | None = None) -> Content:
    """Fill in the summary of a practice note whose writer left it empty.

    One that was made of the words `saved` before, and sent back as it was, is made anew.
    """
    was_typed = content.summary.strip()
    if saved is not None and _plain(was_typed) == saved.summary:
        was_typed = without_made_summary(kind, saved).summary
    if kind != "practice_note" or was_typed:
        return content
    return replace(content, summary=summary_from(content.body))


def without_made_summary(kind: str, content: Content) -> Content:
    """Leave out the summary of a practice note that was made of its words, and not typed."""
    if kind != "practice_note" or content.summary != summary_from(content.body):
        return content
    return replace(content, summary="")


def _words(markdown: str) -> str:
    text = render(markdown[:_READ_MOST]).text
    return " ".join(text.replace(_BREAK, " ").split())


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
