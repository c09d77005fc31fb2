"""The people that somebody looks after, and inviting more."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import queries, services
from portal.accounts.forms import choices_for, read_invitation
from portal.accounts.invitations import invite, withdraw_invitation
from portal.accounts.models import ROLE_LABELS
from portal.accounts.views.blueprint import bp, me
from portal.errors import Invalid
from portal.pagination import page_number
from portal.prisons.models import Prison
from portal.web.access import allow

NUMBER = "<int(max=2147483647):number>"  # what the database takes for a number
MANAGERS = allow("prison_lead", "regional_lead", "administrator")


@bp.get("/people")
@MANAGERS
def people() -> ResponseReturnValue:
    """List the people that somebody looks after."""
    page = page_number(request.args.get("page"))
    return render_template(
        "accounts/people.html",
        page=queries.people_managed_by(me(), page=page),
        invitations=queries.open_invitations_of(me()),
        role_labels=ROLE_LABELS,
    )


@bp.get("/people/invite")
@MANAGERS
def invitation_form() -> ResponseReturnValue:
    """Ask whom to invite."""
    return _invitation_form({})


@bp.post("/people/invite")
@MANAGERS
def send_invitation() -> ResponseReturnValue:
    """Invite somebody and show the link this once."""
    try:
        form = read_invitation(request.form, choices_for(me()))
        invitation, token = invite(
            email=form.email,
            role=form.role,
            prison=form.prison,
            region=form.region,
            actor=me(),
        )
    except Invalid as error:
        return _invitation_form(error.problems), 422
    path = url_for("accounts.invitation", token=token)
    base = current_app.config["SETTINGS"].public_url or request.host_url.rstrip("/")
    return render_template("accounts/invited.html", invitation=invitation, link=base + path)


@bp.post(f"/people/invitations/{NUMBER}/withdraw")
@MANAGERS
def withdraw(number: int) -> ResponseReturnValue:
    """Take an invitation back. Raises NotFound."""
    withdraw_invitation(number, actor=me())
    flash("The invitation is withdrawn. Its link no longer works.", "success")
    return redirect(url_for("accounts.people"))


@bp.post(f"/people/{NUMBER}/deactivate")
@MANAGERS
def deactivate(number: int) -> ResponseReturnValue:
    """Keep somebody out. Raises NotFound and Forbidden."""
    person = services.deactivate(number, actor=me())
    flash(f"{person.name} can no longer sign in.", "success")
    return redirect(url_for("accounts.people"))


@bp.post(f"/people/{NUMBER}/activate")
@MANAGERS
def activate(number: int) -> ResponseReturnValue:
    """Let somebody in again. Raises NotFound."""
    person = services.activate(number, actor=me())
    flash(f"{person.name} can sign in again.", "success")
    return redirect(url_for("accounts.people"))


def _invitation_form(problems: dict[str, str]) -> str:
    choices = choices_for(me())
    return render_template(
        "accounts/invite.html",
        choices=choices,
        prison_options=[(prison.code, _named(prison)) for prison in choices.prisons],
        region_options=[(name, name) for name in choices.regions],
        typed=request.form,
        problems=problems,
    )


def _named(prison: Prison) -> str:
    return f"{prison.full_name} (Example)" if prison.is_example else prison.full_name
