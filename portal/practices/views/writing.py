"""Writing practices: every form keeps what was typed, whatever goes wrong."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.permissions import is_administrator
from portal.errors import EditConflict, Forbidden, Invalid, NotFound
from portal.markdown import render
from portal.practices import queries, services
from portal.practices.content import TITLE_MAX, Content, gaps, storable, tidied
from portal.practices.fields import sections
from portal.practices.forms import Draft, read_draft
from portal.practices.models import Practice, Revision
from portal.practices.permissions import can_edit, can_write_for
from portal.practices.views.blueprint import bp
from portal.practices.vocabulary import KINDS, THEMES
from portal.practices.wording import differences
from portal.prisons.models import Prison
from portal.prisons.queries import all_prisons, prison_by_slug
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
    practice = _editable(slug)
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
        practice = _editable(slug)  # what is undone must be read again
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
    practice = _editable(slug)
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
    """Publish where that was asked for, and show the page; a draft that is not ready stays one."""
    if draft.action == "publish":
        return _publish(practice.slug)
    flash("Saved. Other prisons see it once you publish it.", "success")
    return redirect(url_for("practices.show", slug=practice.slug))


def _publish(slug: str) -> ResponseReturnValue:
    try:
        services.publish(_editable(slug), actor=current_user)
    except Invalid as error:
        practice = _editable(slug)
        latest = queries.latest_revision(practice)
        content = Content.from_json(latest.content)
        return _form(
            practice.kind,
            content,
            practice=practice,
            based_on=latest.number,
            problems=error.problems,
            is_saved=True,
            status=422,
        )
    flash("Published. Everyone who is signed in can now read it.", "success")
    return redirect(url_for("practices.show", slug=slug))


@bp.post("/practices/<slug>/publish")
@allow("signed_in")
def publish(slug: str) -> ResponseReturnValue:
    """Let everyone read the newest version."""
    return _publish(slug)


@bp.post("/practices/<slug>/withdraw")
@allow("signed_in")
def withdraw(slug: str) -> ResponseReturnValue:
    """Take a practice away from other prisons; our own keeps it."""
    practice = _editable(slug)
    services.withdraw(practice, actor=current_user)
    flash("Withdrawn. Only your own prison can see it now.", "success")
    return redirect(url_for("practices.show", slug=slug))


@bp.post("/practices/<slug>/template")
@allow("signed_in")
def template(slug: str) -> ResponseReturnValue:
    """Offer a practice as a template, or stop offering it."""
    practice = _editable(slug)
    offered = request.form.get("offer") == "yes"
    services.mark_template(practice, actor=current_user, is_template=offered)
    flash("Offered as a template." if offered else "No longer offered as a template.", "success")
    return redirect(url_for("practices.show", slug=slug))


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
    flash(f"{into.name} now has its own draft. Change what does not fit, then publish.", "success")
    return redirect(url_for("practices.edit", slug=draft.slug))


def _suggested_title(source: Practice) -> str:
    """Tell the copy apart from its source by our prison's name."""
    title = queries.shown_revision(source).title
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


def _editable(slug: str) -> Practice:
    practice = queries.practice_by_slug(slug, viewer=current_user)
    if not can_edit(current_user, practice):
        raise Forbidden(
            "Only people of the prison that wrote this can change it. You can copy it instead."
        )
    return practice


def _require_writer() -> None:
    if not can_write_for(current_user, current_user.prison_id):
        raise Forbidden("Your account belongs to no prison, so you cannot write for one.")


def _require_copier(source: Practice) -> None:
    if source.published_id is None:
        raise NotFound("Only a published practice can be copied.")
    if current_user.prison_id is None and not is_administrator(current_user):
        raise Forbidden("Your account belongs to no prison, so there is nowhere to copy to.")
