"""Showing the form of a practice: a step of it, all of it, or with errors.

What somebody typed is kept on the server whenever it comes back to them unsaved.
"""

from dataclasses import dataclass, field
from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from portal.markdown import render
from portal.practices import unsaved
from portal.practices.content import Content, gaps, tidied
from portal.practices.fields import FIELDS, OPENING, sections
from portal.practices.form_steps import FormStep, is_started, place_in, step_before, steps_of
from portal.practices.forms import Draft, read_draft, typed_in
from portal.practices.models import Practice, Revision, Unsaved
from portal.practices.vocabulary import KINDS, THEMES
from portal.practices.writing.next_reader import sends_for_review
from portal.practices.writing.note_body import split


@dataclass(frozen=True, slots=True)
class Kept:
    """Say what was typed before and not saved: its number and time, and who saved since."""

    number: int
    at: datetime
    newer: Revision | None = None


@dataclass(slots=True)
class Form:
    """Hold what one page of the form shows; `key` is under what it is kept while it is typed."""

    kind: str
    step: FormStep
    content: Content
    key: str
    practice: Practice | None = None
    saved: Content | None = None
    based_on: int = 0
    boxes: tuple[str, str] | None = None
    note: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    preview: str | None = None
    kept: Kept | None = None


def show_form(form: Form, status: int = 200, **more: object) -> ResponseReturnValue:
    """Write the page of a form."""
    known = {each.key: each for each in FIELDS[form.kind]}
    shown = [name for name in form.step.names if name in known and _is_asked(name, form.content)]
    boxes = form.boxes or split(form.content.body) if form.kind == "practice_note" else None
    page = render_template(
        "practices/form.html",
        form=form,
        boxes=boxes,
        problems=_beside(form.problems, boxes),
        kind_words=KINDS[form.kind],
        hints=OPENING[form.kind],
        sections=[
            (heading, [each for each in fields if each.key in shown])
            for heading, fields in sections(form.kind)
        ],
        steps=[
            (each, bool(form.saved and is_started(form.kind, each, form.saved)))
            for each in steps_of(form.kind)
        ],
        place=place_in(form.kind, form.step.key),
        is_sent=sends_for_review(current_user, form.practice),
        before=step_before(form.kind, form.step.key),
        gaps=gaps(form.content) if form.practice else [],
        themes=THEMES,
        **more,
    )
    return page, status


def from_draft(form: Form, draft: Draft) -> Form:
    """Fill a form with what was typed into it."""
    form.content, form.boxes, form.note = draft.content, draft.boxes, draft.note
    return form


def preview_of(form: Form) -> ResponseReturnValue:
    """Show the text as readers would see it, with the form below; nothing is saved."""
    problems = tidied(form.kind, form.content)[1]
    form.problems = {key: words for key, words in problems.items() if key in form.step.names}
    form.preview = None if "body" in problems else render(form.content.body).html
    keep(form)
    return show_form(form, 422 if form.problems else 200)


def refused(form: Form, problems: dict[str, str]) -> ResponseReturnValue:
    """Show a form again with what is wrong in it."""
    form.problems = problems
    keep(form)
    return show_form(form, 422)


def keep(form: Form) -> None:
    """Keep what this request's form holds: it is not saved, and scripts may be off."""
    if (request.content_length or 0) <= unsaved.BYTES_MOST:
        unsaved.keep_unsaved(
            current_user,
            form.key,
            kind=form.kind,
            based_on=form.based_on,
            typed=typed_in(request.form),
        )


def kept_draft(kind: str, found: Unsaved) -> tuple[Draft, Kept]:
    """Read back what somebody typed into a form and did not save."""
    fields = [*found.typed.items(), ("based_on", [str(found.based_on)])]
    typed = MultiDict([(name, value) for name, values in fields for value in values])
    return read_draft(kind, typed), Kept(found.id, found.updated_at)


def _is_asked(name: str, content: Content) -> bool:
    """Tell whether to ask for a field; one that few know is only shown where it is filled in."""
    return name != "study_sections" or bool(content.details.get(name))


def _beside(problems: dict[str, str], boxes: tuple[str, str] | None) -> dict[str, str]:
    """Name the problems by the fields on the page: a note's text stands in two boxes."""
    if boxes is None:
        return problems
    return {"did" if key == "body" else key: words for key, words in problems.items()}
