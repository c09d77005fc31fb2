"""Looking after a practice: whether it is still right, until when, and who does."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.clock import today
from portal.errors import Invalid
from portal.practices.models import Practice
from portal.practices.review import reviewing
from portal.practices.review.forms import DAY_PARTS, read_day, read_number
from portal.practices.review_dates import age
from portal.practices.views.blueprint import bp
from portal.practices.views.editable import editable
from portal.web.access import allow
from portal.web.filters import day


@bp.get("/practices/<slug>/care")
@allow("signed_in")
def care(slug: str) -> ResponseReturnValue:
    """Show who looks after a practice and when it is due, with forms to change both."""
    return _page(editable(slug))


@bp.post("/practices/<slug>/care/right")
@allow("signed_in")
def confirm(slug: str) -> ResponseReturnValue:
    """Say that a practice is still right."""
    practice = reviewing.confirm_current(editable(slug), actor=current_user)
    flash(f"Noted as still right. The next review is due on {_due(practice)}.", "success")
    return redirect(url_for("practices.show", slug=slug))


@bp.post("/practices/<slug>/care/date")
@allow("signed_in")
def review_date(slug: str) -> ResponseReturnValue:
    """Set another review date."""
    practice = editable(slug)
    try:
        changed = reviewing.change_review_date(
            practice, actor=current_user, day=read_day(request.form)
        )
    except Invalid as error:
        return _page(editable(slug), error.problems), error.status
    flash(f"The next review is due on {_due(changed)}.", "success")
    return redirect(url_for("practices.show", slug=slug))


@bp.post("/practices/<slug>/care/owner")
@allow("signed_in")
def hand_on(slug: str) -> ResponseReturnValue:
    """Let somebody else look after a practice."""
    practice = editable(slug)
    owner = read_number(request.form.get("owner")) or 0
    try:
        reviewing.hand_on(practice, actor=current_user, owner_id=owner)
    except Invalid as error:
        return _page(editable(slug), error.problems), error.status
    flash("Handed on.", "success")
    return redirect(url_for("practices.show", slug=slug))


def _due(practice: Practice) -> str:
    return day(practice.review_on) if practice.review_on else ""


def _page(practice: Practice, problems: dict[str, str] | None = None) -> str:
    due, looked = practice.review_on, practice.checked_at or practice.published_at
    stored = (due.day, due.month, due.year) if due else ("", "", "")
    typed = [request.form.get(part, str(was)) for part, was in zip(DAY_PARTS, stored, strict=True)]
    return render_template(
        "practices/care.html",
        practice=practice,
        owners=reviewing.possible_owners(practice),
        typed_day=dict(zip(DAY_PARTS, typed, strict=True)),
        checked=age(looked.date(), today()) if looked else "",
        problems=problems or {},
    )
