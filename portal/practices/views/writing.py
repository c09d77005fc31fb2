"""Writing practices: every form keeps what was typed, whatever goes wrong."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import EditConflict, Forbidden, Invalid, NotFound
from portal.markdown import render
from portal.practices import queries, services
from portal.practices.content import Content, gaps, tidied
from portal.practices.fields import sections
from portal.practices.forms import Draft, read_draft
from portal.practices.models import Practice, Revision
from portal.practices.permissions import can_write_for
from portal.practices.views.blueprint import bp
from portal.practices.views.editable import editable
from portal.practices.vocabulary import KINDS, THEMES
from portal.practices.wording import differences
from portal.web.access import allow


@bp.get("/practices/new")
@allow("signed_in")
def new() -> ResponseReturnValue:
    """Ask what kind of practice somebody wants to write."""
    _require_writer()
    return render_template("practices/new.html", kinds=KINDS)


@bp.route("/practices/new/<kind>", methods=["GET", "POST"])
@allow("signed_in")
def create(kind: str) -> ResponseReturnValue:
    """Show the empty form of a kind, then start a draft from it."""
    _require_writer()
    if kind not in KINDS:
        raise NotFound("There is no such kind of practice. Choose one of the four.")
    if request.method == "GET":
        return _form(kind, Content(title=""))
    draft = read_draft(kind, request.form)
    if draft.action == "preview":
        return _preview(kind, draft)
    try:
        practice = services.create_practice(
            kind, draft.content, actor=current_user, prison=current_user.prison
        )
    except Invalid as error:
        return _form(kind, draft.content, problems=error.problems, status=422)
    return _saved(practice, draft)


@bp.route("/practices/<slug>/edit", methods=["GET", "POST"])
@allow("signed_in")
def edit(slug: str) -> ResponseReturnValue:
    """Show the newest words in a form, then save them as a new version."""
    practice = editable(slug)
    latest = queries.latest_revision(practice)
    if request.method == "GET":
        content = Content.from_json(latest.content)
        return _form(practice.kind, content, practice=practice, based_on=latest.number)
    draft = read_draft(practice.kind, request.form)
    if draft.action == "preview":
        return _preview(practice.kind, draft, practice)
    try:
        services.save_revision(
            practice, draft.content, actor=current_user, based_on=draft.based_on, note=draft.note
        )
    except Invalid as error:
        practice = editable(slug)  # what is undone must be read again
        return _form(
            practice.kind,
            draft.content,
            practice=practice,
            based_on=draft.based_on,
            problems=error.problems,
            status=422,
        )
    except EditConflict:
        return _conflict(slug, draft)
    return _saved(practice, draft)


def _preview(kind: str, draft: Draft, practice: Practice | None = None) -> ResponseReturnValue:
    """Show the text as readers would see it, with the form below; nothing is saved."""
    problems = tidied(kind, draft.content)[1]
    return _form(
        kind,
        draft.content,
        practice=practice,
        based_on=draft.based_on,
        problems=problems,
        preview=None if "body" in problems else render(draft.content.body).html,
        status=422 if problems else 200,
    )


def _conflict(slug: str, draft: Draft) -> ResponseReturnValue:
    """Show both versions: theirs to read, ours still in the form, to be saved on top of theirs."""
    practice = editable(slug)
    latest = queries.latest_revision(practice)
    theirs = Content.from_json(latest.content)
    return _form(
        practice.kind,
        draft.content,
        practice=practice,
        based_on=latest.number,
        theirs=latest,
        differences=differences(practice.kind, theirs, tidied(practice.kind, draft.content)[0]),
        status=409,
    )


def _saved(practice: Practice, draft: Draft) -> ResponseReturnValue:
    """Go on to the check before publishing where that was asked for, or show the page."""
    if draft.action == "publish":
        return redirect(url_for("practices.check", slug=practice.slug))
    flash("Saved. Other prisons see it once you publish it.", "success")
    return redirect(url_for("practices.show", slug=practice.slug))


def _form(
    kind: str,
    content: Content,
    *,
    practice: Practice | None = None,
    based_on: int = 0,
    problems: dict[str, str] | None = None,
    preview: str | None = None,
    theirs: Revision | None = None,
    differences: list[tuple[str, str, str]] | None = None,
    is_saved: bool = False,
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "practices/form.html",
        kind=kind,
        kind_words=KINDS[kind],
        content=content,
        practice=practice,
        based_on=based_on,
        problems=problems or {},
        preview=preview,
        theirs=theirs,
        differences=differences or [],
        is_saved=is_saved,
        sections=sections(kind),
        gaps=gaps(content) if practice else [],
        themes=THEMES,
        note=request.form.get("note", ""),
    )
    return page, status


def _require_writer() -> None:
    if not can_write_for(current_user, current_user.prison_id):
        raise Forbidden("Your account belongs to no prison, so you cannot write for one.")
