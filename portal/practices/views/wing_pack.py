"""The wing pack: chosen practices and posters as one PDF."""

from typing import Literal, cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.documents import pdf
from portal.documents.paper import Layout, Poster
from portal.errors import Invalid
from portal.practices import queries
from portal.practices.content import Content, gaps
from portal.practices.guard.small_texts import problem, tidy
from portal.practices.models import Revision
from portal.practices.paper import wing_pack as packs
from portal.practices.paper.handing_out import PDF, made_for, send, sheet
from portal.practices.paper.posters import posters, typed_posters
from portal.practices.review.forms import read_number
from portal.practices.views.blueprint import bp
from portal.practices.views.paper import LAYOUTS
from portal.web.access import allow

TITLE_MOST = 100
CHANGED = "What is in your pack has changed meanwhile. Look once more, then make the PDF."
HAS_GAPS = "Fill the gaps in [square brackets], or tick “Print them as they are”"
EMPTY = "Your pack is empty. Add a practice, or tick a poster below"


@bp.get("/wing-pack")
@allow("signed_in")
def wing_pack() -> ResponseReturnValue:
    """Show what is in somebody's wing pack."""
    return _page()


@bp.post("/practices/<slug>/wing-pack")
@allow("signed_in")
def add_to_pack(slug: str) -> ResponseReturnValue:
    """Put a practice into somebody's own wing pack."""
    practice = queries.practice_by_slug(slug, viewer=current_user)
    try:
        is_new = packs.add(practice, actor=current_user)
    except Invalid as error:
        flash(str(error), "error")
        return redirect(url_for("practices.wing_pack"))
    flash("Added to your wing pack." if is_new else "This is in your wing pack already.", "success")
    return redirect(url_for("practices.show", slug=slug))


@bp.post("/wing-pack")
@allow("signed_in")
def change_pack() -> ResponseReturnValue:
    """Move or remove a practice, or make the PDF; what stands in the boxes is kept."""
    do, _, number = request.form.get("do", "make").partition(":")
    if do == "make":
        return _make()
    practice_id = read_number(number) or 0
    if do in ("up", "down"):
        packs.move(practice_id, cast(Literal["up", "down"], do), actor=current_user)
    elif do == "remove":
        packs.remove(practice_id, actor=current_user)
    elif do == "forget":
        packs.forget_vanished(actor=current_user)
    return _page()


def _make() -> ResponseReturnValue:
    contents = packs.contents(current_user)
    if request.form.get("chosen", "") != _numbers([practice.id for practice, _ in contents]):
        return _page({"chosen": CHANGED}, 409)
    try:
        title, layout, chosen = _order()
        packs.require_printable(contents)
        papers = [
            sheet(practice, revision, layout, is_for_wing=True) for practice, revision in contents
        ]
        if not papers and not chosen:
            raise Invalid({"chosen": EMPTY})
        _require_filled([revision for _, revision in contents])
        made = made_for(current_user, lambda: pdf.pack(title, papers, chosen, layout))
    except Invalid as error:
        return _page({key or "chosen": words for key, words in error.problems.items()}, 422)
    return send(made, title, PDF)


def _require_filled(revisions: list[Revision]) -> None:
    """Keep gaps off paper unless somebody wants them there. Raises Invalid."""
    has_gaps = any(gaps(Content.from_json(each.content)) for each in revisions)
    if has_gaps and "as_they_are" not in request.form:
        raise Invalid({"as_they_are": HAS_GAPS})


def _order() -> tuple[str, Layout, list[Poster]]:
    """Read the form. Raises Invalid with every message at once."""
    problems: dict[str, str] = {}
    title = tidy(request.form.get("title", ""))
    if words := problem(title, longest=TITLE_MOST) if title else "Enter a title for the pack":
        problems["title"] = words
    layout = LAYOUTS.get(request.form.get("layout", ""))
    if layout is None:
        problems["layout"] = "Choose a layout"
    prison = current_user.prison
    try:
        drafts = typed_posters(request.form)
        chosen = posters(drafts, is_example=bool(prison and prison.is_example))
    except Invalid as error:
        problems |= error.problems
    if problems or layout is None:
        raise Invalid(problems)
    return title, layout, chosen


def _page(problems: dict[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    chosen = packs.chosen_by(current_user)
    prison = current_user.prison
    ours = f"Peer mentoring at {prison.name}" if prison else "Peer mentoring"
    page = render_template(
        "practices/wing_pack.html",
        chosen=chosen,
        numbers=_numbers([each.id for each in chosen]),
        vanished=packs.vanished(current_user),
        most=packs.MOST,
        title=request.form.get("title", ours),
        layout=request.form.get("layout", "standard"),
        as_they_are="as_they_are" in request.form,
        posters=typed_posters(request.form),
        problems=problems or {},
    )
    return page, status


def _numbers(ids: list[int]) -> str:
    return ",".join(map(str, ids))
