"""Similar prisons and pairing rounds."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.web.access import allow

bp = Blueprint("matching", __name__, template_folder="templates")


@bp.get("/prisons/<slug>/similar")
@allow("signed_in")
def similar(slug: str) -> ResponseReturnValue:
    """Show the prisons most like this one."""
    return slug
