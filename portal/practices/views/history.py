"""Every version of a practice, for those who may change it."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.practices import queries
from portal.practices.content import Content
from portal.practices.permissions import require_history
from portal.practices.views.blueprint import bp
from portal.practices.vocabulary import THEMES
from portal.practices.wording import in_words
from portal.web.access import allow


@bp.get("/practices/<slug>/history")
@allow("signed_in")
def history(slug: str) -> ResponseReturnValue:
    """List every version of a practice to those who may change it."""
    practice = queries.practice_by_slug(slug, viewer=current_user)
    require_history(current_user, practice)
    revisions = queries.revisions_of(practice)
    return render_template("practices/history.html", practice=practice, revisions=revisions)


@bp.get("/practices/<slug>/versions/<int(max=2147483647):number>")
@allow("signed_in")
def version(slug: str, number: int) -> ResponseReturnValue:
    """Show one version of a practice, as it was, to those who may change it."""
    practice = queries.practice_by_slug(slug, viewer=current_user)
    require_history(current_user, practice)
    revision = queries.revision_by_number(practice, number)
    content = Content.from_json(revision.content)
    return render_template(
        "practices/version.html",
        practice=practice,
        revision=revision,
        content=content,
        lines=in_words(practice.kind, content),
        themes=THEMES,
    )
