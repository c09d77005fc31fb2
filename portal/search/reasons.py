"""Why a result stands where it does, in words for the page."""

from collections.abc import Callable, Iterable
from datetime import date

from flask import Flask, current_app

from portal.search.finding import Result
from portal.search.lifts import Lifted, Part
from portal.search.snippets import Fragment
from portal.web.filters import day

WORDS_SHOWN = 6
LEAST_TOLD = 0.005  # less would be told as 0%

_LEVELS = "search_evidence"


def init_app(app: Flask) -> None:
    """Let pages ask; features say what the levels of evidence are called."""
    app.extensions[_LEVELS] = ()
    app.add_template_global(reasons, "search_reasons")


def name_evidence(app: Flask, levels: Iterable[str]) -> None:
    """Say what the levels of evidence are called, the weakest first."""
    app.extensions[_LEVELS] = tuple(levels)


def reasons(result: Result) -> list[str]:
    """Say which words were found where, and what else moved a result up or down, by how much."""
    found = [
        f"{where}: {', '.join(words)}"
        for where, words in (
            ("Your words in its title", _marked(result.title)),
            ("Your words in its text", _marked(result.snippet)),
            ("Your words in a file", _marked(result.in_file.fragments if result.in_file else ())),
        )
        if words
    ]
    told = (part for part in result.lifted.parts if abs(part.share) >= LEAST_TOLD)
    return [*found, *(_say(part, result.lifted) for part in told)]


def _say(part: Part, lifted: Lifted) -> str:
    moved = "up" if part.share > 0 else "down"
    return f"{_WORDS[part.name](lifted)} (moved {moved} by {abs(part.share):.0%})"


def _closeness(lifted: Lifted) -> str:
    near = lifted.near
    if near is None or not near.because:
        return "From your own prison"
    return f"From a prison that is {near.word} to yours: {near.because}"


def _evidence(lifted: Lifted) -> str:
    levels = current_app.extensions[_LEVELS]
    level = lifted.hit.signals.evidence
    return f"What it says rests on: {levels[level - 1].lower()}" if level <= len(levels) else ""


def _used(lifted: Lifted) -> str:
    used_by = lifted.hit.signals.used_by
    return f"Used by {used_by} other prison{'' if used_by == 1 else 's'}"


def _fresh(lifted: Lifted) -> str:
    return f"Published {day(date.fromordinal(lifted.hit.signals.published_on))}"


_WORDS: dict[str, Callable[[Lifted], str]] = {
    "closeness": _closeness,
    "evidence": _evidence,
    "used": _used,
    "fresh": _fresh,
    "overdue": lambda lifted: "It is past the date on which it should be looked at again",
}


def _marked(fragments: Iterable[Fragment]) -> list[str]:
    hits = dict.fromkeys(each.text.lower() for each in fragments if each.is_hit)
    return list(hits)[:WORDS_SHOWN]
