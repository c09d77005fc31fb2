"""The page of one round, and what can be done with the whole of it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import EditConflict, Invalid
from portal.matching.rounds import drafts, export, publishing, queries, showing
from portal.matching.rounds.models import DRAFT, PairingRound
from portal.matching.rounds.permissions import COUNTRY, may_change
from portal.matching.rounds.views.blueprint import bp
from portal.matching.rounds.views.conflict import conflict, edition_sent
from portal.web.access import allow

ONE = "/matching/rounds/<int(max=2147483647):number>"


@bp.get(ONE)
@allow("regional_lead", "administrator")
def round_(number: int) -> ResponseReturnValue:
    """Show one round: what was asked, then the groups, those to look at first."""
    return _page(queries.round_by_id(number, viewer=current_user), "", {})


@bp.post(f"{ONE}/name")
@allow("regional_lead", "administrator")
def rename(number: int) -> ResponseReturnValue:
    """Give a draft another name."""
    queries.round_by_id(number, viewer=current_user)
    name = request.form.get("name", "")
    try:
        drafts.rename(number, actor=current_user, edition=edition_sent(), name=name)
    except EditConflict:
        return conflict(number)
    except Invalid as error:
        found = queries.round_by_id(number, viewer=current_user)
        return _page(found, name, error.problems), 422
    flash("The name is changed", "success")
    return redirect(url_for("rounds.round_", number=number))


@bp.route(f"{ONE}/delete", methods=["GET", "POST"])
@allow("regional_lead", "administrator")
def delete(number: int) -> ResponseReturnValue:
    """Ask whether a draft is to be thrown away, then do it."""
    found = queries.round_by_id(number, viewer=current_user)
    if request.method == "GET":
        drafts.require_draft(found, current_user, found.edition, old_too=True)
        return render_template("matching/rounds/delete.html", round=found)
    try:
        drafts.delete_draft(number, actor=current_user, edition=edition_sent())
    except EditConflict:
        return conflict(number)
    flash("The draft is deleted", "success")
    return redirect(url_for("rounds.rounds"))


@bp.route(f"{ONE}/publish", methods=["GET", "POST"])
@allow("regional_lead", "administrator")
def publish(number: int) -> ResponseReturnValue:
    """Say who will be told, then publish."""
    found = queries.round_by_id(number, viewer=current_user)
    if request.method == "GET":
        drafts.require_draft(found, current_user, found.edition)
        return _publish_page(found, {})
    try:
        publishing.publish_round(number, actor=current_user, edition=edition_sent())
    except EditConflict:
        return conflict(number)
    except Invalid as error:
        return _publish_page(queries.round_by_id(number, viewer=current_user), error.problems), 422
    flash("The round is published", "success")
    return redirect(url_for("rounds.round_", number=number))


def _page(found: PairingRound, name: str, problems: dict[str, str]) -> str:
    is_ours = may_change(current_user, found.region or COUNTRY, found.created_by_id)
    may_edit = is_ours and found.state == DRAFT and found.wishes is not None
    return render_template(
        "matching/rounds/round.html",
        round=found,
        asked=export.asked_in_words(found),
        blocks=showing.shown_blocks(found),
        prisons=queries.named([code for each in found.inputs.values() for code in each["codes"]]),
        may_edit=may_edit,
        is_ours=is_ours,
        could_join=queries.could_join(found) if may_edit else [],
        changed=queries.changed_since(found),
        name=name or found.name,
        problems=problems,
    )


def _publish_page(found: PairingRound, problems: dict[str, str]) -> str:
    return render_template(
        "matching/rounds/publish.html",
        round=found,
        told=publishing.who_is_told(found),
        changed=queries.changed_since(found),
        problems=problems,
    )
