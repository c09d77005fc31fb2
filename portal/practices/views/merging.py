"""Two people changed the same words: the second brings both together on one page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import Invalid, NotFound
from portal.markdown import render
from portal.practices import queries, unsaved
from portal.practices.comparing.parts import parts_of
from portal.practices.content import Content, tidied
from portal.practices.form_steps import FormStep, steps_of, whole
from portal.practices.forms import Draft, read_draft, typed_in
from portal.practices.models import Practice, Revision
from portal.practices.views.blueprint import bp
from portal.practices.views.editable import editable
from portal.practices.views.forming import Form, show_form
from portal.practices.writing.merge_page import Three, answered, carried_over, merge_page, three_of
from portal.practices.writing.note_body import with_summary
from portal.practices.writing.saving import Sent, base_of
from portal.web.access import allow

# The page's own fields stand beside those of the form that it carries along.
_STEP: Final = "merge-step"
_THEIRS: Final = "merge-theirs"
_PICK: Final = "merge-pick-"
_CARRIED: Final = {"did", "happened", "note", "based_on"}


@dataclass(frozen=True, slots=True)
class _Clash:
    """Hold a form that could not be saved and the version that was saved before it."""

    practice: Practice
    step: FormStep
    draft: Draft
    latest: Revision

    def three(self, theirs: Content | None = None) -> Three:
        """Give the contents to bring together, with the newest version or another one."""
        kind = self.practice.kind
        content = tidied(kind, with_summary(kind, self.draft.content))[0]
        return three_of(
            kind,
            base_of(self.practice, self.draft.based_on),
            theirs or Content.from_json(self.latest.content),
            Sent(content, self.step.names, self.draft.based_on),
        )


def conflict_page(practice: Practice, step: FormStep, draft: Draft) -> ResponseReturnValue:
    """Show what somebody typed beside what was saved meanwhile: what differs is for them to choose.

    The request's form travels along in the page.
    """
    clash = _Clash(practice, step, draft, queries.latest_revision(practice))
    return _ask(clash, clash.three(), {})


@bp.post("/practices/<slug>/merge")
@allow("signed_in")
def merge(slug: str) -> ResponseReturnValue:
    """Show the words as chosen as readers would see them, and the form with them to be saved."""
    practice = editable(slug)
    step = _step(practice.kind, request.form.get(_STEP, ""))
    draft = read_draft(practice.kind, request.form)
    clash = _Clash(practice, step, draft, queries.latest_revision(practice))
    answers = {
        name.removeprefix(_PICK): pick
        for name, pick in request.form.items()
        if name.startswith(_PICK)
    }
    if request.form.get(_THEIRS) != str(clash.latest.number):
        return _ask_again(clash, answers)
    three = clash.three()
    try:
        content = answered(three, answers)
    except Invalid as error:
        return _ask(clash, three, answers, error.problems)
    return _form(clash, content)


def _ask_again(clash: _Clash, answers: Mapping[str, str]) -> ResponseReturnValue:
    """Ask about what a third person saved meanwhile; answers hold for what is still the same."""
    seen = request.form.get(_THEIRS, "")
    number = int(seen) if re.fullmatch("[0-9]{1,9}", seen) else 0
    before = base_of(clash.practice, number)
    three = clash.three()
    kept = carried_over(clash.three(before), three, answers) if before else {}
    return _ask(clash, three, kept, is_again=True)


def _ask(
    clash: _Clash,
    three: Three,
    answers: Mapping[str, str],
    problems: Mapping[str, str] | None = None,
    *,
    is_again: bool = False,
) -> ResponseReturnValue:
    page = merge_page(three, answers)
    if not page.questions:
        return _form(clash, answered(three, {}))
    html = render_template(
        "practices/merge.html",
        practice=clash.practice,
        step=clash.step,
        latest=clash.latest,
        page=page,
        carried=_carried(clash),
        problems=problems or {},
        is_again=is_again,
        is_kept=unsaved.kept_of(current_user, _key(clash)) is not None,
        pick=_PICK,
    )
    return html, 422 if problems else 409


def _carried(clash: _Clash) -> list[tuple[str, str]]:
    """List the fields of the form as typed, with those of this page's own that never change."""
    known = _CARRIED | {each.key for each in parts_of(clash.practice.kind)}
    typed = typed_in(request.form) | {"based_on": [str(clash.draft.based_on)]}
    own = [(_STEP, clash.step.key), (_THEIRS, str(clash.latest.number))]
    own.append(("unsaved_key", _key(clash)))
    return own + [
        (name, value) for name, values in typed.items() if name in known for value in values
    ]


def _form(clash: _Clash, content: Content) -> ResponseReturnValue:
    """Show the ordinary form with both people's words, on top of the newest version."""
    practice, step = clash.practice, clash.step
    form = Form(
        practice.kind,
        step,
        content,
        _key(clash),
        practice=practice,
        saved=Content.from_json(clash.latest.content),
        based_on=clash.latest.number,
        note=clash.draft.note,
        preview=render(content.body).html if "body" in step.names else None,
    )
    return show_form(form, is_merged=True)


def _key(clash: _Clash) -> str:
    return unsaved.opened_key(clash.practice, clash.step.key, clash.draft.key)


def _step(kind: str, key: str) -> FormStep:
    for each in (whole(kind), *steps_of(kind)):
        if each.key == key:
            return each
    raise NotFound("There is no such step.")
