"""Accepting or declining, and saying how well a group fits."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import Forbidden, Invalid, NotFound
from portal.matching.partners import answering, fitting
from portal.matching.partners.groups import (
    accepted_at,
    fit_times_due,
    fits,
    group_by_number,
    speaks_for,
)
from portal.matching.partners.views.blueprint import ONE, bp, form_page, sent
from portal.matching.partners.vocabulary import DECLINE_REASONS, FIT_TIMES, FITS
from portal.matching.rounds.models import ACCEPTED, DECLINED, PairingGroup
from portal.matching.wording import listed
from portal.web.access import allow


@bp.get(f"{ONE}/answer")
@allow("signed_in")
def answer(number: int) -> ResponseReturnValue:
    """Ask whether a prison accepts. Raises NotFound, Forbidden."""
    group = group_by_number(number, viewer=current_user)
    member = answering.require_answering(group, speaks_for(current_user, group))
    typed = {"says": "", "reason": "", "words": ""}
    if member.answer:
        reason, words = answering.reason_of(member.answer_why)
        typed = {"says": member.answer, "reason": reason, "words": words}
    return _answer_page(number, typed)


@bp.post(f"{ONE}/answer")
@allow("signed_in")
def give_answer(number: int) -> ResponseReturnValue:
    """Keep the answer. Raises NotFound, Forbidden."""
    typed, sure = sent()
    try:
        group = answering.answer(
            number,
            actor=current_user,
            says=typed.get("says", ""),
            reason=typed.get("reason", ""),
            words=typed.get("words", ""),
            sure=sure,
        )
    except Invalid as error:
        return _answer_page(number, typed, error.problems), error.status
    if accepted_at(group) is not None:
        flash("You are partners now. Set a first meeting.", "success")
    elif typed.get("says") == ACCEPTED:
        flash(f"Your answer is saved. {_waits_for(group)}", "success")
    else:
        flash("Your answer is saved, and your lead is told.", "success")
    return redirect(url_for("partners.show", number=number))


def _waits_for(group: PairingGroup) -> str:
    if any(each.answer == DECLINED for each in group.members):
        return "Another prison has declined, and your lead is told."
    silent = [each.prison.name for each in group.members if each.answer is None]
    return f"{listed(silent)} {'has' if len(silent) == 1 else 'have'} not answered yet."


def _answer_page(number: int, typed: dict[str, str], problems: dict[str, str] | None = None) -> str:
    return form_page(
        "matching/partners/answer.html", number, typed, problems, reasons=DECLINE_REASONS
    )


@bp.get(f"{ONE}/fit/<at>")
@allow("signed_in")
def fit(number: int, at: str) -> ResponseReturnValue:
    """Ask how well a group fits. Raises NotFound, Forbidden."""
    group = group_by_number(number, viewer=current_user)
    member = speaks_for(current_user, group)
    if at not in fit_times_due(group):
        raise NotFound("This question has not come yet.")
    if member is None:
        raise Forbidden("Only a prison lead of one of these prisons can answer.")
    said = fits([number]).get((number, member.prison_id, at))
    if not fitting.can_change(said):
        raise Forbidden("This was answered more than 14 days ago, so the answer stays.")
    typed = {"answer": said.answer, "words": said.words} if said else {}
    return _fit_page(number, at, typed)


@bp.post(f"{ONE}/fit/<at>")
@allow("signed_in")
def say_fit(number: int, at: str) -> ResponseReturnValue:
    """Keep how well a group fits. Raises NotFound, Forbidden."""
    typed, sure = sent()
    try:
        fitting.say_fit(
            number,
            at,
            actor=current_user,
            answer=typed.get("answer", ""),
            words=typed.get("words", ""),
            sure=sure,
        )
    except Invalid as error:
        return _fit_page(number, at, typed, error.problems), error.status
    flash("Thank you. You can change your answer for 14 days.", "success")
    return redirect(url_for("partners.show", number=number))


def _fit_page(
    number: int, at: str, typed: dict[str, str], problems: dict[str, str] | None = None
) -> str:
    return form_page(
        "matching/partners/fit.html", number, typed, problems, fits=FITS, when=FIT_TIMES[at], at=at
    )
