"""The agenda of a first meeting, as it stands in the starter library."""

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup
from sqlalchemy import select

from portal.db import db
from portal.documents.prose import Run, blocks
from portal.practices.models import Practice, Revision, Status

EXTERNAL_ID: Final = "library:notes/first-meeting-of-paired-prisons"
HOUR_MOST: Final = 8


@dataclass(frozen=True, slots=True)
class Agenda:
    """Hold the agenda's address in the library, its title and its clean HTML."""

    slug: str
    title: str
    html: Markup


def agenda() -> Agenda | None:
    """Fetch the published agenda; None where an administrator has taken it away."""
    row = db.session.execute(
        select(Practice.slug, Revision.title, Revision.body_html)
        .join(Revision, Revision.id == Practice.published_id)
        .where(Practice.external_id == EXTERNAL_ID, Practice.status == Status.PUBLISHED)
    ).first()
    # What stands in a revision was cleaned when it was saved.
    return Agenda(row[0], row[1], Markup(row[2])) if row else None  # noqa: S704


def hour() -> tuple[str, ...]:
    """Give what the agenda's hour holds, a line each: the rows of its table by minutes, if any."""
    found = agenda()
    if found is None:
        return ()
    for block in blocks(found.html):
        if block["is"] == "table" and block["head"] and _words(block["head"][0]) == "Minutes":
            return tuple(map(_line, block["rows"][:HOUR_MOST]))
    return ()


def _line(row: list[list[Run]]) -> str:
    minutes, what = (_words(row[at]) if at < len(row) else "" for at in (0, 1))
    return f"{minutes} minutes: {what}"


def _words(cell: list[Run]) -> str:
    return "".join(str(run["text"]) for run in cell)
