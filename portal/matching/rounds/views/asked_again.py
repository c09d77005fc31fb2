"""Asking something else of a draft: the form filled in, checked as that of a new round is."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import Busy, EditConflict, Invalid
from portal.matching.rounds import asked_form, checking, drafts, offer, queries, round_form
from portal.matching.rounds.asked import Asked
from portal.matching.rounds.models import PairingRound
from portal.matching.rounds.permissions import COUNTRY
from portal.matching.rounds.views.blueprint import bp
from portal.matching.rounds.views.conflict import conflict, edition_sent
from portal.matching.rounds.views.draft import ONE
from portal.matching.rounds.views.form import context, status
from portal.web.access import allow


@bp.route(f"{ONE}/asked", methods=["GET", "POST"])
@allow("regional_lead", "administrator")
def asked(number: int) -> ResponseReturnValue:
    """Show what was asked of a draft in a form, and solve it again with what is asked now."""
    found = queries.round_by_id(number, viewer=current_user)
    if request.method == "GET":
        drafts.require_draft(found, current_user, found.edition)
        return _form(found, asked_form.filled(_now(found), basis=found.basis), {}, {})
    typed = request.form.to_dict()
    try:
        drafts.require_draft(found, current_user, edition_sent())
        if (kind := typed.pop("add", "")) in round_form.KINDS:
            return _form(found, round_form.with_rows_added(typed, kind), {}, {})
        if typed.pop("look", ""):
            return _form(found, asked_form.caught_up(typed, _now(found)), {}, {})
        return _ask(found, typed)
    except EditConflict:
        return conflict(number)
    except Invalid as error:
        problems, busy = error.problems, False
    except Busy as error:
        problems, busy = {"": str(error)}, True
    return _form(queries.round_by_id(number, viewer=current_user), typed, problems, {}, busy=busy)


def _ask(found: PairingRound, typed: dict[str, str]) -> ResponseReturnValue:
    now, region = _now(found), found.region or COUNTRY
    wanted = asked_form.read(
        typed,
        now,
        region=region,
        codes={prison.code for prison in offer.prisons_on_offer(current_user)},
    )
    held = {*now.pins, *now.forbids}
    warnings = checking.look_over(wanted.basis, region, wanted.asked, held=held)
    if set(warnings) - {"basis"} and typed.get("seen") != round_form.mark(warnings):
        return _form(found, typed, {}, warnings)
    drafts.ask_again(
        found,
        actor=current_user,
        edition=edition_sent(),
        basis=wanted.basis,
        asked=wanted.asked,
    )
    flash("The draft is solved again with what you asked for", "success")
    return redirect(url_for("rounds.round_", number=found.id))


def _now(found: PairingRound) -> Asked:
    return Asked.from_json(found.wishes or {})


def _form(
    found: PairingRound,
    typed: dict[str, str],
    problems: dict[str, str],
    warnings: dict[str, str],
    *,
    busy: bool = False,
) -> ResponseReturnValue:
    boxes = asked_form.boxes(_now(found))
    codes = [code for each in boxes.values() for box in each for code in box.codes]
    page = render_template(
        "matching/rounds/asked.html",
        round=found,
        boxes=boxes,
        held=asked_form.HELD,
        names=queries.named(codes),
        **context(typed, problems, warnings, found.region or COUNTRY),
    )
    return page, status(problems, busy=busy)
