"""Where to go on after a page of the form is saved, and where a field can be mended."""

from flask import flash, url_for

from portal.practices import queries
from portal.practices.content import Content
from portal.practices.form_steps import ALL, NOTE, START, FormStep, step_after, step_with
from portal.practices.forms import Action
from portal.practices.guard.inspecting import blocking_words
from portal.practices.models import Practice
from portal.practices.writing.note_body import split


def onward(practice: Practice, step: FormStep, action: Action) -> str:
    """Give the address that a saved page leads to: the next step, the check, or the practice."""
    if action == "publish":
        return check(practice)
    _warn(practice)
    if action == "continue":
        following = step_after(practice.kind, START if step.key == ALL else step.key)
        return form_of(practice, following.key) if following else check(practice)
    flash("Saved. Other prisons see it once you publish it.", "success")
    return url_for("practices.show", slug=practice.slug)


def _warn(practice: Practice) -> None:
    """Say plainly what stands in a saved draft that can never be published."""
    latest = queries.latest_revision(practice)
    found = blocking_words(practice.kind, Content.from_json(latest.content))
    if found:
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        flash(
            f"Take this out before you publish: {'; '.join(found[:3])}{more}. "
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
