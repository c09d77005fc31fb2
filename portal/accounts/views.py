"""Sign-in and the account pages."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.web.access import allow

bp = Blueprint("accounts", __name__, url_prefix="/account", template_folder="templates")


@bp.route("/sign-in", methods=["GET", "POST"])
@allow("anyone")
def sign_in() -> ResponseReturnValue:
    """Let somebody in."""
    return "sign in"
