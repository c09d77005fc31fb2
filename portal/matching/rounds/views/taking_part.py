"""Who takes part in pairing: a list for leads, and a form for one prison."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.models import Role
from portal.errors import Invalid
from portal.matching.rounds import forms, standings
from portal.matching.rounds.permissions import require_standing
from portal.matching.rounds.taking_part import set_standing
from portal.matching.rounds.views.blueprint import bp
from portal.prisons.profiles import Profile
from portal.prisons.queries import profile_by_slug
from portal.web.access import allow


@bp.get("/matching/taking-part")
@allow("prison_lead", "regional_lead", "administrator")
def taking_part() -> ResponseReturnValue:
    """List who takes part, narrowed by the filters in the address; lead a prison lead home."""
    if current_user.role == Role.PRISON_LEAD:
        slug = current_user.prison.slug
        return redirect(url_for("rounds.standing", slug=slug))
    everyone = standings.standings_for(current_user)
    filters = forms.read_standing_filters(request.args)
    return render_template(
        "matching/rounds/taking_part.html",
        everyone=everyone,
        shown=[each for each in everyone if filters.fits(each)],
        filters=filters,
        states=standings.STATES,
        regions=sorted({each.region for each in everyone if each.region}),
    )


@bp.route("/matching/taking-part/<slug>", methods=["GET", "POST"])
@allow("prison_lead", "regional_lead", "administrator")
def standing(slug: str) -> ResponseReturnValue:
    """Say whether a prison takes part. Raises NotFound and Forbidden."""
    profile = profile_by_slug(slug)
    require_standing(current_user, profile.prison.id, profile.value("region"))
    if request.method == "GET":
        return _form(profile, forms.typed_standing(standings.stands(profile)), {})
    typed = request.form.to_dict()
    try:
        until = forms.read_last_day(request.form)
        set_standing(
            profile.prison,
            actor=current_user,
            state=request.form.get("state", "none"),
            until=until,
            why=request.form.get("why", ""),
        )
    except Invalid as error:
        return _form(profile_by_slug(slug), typed, error.problems)
    flash("Saved", "success")
    if current_user.role == Role.PRISON_LEAD:
        return redirect(url_for("prisons.show", slug=slug, _anchor="pairing"))
    return redirect(url_for("rounds.taking_part"))


def _form(profile: Profile, typed: dict[str, str], problems: dict[str, str]) -> ResponseReturnValue:
    page = render_template(
        "matching/rounds/standing.html",
        prison=profile.prison,
        typed=typed,
        problems=problems,
        states=standings.STATES,
    )
    return page, 422 if problems else 200
