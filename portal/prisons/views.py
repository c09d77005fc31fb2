"""The directory, the map and one page for each prison."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.web.access import allow

bp = Blueprint("prisons", __name__, url_prefix="/prisons", template_folder="templates")


@bp.get("/")
@allow("signed_in")
def index() -> ResponseReturnValue:
    """Show the directory of prisons."""
    return "prisons"


@bp.get("/<slug>")
@allow("signed_in")
def show(slug: str) -> ResponseReturnValue:
    """Show one prison."""
    return slug
