"""Writing goals, notes of meetings and what was taken over; nobody's words are lost."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import EditConflict, Forbidden, Invalid, NotFound
from portal.matching.partners import forms, groups, writing
from portal.matching.partners.copies import offered_practices
from portal.matching.partners.guarding import tidy
from portal.matching.partners.models import Kind, PartnerEntry
from portal.matching.partners.permissions import require_writing
from portal.matching.partners.views.blueprint import ONE, bp, form_page, sent
from portal.web.access import allow

NOTE = f"{ONE}/notes/<int(max=2147483647):entry_id>"
ADD = f"{ONE}/notes/new/<any(meeting, taken):kind>"


@bp.get(f"{ONE}/goals")
@allow("signed_in")
def goals(number: int) -> ResponseReturnValue:
    """Show the goals in a form. Raises NotFound, Forbidden."""
    _require(number)
    entry = _goals_of(number)
    typed = {"words": entry.now.words if entry else "", "based_on": str(_version(entry))}
    return form_page("matching/partners/goals.html", number, typed)


@bp.post(f"{ONE}/goals")
@allow("signed_in")
def save_goals(number: int) -> ResponseReturnValue:
    """Save the goals, or show both texts where somebody was quicker. Raises NotFound, Forbidden."""
    typed, sure = sent()
    try:
        writing.save_goals(
            number,
            actor=current_user,
            words=typed.get("words", ""),
            based_on=forms.read_number(typed.get("based_on"), otherwise=0),
            sure=sure,
        )
    except Invalid as error:
        return form_page("matching/partners/goals.html", number, typed, error.problems), 422
    except EditConflict:
        return _both(
            number, _goals_of(number), typed, url_for("partners.save_goals", number=number)
        )
    flash("The goals are saved.", "success")
    return redirect(url_for("partners.show", number=number, _anchor="goals"))


@bp.get(ADD)
@allow("signed_in")
def add(number: int, kind: str) -> ResponseReturnValue:
    """Show an empty form for a note. Raises NotFound, Forbidden."""
    _require(number)
    return _note_page(number, kind, {"practice": request.args.get("practice", "")})


@bp.post(ADD)
@allow("signed_in")
def save_new(number: int, kind: str) -> ResponseReturnValue:
    """Save a new note. Raises NotFound, Forbidden."""
    typed, sure = sent()
    words = typed.get("words", "")
    try:
        if kind == Kind.MEETING:
            writing.note_meeting(
                number, actor=current_user, day=forms.read_day(typed), words=words, sure=sure
            )
        else:
            writing.note_taken(
                number,
                actor=current_user,
                words=words,
                practice=typed.get("practice", ""),
                sure=sure,
            )
    except Invalid as error:
        return _note_page(number, kind, typed, error.problems), error.status
    flash("Your note is saved.", "success")
    return redirect(url_for("partners.show", number=number, _anchor=kind))


@bp.get(NOTE)
@allow("signed_in")
def note(number: int, entry_id: int) -> ResponseReturnValue:
    """Show a note of one's own in a form. Raises NotFound, Forbidden."""
    _require(number)
    entry = groups.entry_by_number(number, entry_id)
    if entry.kind == Kind.GOALS:
        raise NotFound("There is no such note.")
    if entry.author_id != current_user.id:
        raise Forbidden("Only whoever wrote a note can correct it.")
    group = groups.group_by_number(number, viewer=current_user)
    offered = {each.id: each.slug for each in offered_practices(group, viewer=current_user)}
    practice = offered.get(entry.now.practice_id or 0, "")
    typed = {**forms.words_typed(entry.now, practice), "based_on": str(entry.now.number)}
    return _note_page(number, entry.kind, typed, entry=entry)


@bp.post(NOTE)
@allow("signed_in")
def save_note(number: int, entry_id: int) -> ResponseReturnValue:
    """Correct a note of one's own. Raises NotFound, Forbidden."""
    typed, sure = sent()
    try:
        entry = writing.correct(
            number,
            entry_id,
            actor=current_user,
            words=typed.get("words", ""),
            based_on=forms.read_number(typed.get("based_on"), otherwise=0),
            day=forms.read_day(typed),
            practice=typed.get("practice", ""),
            sure=sure,
        )
    except Invalid as error:
        found = groups.entry_by_number(number, entry_id)
        return _note_page(number, found.kind, typed, error.problems, found), error.status
    except EditConflict:
        found = groups.entry_by_number(number, entry_id)
        return _both(number, found, typed, request.path)
    flash("Your note is saved.", "success")
    return redirect(url_for("partners.show", number=number, _anchor=entry.kind))


def _require(number: int) -> None:
    require_writing(current_user, groups.group_by_number(number, viewer=current_user))


def _goals_of(number: int) -> PartnerEntry | None:
    return next(iter(groups.entries(number)[Kind.GOALS]), None)


def _version(entry: PartnerEntry | None) -> int:
    return entry.now.number if entry else 0


def _note_page(
    number: int,
    kind: str,
    typed: dict[str, str],
    problems: dict[str, str] | None = None,
    entry: PartnerEntry | None = None,
) -> str:
    group = groups.group_by_number(number, viewer=current_user)
    offered = offered_practices(group, viewer=current_user) if kind == Kind.TAKEN else []
    return form_page(
        "matching/partners/note.html",
        number,
        typed,
        problems,
        kind=kind,
        offered=offered,
        entry=entry,
    )


def _both(
    number: int, entry: PartnerEntry | None, typed: dict[str, str], action: str
) -> ResponseReturnValue:
    """Show what is saved beside what was typed, with both in one text to go on with."""
    if entry is None:
        raise NotFound("There is no such note.")
    based_on = forms.read_number(typed.get("based_on"), otherwise=0)
    base = next((each.words for each in entry.versions if each.number == based_on), "")
    ours = tidy(typed.get("words", ""))
    page = render_template(
        "matching/partners/both.html",
        group=groups.group_by_number(number, viewer=current_user),
        entry=entry,
        ours=ours,
        together=forms.both(base, entry.now.words, ours),
        typed=typed,
        action=action,
    )
    return page, 409
