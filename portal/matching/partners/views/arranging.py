"""Parting a group after publishing and finding its prisons other partners."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import Invalid, NotFound
from portal.matching.partners import rematching
from portal.matching.partners.candidates import candidates_for, free_members
from portal.matching.partners.forms import read_number
from portal.matching.partners.groups import group_by_number, names
from portal.matching.partners.permissions import require_arranging
from portal.matching.partners.views.blueprint import ONE, bp, form_page, sent
from portal.web.access import allow


@bp.get(f"{ONE}/part")
@allow("regional_lead", "administrator")
def part(number: int) -> ResponseReturnValue:
    """Ask why a group is parted. Raises NotFound, Forbidden."""
    group = group_by_number(number, viewer=current_user)
    require_arranging(current_user, group)
    if group.parted_at is not None:
        return redirect(url_for("partners.rematch", number=number))
    return form_page("matching/partners/part.html", number, {})


@bp.post(f"{ONE}/part")
@allow("regional_lead", "administrator")
def do_part(number: int) -> ResponseReturnValue:
    """Part a group. Raises NotFound, Forbidden, EditConflict."""
    typed, sure = sent()
    try:
        rematching.part(number, actor=current_user, why=typed.get("why", ""), sure=sure)
    except Invalid as error:
        return form_page("matching/partners/part.html", number, typed, error.problems), error.status
    flash("The group is parted. What it wrote can still be read.", "success")
    return redirect(url_for("partners.rematch", number=number))


@bp.get(f"{ONE}/rematch")
@allow("regional_lead", "administrator")
def rematch(number: int) -> ResponseReturnValue:
    """Show who could be the next partner of each prison of a parted group. Raises NotFound."""
    return _rematch_page(number, request.args.get("trios") == "yes")


@bp.post(f"{ONE}/rematch")
@allow("regional_lead", "administrator")
def do_rematch(number: int) -> ResponseReturnValue:
    """Make the new group. Raises NotFound, Forbidden, EditConflict."""
    typed, _ = sent()
    prison_id = read_number(typed.get("prison"), otherwise=0)
    trios = typed.get("trios") == "yes"
    try:
        made = rematching.rematch(
            number,
            actor=current_user,
            prison_id=prison_id,
            choice=typed.get("choice", ""),
            trios=trios,
        )
    except Invalid as error:
        return _rematch_page(number, trios, error.problems), error.status
    group = group_by_number(made.id, viewer=current_user)
    flash(f"{names(group)} are a new group, and are told by email.", "success")
    return redirect(url_for("partners.board", number=group.round_id))


def _rematch_page(number: int, trios: bool, problems: dict[str, str] | None = None) -> str:
    group = group_by_number(number, viewer=current_user)
    require_arranging(current_user, group)
    if group.parted_at is None:
        raise NotFound("This group was not parted.")
    offers = [
        (each.prison, candidates_for(group, each.prison_id, trios=trios))
        for each in free_members(group)
    ]
    return form_page(
        "matching/partners/rematch.html", number, {}, problems, offers=offers, trios=trios
    )
