"""Letting others read a practice: asking for a review, answering it, taking it away again."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import EditConflict, Forbidden, Invalid
from portal.practices import queries, services
from portal.practices.content import GAPS_MEANT, Content, gaps, missing_for_publishing
from portal.practices.guard.acceptance import typed_reasons
from portal.practices.models import Practice
from portal.practices.permissions import can_edit, can_review, can_withdraw, is_reviewed
from portal.practices.review import reviewing
from portal.practices.review.forms import read_number
from portal.practices.review.panel import review_panel
from portal.practices.views.blueprint import bp
from portal.practices.views.checking import check_page
from portal.practices.views.editable import editable
from portal.practices.views.guarding import findings_of
from portal.practices.vocabulary import THEMES
from portal.practices.wording import in_words
from portal.web.access import allow


@bp.post("/practices/<slug>/publish")
@allow("signed_in")
def publish(slug: str) -> ResponseReturnValue:
    """Let everyone read the newest version; where it is not ready, show the check again."""
    number = read_number(request.form.get("based_on"))
    try:
        services.publish(
            editable(slug),
            actor=current_user,
            number=number,
            reasons=typed_reasons(request.form),
            gaps_meant=GAPS_MEANT in request.form,
        )
    except (EditConflict, Invalid) as error:
        return _check_again(slug, error)
    flash("Published. Everyone who is signed in can now read it.", "success")
    return _to_practice(slug)


@bp.post("/practices/<slug>/submit")
@allow("signed_in")
def submit(slug: str) -> ResponseReturnValue:
    """Ask the reviewers to publish the newest version."""
    number = read_number(request.form.get("based_on")) or 0
    try:
        reviewing.submit(
            editable(slug),
            actor=current_user,
            based_on=number,
            reasons=typed_reasons(request.form),
            gaps_meant=GAPS_MEANT in request.form,
        )
    except (EditConflict, Invalid) as error:
        return _check_again(slug, error)
    flash("Sent for review. You will get an email when there is an answer.", "success")
    return _to_practice(slug)


@bp.post("/practices/<slug>/take-back")
@allow("signed_in")
def take_back(slug: str) -> ResponseReturnValue:
    """Take a version back from review."""
    reviewing.take_back(editable(slug), actor=current_user)
    flash("Taken back. Nobody is asked to review it now.", "success")
    return _to_practice(slug)


@bp.get("/practices/<slug>/review")
@allow("signed_in")
def review(slug: str) -> ResponseReturnValue:
    """Show the version in review with what was said about it, to its prison and reviewers."""
    return _review_page(_reviewable(slug))


@bp.post("/practices/<slug>/review/publish")
@allow("signed_in")
def publish_submitted(slug: str) -> ResponseReturnValue:
    """Publish the version that was submitted, which the form names by its number."""
    number, newest = (read_number(request.form.get(name)) or 0 for name in ("number", "newest"))
    try:
        reviewing.publish(
            queries.practice_by_slug(slug, viewer=current_user),
            actor=current_user,
            number=number,
            newest=newest,
            reasons=typed_reasons(request.form),
        )
    except (EditConflict, Invalid) as error:
        return _review_again(slug, error)
    flash("Published. Everyone who is signed in can now read it.", "success")
    return _to_practice(slug)


@bp.post("/practices/<slug>/review/send-back")
@allow("signed_in")
def send_back(slug: str) -> ResponseReturnValue:
    """Give the version back to its author, with what has to change."""
    number = read_number(request.form.get("number")) or 0
    words = request.form.get("words", "")
    try:
        reviewing.send_back(_reviewable(slug), actor=current_user, number=number, words=words)
    except (EditConflict, Invalid) as error:
        return _review_again(slug, error, typed={"reason": words})
    flash("Sent back. Whoever wrote it is told what to change.", "success")
    return redirect(url_for("practices.reviews"))


@bp.post("/practices/<slug>/review/comment")
@allow("signed_in")
def comment(slug: str) -> ResponseReturnValue:
    """Say something about the version in review, or the newest."""
    words = request.form.get("words", "")
    try:
        reviewing.comment(_reviewable(slug), actor=current_user, words=words)
    except Invalid as error:
        return _review_again(slug, error, typed={"comment": words})
    flash("Your comment is saved.", "success")
    return redirect(url_for("practices.review", slug=slug))


@bp.get("/practices/<slug>/archive")
@allow("signed_in")
def ask_to_archive(slug: str) -> ResponseReturnValue:
    """Ask whether other prisons shall no longer open a practice."""
    practice = editable(slug)
    if not can_withdraw(current_user, practice):
        raise Forbidden("Others read this, so somebody who reviews for your prison archives it.")
    return render_template(
        "practices/archive.html",
        practice=practice,
        title=queries.shown_revision(practice).title,
        copied_by=queries.prisons_adapting(practice),
        is_reviewed=is_reviewed(practice),
    )


@bp.post("/practices/<slug>/archive")
@allow("signed_in")
def archive(slug: str) -> ResponseReturnValue:
    """Take a practice away from other prisons; our own keeps it."""
    services.archive(editable(slug), actor=current_user)
    flash("Archived. Only your own prison can see it now.", "success")
    return _to_practice(slug)


@bp.post("/practices/<slug>/bring-back")
@allow("signed_in")
def bring_back(slug: str) -> ResponseReturnValue:
    """Make a draft of an archived practice again."""
    reviewing.bring_back(editable(slug), actor=current_user)
    flash("It is a draft again. Change what is out of date, then publish it.", "success")
    return _to_practice(slug)


@bp.post("/practices/<slug>/template")
@allow("signed_in")
def template(slug: str) -> ResponseReturnValue:
    """Offer a practice as a template, or stop offering it."""
    offered = request.form.get("offer") == "yes"
    services.mark_template(editable(slug), actor=current_user, is_template=offered)
    flash("Offered as a template." if offered else "No longer offered as a template.", "success")
    return _to_practice(slug)


def _to_practice(slug: str) -> ResponseReturnValue:
    return redirect(url_for("practices.show", slug=slug))


def _check_again(slug: str, error: EditConflict | Invalid) -> ResponseReturnValue:
    """Show the check as things stand now, with what went wrong."""
    answer = make_response(check_page(editable(slug), _problems(error)))
    answer.status_code = error.status
    return answer


def _problems(error: EditConflict | Invalid) -> dict[str, str]:
    return error.problems if isinstance(error, Invalid) else {"": str(error)}


def _reviewable(slug: str) -> Practice:
    """Fetch a practice for who may say something about it. Raises NotFound and Forbidden."""
    practice = queries.practice_by_slug(slug, viewer=current_user)
    if not (can_edit(current_user, practice) or can_review(current_user, practice)):
        raise Forbidden("Only people of the prison that wrote this, and who reviews it, see this.")
    return practice


def _review_again(
    slug: str, error: EditConflict | Invalid, typed: dict[str, str] | None = None
) -> ResponseReturnValue:
    """Show the review as things stand now, with what went wrong and what was typed."""
    return _review_page(_reviewable(slug), _problems(error), typed), error.status


def _review_page(
    practice: Practice, problems: dict[str, str] | None = None, typed: dict[str, str] | None = None
) -> str:
    panel = review_panel(practice, viewer=current_user)
    shown = panel.submitted or queries.latest_revision(practice)
    content = Content.from_json(shown.content)
    field = next(iter(typed or {}), "comment")
    named = {field if key == "words" else key: text for key, text in (problems or {}).items()}
    return render_template(
        "practices/review.html",
        practice=practice,
        review=panel,
        revision=shown,
        content=content,
        lines=in_words(practice.kind, content),
        themes=THEMES,
        missing=missing_for_publishing(content),
        gaps=gaps(content),
        may_edit=can_edit(current_user, practice),
        problems=named,
        typed=typed or {},
        findings=panel.submitted
        and findings_of(
            practice,
            shown,
            can_answer=panel.can_review,
            can_mend=can_edit(current_user, practice),
            problems=named,
        ),
    )
