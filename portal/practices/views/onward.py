"""Where to go on after a page of the form is saved, and where a field can be mended."""

from typing import Final

from flask import flash, request, url_for
from flask_login import current_user

from portal.practices import queries
from portal.practices.content import Content
from portal.practices.form_steps import (
    ALL,
    NOTE,
    START,
    FormStep,
    first_not_started,
    step_after,
    step_with,
)
from portal.practices.forms import Action
from portal.practices.guard.inspecting import blocking_words
from portal.practices.models import Practice
from portal.practices.review.queries import submitted_revision
from portal.practices.writing.next_reader import sends_for_review
from portal.practices.writing.note_body import split

# In the address of a form that holds the text of somebody's file: what else there is comes next.
FROM_FILE: Final = "file"


def onward(practice: Practice, step: FormStep, action: Action) -> str:
    """Give the address that a saved page leads to: the next step, the check, or the practice."""
    if action == "publish":
        return check(practice)
    _warn(practice)
    if action == "continue" and request.args.get("from") == FROM_FILE:
        return carry_on_at(practice)
    if action == "continue":
        following = step_after(practice.kind, START if step.key == ALL else step.key)
        return form_of(practice, following.key) if following else check(practice)
    flash(_saved(practice), "success")
    return url_for("practices.show", slug=practice.slug)


def carry_on_at(practice: Practice) -> str:
    """Give the address of the first step in which nothing stands yet, or else of the check."""
    if practice.kind == NOTE:
        return form_of(practice, ALL)
    content = Content.from_json(queries.latest_revision(practice).content)
    following = first_not_started(practice.kind, content)
    return form_of(practice, following.key) if following else check(practice)


def _saved(practice: Practice) -> str:
    """Say what others see of what was saved just now."""
    is_sent = sends_for_review(current_user, practice)
    latest = queries.latest_revision(practice).number
    submitted = submitted_revision(practice)
    if submitted is not None and submitted.number != latest:
        return (
            f"Saved. The reviewer still sees version {submitted.number}. Check and "
            f"{'send' if is_sent else 'publish'} version {latest} if they should see this one."
        )
    if practice.published_id is not None:
        return (
            "Saved. Readers see it once it is reviewed: send it for review."
            if is_sent
            else "Saved. Readers see it once you publish it."
        )
    if is_sent:
        return "Saved. Send it for review to share it."
    return "Saved. Other prisons see it once you publish it."


def _warn(practice: Practice) -> None:
    """Say plainly what stands in a saved draft that can never be published."""
    latest = queries.latest_revision(practice)
    found = blocking_words(practice.kind, Content.from_json(latest.content), latest.text)
    if found:
        is_sent = sends_for_review(current_user, practice)
        before = "you send it for review" if is_sent else "you publish"
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        flash(
            f"Take this out before {before}: {'; '.join(found[:3])}{more}. "
            "The portal holds nothing that tells who is in prison.",
            "error",
        )


def check(practice: Practice) -> str:
    """Give the address of the check before publishing."""
    return url_for("practices.check", slug=practice.slug)


def form_of(practice: Practice, step: str) -> str:
    """Give the address of one page of a practice's form."""
    if step == ALL:
        return url_for("practices.edit", slug=practice.slug)
    return url_for("practices.step", slug=practice.slug, key=step)


def place_of(practice: Practice, name: str, body: str) -> str:
    """Give the address of a field, to mend it; `body` is the practice's text as it is."""
    in_boxes = practice.kind == NOTE and name == "body" and split(body) is not None
    field = "did" if in_boxes else name
    return f"{form_of(practice, step_with(practice.kind, name))}#{field}"
