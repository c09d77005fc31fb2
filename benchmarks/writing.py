"""What it costs to save, to look back, and to take a practice along on paper."""

import time
from collections.abc import Sequence
from statistics import median

from benchmarks.processes import cpu_seconds
from benchmarks.servers import Server
from benchmarks.visitor import Visitor, form_fields

Fields = list[tuple[str, str]]

# Of 60 words each: ten pages of A4.
PARAGRAPHS = 50


def save_cost(server: Server, visitor: Visitor, slugs: Sequence[str]) -> float:
    """Save each practice once, without publishing; gives milliseconds of processor time a save.

    The forms are fetched before the clock starts. `visitor` may change these practices.
    """
    forms = [(slug, changed(visitor, slug, "one more line")) for slug in slugs]
    before = cpu_seconds(server.processes())
    for slug, fields in forms:
        save(visitor, slug, fields)
    return (cpu_seconds(server.processes()) - before) * 1000 / len(forms)


def history_cost(
    server: Server, visitor: Visitor, slug: str, *, versions: int, looks: int
) -> float:
    """Make a practice of so many versions; gives milliseconds of processor time of its history."""
    for number in range(versions - 1):
        save(visitor, slug, changed(visitor, slug, f"line {number}"))
    before = cpu_seconds(server.processes())
    for _ in range(looks):
        answer = visitor.get(f"/practices/{slug}/history")
        if answer.status != 200:
            raise RuntimeError(f"the history of {slug} gave {answer.status}")
    return (cpu_seconds(server.processes()) - before) * 1000 / looks


def paper_seconds(visitor: Visitor, slug: str, *, times: int) -> float:
    """Make a practice long and fetch it as PDF; gives the seconds of one."""
    paragraph = "Mentors sat with learners twice a week and wrote down what helped. " * 8
    save(visitor, slug, changed(visitor, slug, "\n\n".join([paragraph] * PARAGRAPHS)))
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        answer = visitor.get(f"/practices/{slug}/pdf?version=newest")
        if answer.status != 200 or not answer.body.startswith(b"%PDF-"):
            raise RuntimeError(f"the PDF of {slug} gave {answer.status}")
        seconds.append(time.perf_counter() - began)
    return median(seconds)


def changed(visitor: Visitor, slug: str, more: str) -> Fields:
    """Fetch the form of a practice and add to its text."""
    page = visitor.get(f"/practices/{slug}/edit").text
    return [
        (name, f"{text}\n\n{more}" if name == "body" else text) for name, text in form_fields(page)
    ]


def save(visitor: Visitor, slug: str, fields: Fields) -> None:
    """Save a draft. Raises RuntimeError where that is refused."""
    answer = visitor.post(f"/practices/{slug}/edit", [*fields, ("action", "save")])
    if answer.status != 302:
        raise RuntimeError(f"saving {slug} gave {answer.status}")
