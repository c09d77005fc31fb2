"""The agenda of a first meeting, as it stands in the starter library."""

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup
from sqlalchemy import select

from portal.db import db
from portal.practices.models import Practice, Revision, Status

EXTERNAL_ID: Final = "library:notes/first-meeting-of-paired-prisons"


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
