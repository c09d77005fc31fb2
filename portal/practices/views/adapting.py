"""Making a prison's own version of somebody's practice."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.permissions import is_administrator
from portal.errors import Forbidden, Invalid, NotFound
from portal.practices import queries, services
from portal.practices.content import TITLE_MAX, storable
from portal.practices.models import Practice
from portal.practices.views.blueprint import bp
from portal.practices.views.onward import check
from portal.prisons.models import Prison
from portal.prisons.queries import all_prisons, prison_by_slug
from portal.web.access import allow


@bp.route("/practices/<slug>/copy", methods=["GET", "POST"])
@allow("signed_in")
def copy(slug: str) -> ResponseReturnValue:
    """Ask for a title, then make our own draft from somebody's practice."""
    source = queries.practice_by_slug(slug, viewer=current_user)
    _require_copier(source)
    if request.method == "GET":
        return _copy_form(source, _suggested_title(source))
    title = request.form.get("title", "")
    try:
        into = _into()
        draft = services.copy_practice(source, actor=current_user, into=into, title=title)
    except Invalid as error:
        source = queries.practice_by_slug(slug, viewer=current_user)
        return _copy_form(source, title, error.problems)
    flash(f"{into.name} now has its own draft. Here is what to look at first.", "success")
    return redirect(check(draft))


def _suggested_title(source: Practice) -> str:
    """Tell the copy apart from its source by our prison's name."""
    title = queries.shown_revision(source).title
    if source.prison is not None:
        title = title.removesuffix(f" at {source.prison.name}")
    ours = f" at {current_user.prison.name}" if current_user.prison else ""
    return title[: TITLE_MAX - len(ours)] + ours


def _into() -> Prison:
    """Find the prison that the copy is for: our own, or the one that an administrator picked."""
    if current_user.prison is not None:
        own: Prison = current_user.prison
        return own
    try:
        return prison_by_slug(storable(request.form.get("prison", "")))
    except NotFound as error:
        raise Invalid({"prison": "Choose the prison that the copy is for"}) from error


def _copy_form(
    source: Practice, title: str, problems: dict[str, str] | None = None
) -> ResponseReturnValue:
    page = render_template(
        "practices/copy.html",
        practice=source,
        title=title,
        problems=problems or {},
        prisons=all_prisons() if current_user.prison is None else [],
        picked=request.form.get("prison", ""),
    )
    return page, 422 if problems else 200


def _require_copier(source: Practice) -> None:
    if source.published_id is None:
        raise NotFound("Only a published practice can be copied.")
    if current_user.prison_id is None and not is_administrator(current_user):
        raise Forbidden("Your account belongs to no prison, so there is nowhere to copy to.")
