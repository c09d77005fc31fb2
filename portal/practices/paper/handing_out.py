"""Making documents for people and sending them as downloads that nobody else's computer keeps."""

import io
import re
from collections.abc import Callable
from typing import Final

from flask import Response, current_app, request, send_file, url_for

from portal import confined
from portal.accounts.models import User
from portal.db import db
from portal.documents.paper import Layout, Paper
from portal.practices.content import storable
from portal.practices.models import Practice, Revision
from portal.practices.paper.printing import paper_of

PDF: Final = "application/pdf"
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NAME_MAX = 80

# What systems read as something else than a letter of a name, and signs that nobody sees.
_UNSAFE = re.compile(r"[\\/:*?\"<>|%\u200b-\u200f\u2028\u2029\ufeff]")
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.I)


def made_for(person: User, make: Callable[[], bytes]) -> bytes:
    """Make a document when it is this person's turn. Raises Busy, and what `make` raises."""
    db.session.commit()  # no connection is held meanwhile
    with confined.turn(person.id):
        return make()


def sheet(
    practice: Practice,
    revision: Revision,
    layout: Layout = "standard",
    *,
    is_for_wing: bool = False,
) -> Paper:
    """Set out one version of a practice, as `paper_of` does, with its page's address in full."""
    base = current_app.config["SETTINGS"].public_url or request.host_url.rstrip("/")
    path = url_for("practices.show", slug=practice.slug)
    address = base + path
    return paper_of(practice, revision, address=address, layout=layout, is_for_wing=is_for_wing)


def send(data: bytes, title: str, media_type: str) -> Response:
    """Send a document as a download under a name made from a title."""
    ending = ".pdf" if media_type == PDF else ".docx"
    response = send_file(
        io.BytesIO(data),
        mimetype=media_type,
        as_attachment=True,
        download_name=file_name(title, ending),
        etag=False,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def file_name(title: str, ending: str) -> str:
    """Turn a title into a name that every system can write to a disk."""
    words = " ".join(_UNSAFE.sub(" ", storable(title)).split())
    stem = words[:NAME_MAX].strip(" .")
    if not stem:
        stem = "Practice"
    return f"{'_' if _DEVICES.match(stem) else ''}{stem}{ending}"
