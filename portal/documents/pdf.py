"""Setting pages: a tagged PDF (PDF/UA-1) of a write-up, of a pack of them, or of a role card."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from portal import clock, confined
from portal.documents.paper import Layout, Paper, Poster, RoleCard
from portal.documents.setting import card_data, paper_data, poster_data
from portal.errors import Busy, Invalid

PROGRAM = Path(__file__).with_name("typesetting.py")
LIMITS = confined.Limits(cpu=20, clock=45, memory=1024**3, output=64 * 1024**2)
_TOO_LONG = "This is too long to be made into a PDF. Choose less of it."


def pdf(paper: Paper, layout: Layout = "standard") -> bytes:
    """Set one write-up on A4. Raises Invalid where it is too long, Busy where it failed."""
    return _set("paper", paper.title, layout, description=paper.subtitle, paper=paper_data(paper))


def pack(
    title: str,
    papers: Sequence[Paper],
    posters: Sequence[Poster] = (),
    layout: Layout = "standard",
    *,
    holds: str = "",
) -> bytes:
    """Set a cover, a page of contents, each write-up from a new page, and each poster on its own.

    `holds` says on the cover what it is; by default it counts write-ups and posters. Raises as
    `pdf` does.
    """
    return _set(
        "pack",
        title,
        layout,
        description=holds or _holds(len(papers), len(posters)),
        papers=[paper_data(each) for each in papers],
        posters=[poster_data(each) for each in posters],
    )


def role_card(card: RoleCard) -> bytes:
    """Set a role card on one side of A5, whatever its length: what does not fit is cut, visibly.

    Raises Busy where it failed.
    """
    title = f"Role card: {card.role}, {card.prison}"
    return _set("card", title[:300], "standard", description="", card=card_data(card))


def _set(kind: str, title: str, layout: Layout, *, description: str, **parts: Any) -> bytes:
    data = {
        "kind": kind,
        "title": " ".join(title.split()) or "Untitled",
        "description": description,
        "layout": layout,
        "now": clock.now().replace(microsecond=0).isoformat(),
        **parts,
    }
    given = json.dumps(data).encode()
    try:
        return confined.run([sys.executable, "-I", PROGRAM], given=given, limits=LIMITS)
    except confined.ConfinedError as error:
        if error.is_over_limit:
            raise Invalid({"": _TOO_LONG}) from error
        raise Busy("The PDF could not be made just now. Try again in a moment.") from error


def _holds(papers: int, posters: int) -> str:
    counts = [(papers, "write-up"), (posters, "poster")]
    words = [f"{count} {word}{'s' * (count != 1)}" for count, word in counts if count]
    date = clock.today()
    return f"{' and '.join(words) or 'Nothing yet'}. Made on {date.day} {date:%B %Y}."
