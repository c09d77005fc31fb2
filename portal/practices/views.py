"""Browsing, reading, writing and copying practices."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.web.access import allow

bp = Blueprint("practices", __name__, template_folder="templates")


@bp.get("/templates")
@allow("signed_in")
def templates() -> ResponseReturnValue:
    """Show the practices that are there to be copied."""
    return "templates"
