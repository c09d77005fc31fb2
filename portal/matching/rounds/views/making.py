"""The list of rounds, and the form that makes the draft of a new one."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.models import Role
from portal.errors import Busy, Invalid
from portal.matching.rounds import checking, drafts, offer, queries, round_form
from portal.matching.rounds.permissions import require_pairing
from portal.matching.rounds.views.blueprint import bp
from portal.matching.rounds.views.form import context, status
from portal.web.access import allow


@bp.get("/matching/rounds")
@allow("regional_lead", "administrator")
def rounds() -> ResponseReturnValue:
    """List the rounds made so far."""
    found = queries.rounds_for(current_user)
    return render_template("matching/rounds/rounds.html", rounds=found, sizes=round_form.SIZES)


@bp.route("/matching/rounds/new", methods=["GET", "POST"])
@allow("regional_lead", "administrator")
def new() -> ResponseReturnValue:
    """Ask what a new round is to be, check it, and make its draft."""
    if request.method == "GET":
        return _form(_usual(), {}, {})
    typed = request.form.to_dict()
    if (kind := typed.pop("add", "")) in round_form.KINDS:
        return _form(round_form.with_rows_added(typed, kind), {}, {})
    try:
        return _make(typed)
    except Invalid as error:
        return _form(typed, error.problems, {})
    except Busy as error:
        return _form(typed, {"": str(error)}, {}, busy=True)


def _make(typed: dict[str, str]) -> ResponseReturnValue:
    wanted = round_form.read(
        typed,
        regions=queries.regions_for(current_user),
        codes={prison.code for prison in offer.prisons_on_offer(current_user)},
    )
    require_pairing(current_user, wanted.region)
    if wanted.name:
        drafts.checked_name(wanted.name)
    warnings = checking.look_over(wanted.basis, wanted.region, wanted.asked)
    # Of some prisons too little is always known; their draft says so.
    if set(warnings) - {"basis"} and typed.get("seen") != round_form.mark(warnings):
        return _form(typed, {}, warnings)
    made = drafts.propose_round(
        actor=current_user,
        region=wanted.region,
        name=wanted.name,
        basis=wanted.basis,
        asked=wanted.asked,
    )
    flash("Here is the draft. Nobody has been told.", "success")
    return redirect(url_for("rounds.round_", number=made.id))


def _usual() -> dict[str, str]:
    """Fill the form: a lead's own region, and those who asked if there are any."""
    region = current_user.region if current_user.role == Role.REGIONAL_LEAD else ""
    who = "asked" if offer.counts(region or "").asked > 1 else "all"
    return {**round_form.USUAL, "region": region or round_form.COUNTRY_CHOICE, "who": who}


def _form(
    typed: dict[str, str],
    problems: dict[str, str],
    warnings: dict[str, str],
    *,
    busy: bool = False,
) -> ResponseReturnValue:
    regions = queries.regions_for(current_user)
    region = typed.get("region", "") if typed.get("region") in regions else ""
    page = render_template(
        "matching/rounds/new.html",
        regions=regions,
        has_results=queries.is_any_published(),
        **context(typed, problems, warnings, region),
    )
    return page, status(problems, busy=busy)
