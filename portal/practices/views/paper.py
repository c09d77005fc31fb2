"""Practices to print or take along: as PDF and as Word."""

import re

from flask import request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.documents import pdf, word
from portal.documents.paper import Layout
from portal.errors import NotFound
from portal.practices import queries
from portal.practices.models import Practice, Revision
from portal.practices.paper.handing_out import PDF, WORD, made_for, send, sheet
from portal.practices.permissions import can_edit, can_review
from portal.practices.review.queries import submitted_revision
from portal.practices.views.blueprint import bp
from portal.web.access import allow

LAYOUTS: dict[str, Layout] = {"standard": "standard", "easy": "easy_read"}
NO_VERSION = "This practice has no such version, or you may not see it."


@bp.get("/practices/<slug>/pdf")
@allow("signed_in")
def as_pdf(slug: str) -> ResponseReturnValue:
    """Send a practice as a PDF, in the standard layout or in easy read."""
    layout = LAYOUTS.get(request.args.get("layout", "standard"))
    if layout is None:
        raise NotFound("There is no such layout. Choose standard or easy.")
    paper = sheet(*_wanted(slug), layout)
    made = made_for(current_user, lambda: pdf.pdf(paper, layout))
    ending = " (easy read)" if layout == "easy_read" else ""
    return send(made, paper.title[:60] + ending, PDF)


@bp.get("/practices/<slug>/word")
@allow("signed_in")
def as_word(slug: str) -> ResponseReturnValue:
    """Send a practice as a Word file that people can change."""
    paper = sheet(*_wanted(slug))
    return send(made_for(current_user, lambda: word.word(paper)), paper.title, WORD)


def _wanted(slug: str) -> tuple[Practice, Revision]:
    practice = queries.practice_by_slug(slug, viewer=current_user)
    return practice, readable(practice, request.args.get("version", ""))


def readable(practice: Practice, version: str = "") -> Revision:
    """Find a version for whoever is signed in: what is shown, or by number or as "newest".

    Only its own prison has more than the version that is shown. Raises NotFound.
    """
    if can_edit(current_user, practice):
        return _version(practice, version)
    submitted = None if practice.published_id else _submitted(practice)
    shown = practice.published or submitted
    if version or shown is None:
        raise NotFound(NO_VERSION)
    return shown


def _submitted(practice: Practice) -> Revision | None:
    return submitted_revision(practice) if can_review(current_user, practice) else None


def _version(practice: Practice, version: str) -> Revision:
    if version == "newest" or (not version and practice.published is None):
        return queries.latest_revision(practice)
    if not version:
        return queries.shown_revision(practice)
    if not re.fullmatch("[0-9]{1,9}", version):
        raise NotFound(NO_VERSION)
    return queries.revision_by_number(practice, int(version))
