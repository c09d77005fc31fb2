"""The people that somebody looks after, and inviting more."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.accounts import queries, services
from portal.accounts.forms import choices_for, read_invitation
from portal.accounts.invitations import invite, withdraw_invitation
from portal.accounts.leaving import PassedOn
from portal.accounts.models import ROLE_LABELS
from portal.accounts.views.blueprint import bp, me
from portal.errors import Forbidden, Invalid
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


@bp.route(f"/people/{NUMBER}/deactivate", methods=["GET", "POST"])
@MANAGERS
def deactivate(number: int) -> ResponseReturnValue:
    """Ask whether somebody shall be kept out, then do it. Raises NotFound and Forbidden."""
    person = queries.person_managed_by(me(), number)
    if person.id == me().id:
        raise Forbidden("You cannot stop your own access. Ask somebody else to do it.")
    if request.method == "GET":
        return render_template("accounts/stop_access.html", person=person)
    passed_on = services.deactivate(number, actor=me())
    flash(
        Markup(" ").join([f"{person.name} can no longer sign in.", *map(_told, passed_on)]),
        "success",
    )
    return redirect(url_for("accounts.people"))


def _told(each: PassedOn) -> Markup:
    link = Markup('<a class="govuk-notification-banner__link" href="{}">See them</a>.')
    words = Markup("{}").format(each.words)
    return words + " " + link.format(each.path) if each.path else words


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
