"""Starting a practice: what kind it is, and its first page."""

import secrets
from collections.abc import Mapping

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import Forbidden, Invalid, NotFound
from portal.practices import services, unsaved
from portal.practices.comparing.parts import parts_of, value_of
from portal.practices.content import TITLE_MAX, Content
from portal.practices.form_steps import FormStep, steps_of, whole
from portal.practices.forms import Draft, read_draft
from portal.practices.permissions import can_write_for
from portal.practices.views.blueprint import bp
from portal.practices.views.forming import (
    Form,
    from_draft,
    kept_draft,
    preview_of,
    refused,
    show_form,
)
from portal.practices.views.onward import onward
from portal.practices.vocabulary import BARRIERS, KINDS
from portal.practices.writing.note_body import with_summary
from portal.web.access import allow


@bp.get("/practices/new")
@allow("signed_in")
def new() -> ResponseReturnValue:
    """Ask what kind of practice somebody wants to write."""
    require_writer()
    return render_template("practices/new.html", kinds=KINDS)


@bp.route("/practices/new/<kind>", methods=["GET", "POST"])
@allow("signed_in")
def create(kind: str) -> ResponseReturnValue:
    """Show the first page of a kind, then start a draft from it."""
    require_writer()
    require_kind(kind)
    return _empty(kind) if request.method == "GET" else _start(kind)


def _empty(kind: str) -> ResponseReturnValue:
    """Show an empty form; or, where the address names one, what was typed and not saved."""
    key = unsaved.new_key(request.args.get("unsaved", ""))
    found = unsaved.kept_of(current_user, key)
    if found is not None:
        draft, kept = kept_draft(kind, found)
        form = from_draft(_form(kind, draft, key), draft)
        form.kept = kept
        return show_form(form)
    form = _form(kind, Draft(_asked_for(request.args)), _fresh_key())
    earlier = [
        each for each in unsaved.unsaved_of(current_user) if each.token and each.kind == kind
    ]
    return show_form(form, earlier=earlier)


def _asked_for(args: Mapping[str, str]) -> Content:
    """Read what the link to an empty form brings along: a title, or the barrier it is about."""
    title = " ".join(args.get("title", "").split())[:TITLE_MAX]
    barrier = args.get("barrier", "")
    return Content(title=title, details={"barriers": (barrier,)} if barrier in BARRIERS else {})


def _start(kind: str) -> ResponseReturnValue:
    draft = read_draft(kind, request.form)
    key = unsaved.new_key(draft.key.removeprefix("new:")) or _fresh_key()
    form = from_draft(_form(kind, draft, key), draft)
    if draft.action == "preview":
        return preview_of(form)
    try:
        practice = services.create_practice(
            kind,
            with_summary(kind, draft.content),
            actor=current_user,
            prison=current_user.prison,
            unsaved_key=key,
        )
    except Invalid as error:
        return refused(form, error.problems)
    return redirect(onward(practice, form.step, draft.action))


def _form(kind: str, draft: Draft, key: str) -> Form:
    return Form(kind, _first_step(kind, draft.content), draft.content, key)


def _first_step(kind: str, content: Content) -> FormStep:
    """Take the first step; all of the form where more than that is filled in already."""
    everything, steps = whole(kind), steps_of(kind)
    if not steps:
        return everything
    beyond = [each for each in parts_of(kind) if each.key not in steps[0].names]
    is_more = any(value_of(content, each) not in ("", (), ("",)) for each in beyond)
    return everything if is_more else steps[0]


def _fresh_key() -> str:
    return unsaved.new_key(secrets.token_urlsafe(16))


def require_writer() -> None:
    """Keep out who belongs to no prison. Raises Forbidden."""
    if not can_write_for(current_user, current_user.prison_id):
        raise Forbidden("Your account belongs to no prison, so you cannot write for one.")


def require_kind(kind: str) -> None:
    """Keep to the kinds that there are. Raises NotFound."""
    if kind not in KINDS:
        raise NotFound("There is no such kind of practice. Choose one of the four.")
