"""The pages of pairing rounds, for regional leads and administrators."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.permissions import is_administrator
from portal.errors import Invalid
from portal.matching.rounds import queries, services
from portal.prisons.queries import regions
from portal.web.access import allow

bp = Blueprint("rounds", __name__)


@bp.route("/matching/rounds", methods=["GET", "POST"])
@allow("regional_lead", "administrator")
def rounds() -> ResponseReturnValue:
    """List the pairings made so far, and make a new one."""
    if request.method == "GET":
        return _rounds({})
    if "region" not in request.form:
        return _rounds({"region": "Choose which prisons to pair up"})
    try:
        made = services.propose_round(actor=current_user, region=request.form["region"])
    except Invalid as error:
        return _rounds(error.problems)
    flash("Here is a first pairing. It is a proposal: nobody has been told.", "success")
    return redirect(url_for("rounds.round_", number=made.id))


def _rounds(problems: dict[str, str]) -> ResponseReturnValue:
    page = render_template(
        "matching/rounds.html",
        rounds=queries.rounds_for(current_user),
        regions=_regions(),
        problems=problems,
    )
    return page, 422 if problems else 200


def _regions() -> list[str]:
    if is_administrator(current_user):
        return regions()
    return [current_user.region] if current_user.region else []


@bp.get("/matching/rounds/<int(max=2147483647):number>")
@allow("regional_lead", "administrator")
def round_(number: int) -> ResponseReturnValue:
    """Show one pairing, the least alike first."""
    found = queries.round_by_id(number, viewer=current_user)
    blocks = queries.shown_blocks(found)
    return render_template("matching/round.html", round=found, blocks=blocks)
