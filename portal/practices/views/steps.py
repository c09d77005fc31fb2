"""Changing a practice: a step of its form, or all of it on one page."""

from dataclasses import replace

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import EditConflict, Invalid, NotFound
from portal.practices import queries, unsaved
from portal.practices.content import Content, tidied
from portal.practices.form_steps import FormStep, steps_of, whole
from portal.practices.forms import read_draft
from portal.practices.merging.fields import sent_onto
from portal.practices.models import Practice, Revision
from portal.practices.views.already import already_beside
from portal.practices.views.blueprint import bp
from portal.practices.views.editable import editable
from portal.practices.views.forming import (
    Form,
    from_draft,
    keep,
    kept_draft,
    preview_of,
    refused,
    show_form,
)
from portal.practices.views.merging import conflict_page
from portal.practices.views.onward import carry_on_at, onward
from portal.practices.writing.note_body import with_summary, without_made_summary
from portal.practices.writing.saving import Sent, save_fields
from portal.web.access import allow


@bp.route("/practices/<slug>/edit", methods=["GET", "POST"])
@allow("signed_in")
def edit(slug: str) -> ResponseReturnValue:
    """Show the whole form, then save it as a new version."""
    practice = editable(slug)
    return _show_or_save(practice, whole(practice.kind))


@bp.get("/practices/<slug>/carry-on")
@allow("signed_in")
def carry_on(slug: str) -> ResponseReturnValue:
    """Lead to the first step in which nothing stands yet, or to the check."""
    return redirect(carry_on_at(editable(slug)))


@bp.route("/practices/<slug>/edit/<key>", methods=["GET", "POST"])
@allow("signed_in")
def step(slug: str, key: str) -> ResponseReturnValue:
    """Show one step of the form, then save its fields and nothing else."""
    practice = editable(slug)
    for each in steps_of(practice.kind):
        if each.key == key:
            return _show_or_save(practice, each)
    raise NotFound("There is no such step.")


def _show_or_save(practice: Practice, at: FormStep) -> ResponseReturnValue:
    if request.method == "GET":
        return _show(practice, at)
    return _save(practice, at)


def _show(practice: Practice, at: FormStep) -> ResponseReturnValue:
    """Show the newest words; or those typed here before and not saved, which are newer still."""
    latest = queries.latest_revision(practice)
    number = request.args.get("unsaved", type=int)
    before = unsaved.newest_kept(current_user, practice, at.key, number)
    form = _form(practice, at, latest, before.key if before else "")
    if before is None:
        return show_form(form, **already_beside(practice, at, form.content))
    draft, kept = kept_draft(practice.kind, before)
    saved = Content.from_json(latest.content)
    tidy = tidied(practice.kind, with_summary(practice.kind, draft.content, saved=saved))[0]
    if sent_onto(practice.kind, saved, tidy, at.names) == saved:
        unsaved.throw_away(current_user, kept.number)  # it was saved after all
        return _show(editable(practice.slug), at)
    is_behind = draft.based_on != latest.number
    form = from_draft(form, draft)
    form.based_on = draft.based_on
    form.kept = replace(kept, newer=latest if is_behind else None)
    return show_form(form)


def _save(practice: Practice, at: FormStep) -> ResponseReturnValue:
    draft = read_draft(practice.kind, request.form)
    form = from_draft(_form(practice, at, queries.latest_revision(practice), draft.key), draft)
    form.based_on = draft.based_on
    if draft.action == "preview":
        return preview_of(form)
    content = with_summary(practice.kind, draft.content, saved=form.saved)
    sent = Sent(content, at.names, draft.based_on, draft.note, form.key)
    slug = practice.slug
    try:
        revision = save_fields(practice, sent, actor=current_user)
    except Invalid as error:
        form.practice = editable(slug)  # what is undone must be read again
        return refused(form, error.problems)
    except EditConflict:
        keep(form)
        return conflict_page(editable(slug), at, replace(draft, key=form.key))
    if revision.number > draft.based_on + 1:
        flash("Somebody else changed other parts meanwhile. Their words and yours are both saved.")
    return redirect(onward(practice, at, draft.action))


def _form(practice: Practice, at: FormStep, latest: Revision, key: str) -> Form:
    content = Content.from_json(latest.content)
    return Form(
        practice.kind,
        at,
        without_made_summary(practice.kind, content),
        unsaved.opened_key(practice, at.key, key),
        practice=practice,
        saved=content,
        based_on=latest.number,
    )
