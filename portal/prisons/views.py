"""The directory, the map, one page for each prison and its contacts."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import Invalid
from portal.prisons import directory, map, queries, services
from portal.prisons.cohorts import cohorts
from portal.prisons.measures import grouped
from portal.prisons.models import Prison
from portal.prisons.permissions import can_change_contacts, can_tell, require_contacts
from portal.prisons.telling.sections import how_much_is_told
from portal.web.access import allow

bp = Blueprint("prisons", __name__, url_prefix="/prisons", template_folder="templates")

HIGHEST_ID = 2**31 - 1


@bp.get("/")
@allow("signed_in")
def index() -> ResponseReturnValue:
    """Show the directory of prisons and the map, narrowed by the filters in the address."""
    profiles = queries.profiles(measures=directory.SHOWN).values()
    offered = directory.choices(profiles)
    filters = directory.read_filters(request.args, offered)
    chosen = directory.choose(profiles, filters)
    return render_template(
        "prisons/index.html",
        directory=chosen,
        filters=filters,
        choices=offered,
        dots=map.dots(profile.prison for profile in chosen.prisons),
        unmapped=[row.prison.name for row in chosen.prisons if row.prison.latitude is None],
        map=map,
    )


@bp.get("/<slug>")
@allow("signed_in")
def show(slug: str) -> ResponseReturnValue:
    """Show one prison with every figure, its source and its date. Raises NotFound."""
    profile = queries.profile_by_slug(slug)
    prison = profile.prison
    return render_template(
        "prisons/show.html",
        profile=profile,
        prison=prison,
        groups=grouped(lambda each: not each.is_optional or profile.value(each.key) is not None),
        told=how_much_is_told(profile),
        may_tell=can_tell(current_user, prison),
        cohorts=cohorts(),
        location=queries.source_by_key("location") if prison.town else None,
        contacts=queries.contacts_for(prison),
        may_change=can_change_contacts(current_user, prison),
    )


@bp.get("/<slug>/contacts")
@allow("prison_lead", "administrator")
def contacts(slug: str) -> ResponseReturnValue:
    """Show a prison's contacts with a form to add or change one. Raises NotFound, Forbidden."""
    prison = queries.prison_by_slug(slug)
    require_contacts(current_user, prison)
    chosen = request.args.get("role", "")
    known = {contact.role: contact.how for contact in queries.contacts_for(prison)}
    return _contacts_page(prison, {"role": chosen, "how": known[chosen]} if chosen in known else {})


@bp.post("/<slug>/contacts")
@allow("prison_lead", "administrator")
def save_contact(slug: str) -> ResponseReturnValue:
    """Add or change one contact. Raises NotFound, Forbidden."""
    prison = queries.prison_by_slug(slug)
    typed = {field: request.form.get(field, "") for field in ("role", "how")}
    try:
        contact = services.save_contact(actor=current_user, prison=prison, **typed)
    except Invalid as error:
        return _contacts_page(prison, typed, error.problems), error.status
    flash(f"Saved how to reach this role: {contact.role}.", "success")
    return redirect(url_for("prisons.contacts", slug=slug))


@bp.post(f"/<slug>/contacts/<int(max={HIGHEST_ID}):contact_id>/remove")
@allow("prison_lead", "administrator")
def remove_contact(slug: str, contact_id: int) -> ResponseReturnValue:
    """Take one contact away. Raises NotFound, Forbidden."""
    prison = queries.prison_by_slug(slug)
    contact = services.remove_contact(actor=current_user, prison=prison, contact_id=contact_id)
    flash(f"Removed this role: {contact.role}.", "success")
    return redirect(url_for("prisons.contacts", slug=slug))


def _contacts_page(
    prison: Prison, typed: Mapping[str, str], problems: Mapping[str, str] | None = None
) -> str:
    return render_template(
        "prisons/contacts.html",
        prison=prison,
        contacts=queries.contacts_for(prison),
        typed=typed,
        problems=problems or {},
    )
