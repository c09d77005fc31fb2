"""Letting others read a practice, and taking it away from them again."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import Invalid
from portal.practices import services
from portal.practices.views.blueprint import bp
from portal.practices.views.checking import check_page
from portal.practices.views.editable import editable
from portal.web.access import allow


@bp.post("/practices/<slug>/publish")
@allow("signed_in")
def publish(slug: str) -> ResponseReturnValue:
    """Let everyone read the newest version; where it is not ready, show the check again."""
    try:
        services.publish(editable(slug), actor=current_user)
    except Invalid as error:
        return check_page(editable(slug), error.problems)
    flash("Published. Everyone who is signed in can now read it.", "success")
    return redirect(url_for("practices.show", slug=slug))


@bp.post("/practices/<slug>/archive")
@allow("signed_in")
def archive(slug: str) -> ResponseReturnValue:
    """Take a practice away from other prisons; our own keeps it."""
    practice = editable(slug)
    services.archive(practice, actor=current_user)
    flash("Archived. Only your own prison can see it now.", "success")
    return redirect(url_for("practices.show", slug=slug))


@bp.post("/practices/<slug>/template")
@allow("signed_in")
def template(slug: str) -> ResponseReturnValue:
    """Offer a practice as a template, or stop offering it."""
    practice = editable(slug)
    offered = request.form.get("offer") == "yes"
    services.mark_template(practice, actor=current_user, is_template=offered)
    flash("Offered as a template." if offered else "No longer offered as a template.", "success")
    return redirect(url_for("practices.show", slug=slug))
