"""The pages of similar prisons, and how they are found."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.matching.core import METHODS, NOT_YET_KNOWN
from portal.matching.line_ups import BLOCK_LABELS
from portal.matching.similar import queries
from portal.prisons.queries import profile_by_slug
from portal.web.access import allow

bp = Blueprint("matching", __name__, template_folder="../templates")


@bp.get("/prisons/<slug>/similar")
@allow("signed_in")
def similar(slug: str) -> ResponseReturnValue:
    """Show the prisons most like this one, and why."""
    profile = profile_by_slug(slug)
    return render_template(
        "matching/similar.html",
        prison=profile.prison,
        lists=queries.similar_to(profile),
        not_yet_known=NOT_YET_KNOWN,
    )


@bp.get("/matching/method")
@allow("signed_in")
def method() -> ResponseReturnValue:
    """Explain in plain words how closeness is worked out."""
    return render_template(
        "matching/method.html",
        methods=METHODS["record"],
        labels=BLOCK_LABELS,
        not_yet_known=NOT_YET_KNOWN,
    )
