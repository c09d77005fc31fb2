"""Keeping what is typed while it is typed, and throwing it away where somebody says so."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.practices import unsaved
from portal.practices.forms import read_draft, says_the_same, typed_in
from portal.practices.unsaved import Unfinished
from portal.practices.views.blueprint import bp
from portal.web.access import allow
from portal.web.uploads import takes_at_most


@bp.post("/practices/unsaved")
@allow("signed_in")
@takes_at_most(unsaved.BYTES_MOST)
def keep_unsaved() -> ResponseReturnValue:
    """Keep a form as it is just now; nothing in it is judged."""
    key = request.form.get("unsaved_key", "")
    kind = unsaved.kind_kept(current_user, key, request.form.get("kind", ""))
    based_on = read_draft(kind, request.form).based_on
    typed = typed_in(request.form)
    saved = unsaved.saved_under(current_user, key)
    if saved is not None and says_the_same(kind, unsaved.step_of(key), typed, saved):
        unsaved.forget_unsaved(current_user, key)  # typed, and taken back again
    else:
        unsaved.keep_unsaved(current_user, key, kind=kind, based_on=based_on, typed=typed)
    return Response(status=204, mimetype="text/plain")


@bp.get("/practices/unsaved/<int(max=2147483647):number>/throw-away")
@allow("signed_in")
def ask_to_throw_away(number: int) -> ResponseReturnValue:
    """Ask whether what was typed may go."""
    unfinished = unsaved.unfinished_by_number(current_user, number)
    return render_template("practices/throw_away.html", unfinished=unfinished)


@bp.post("/practices/unsaved/<int(max=2147483647):number>/throw-away")
@allow("signed_in")
def throw_away(number: int) -> ResponseReturnValue:
    """Throw away what was typed, and go back to what is saved."""
    unfinished = unsaved.unfinished_by_number(current_user, number)
    unsaved.throw_away(current_user, number)
    flash("Thrown away. What was saved before is still there.", "success")
    return redirect(_saved_place(unfinished))


def _saved_place(unfinished: Unfinished) -> str:
    if unfinished.slug and unfinished.step == "all":
        return url_for("practices.edit", slug=unfinished.slug)
    if unfinished.slug:
        return url_for("practices.step", slug=unfinished.slug, key=unfinished.step)
    return url_for("home.index")
