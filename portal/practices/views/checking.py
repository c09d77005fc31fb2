"""The last look at a practice before others read it: what is missing, and what could be better."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.practices import queries
from portal.practices.content import Content, gaps, missing_for_publishing
from portal.practices.models import Practice
from portal.practices.views.blueprint import bp
from portal.practices.views.editable import editable
from portal.practices.vocabulary import THEMES
from portal.practices.wording import in_words
from portal.web.access import allow


@bp.get("/practices/<slug>/check")
@allow("signed_in")
def check(slug: str) -> ResponseReturnValue:
    """Show the newest version as readers would see it, with what to mend first."""
    return check_page(editable(slug))


def check_page(practice: Practice, problems: dict[str, str] | None = None) -> ResponseReturnValue:
    """Show the check; `problems` are what kept it from being published just now."""
    latest = queries.latest_revision(practice)
    content = Content.from_json(latest.content)
    page = render_template(
        "practices/check.html",
        practice=practice,
        revision=latest,
        content=content,
        lines=in_words(practice.kind, content),
        themes=THEMES,
        missing=missing_for_publishing(content),
        gaps=gaps(content),
        problems=problems or {},
    )
    return page, 422 if problems else 200
