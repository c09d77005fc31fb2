"""Saying how well a group fits, six weeks and six months after all have accepted."""

from typing import Final

from portal import audit, clock
from portal.accounts.models import User
from portal.db import db, transactional
from portal.errors import Forbidden, Invalid, NotFound
from portal.matching.partners.groups import fit_times_due, speaks_for
from portal.matching.partners.guarding import problem, tidy
from portal.matching.partners.locking import locked
from portal.matching.partners.models import PartnerFit
from portal.matching.partners.permissions import is_open
from portal.matching.partners.vocabulary import FIT_CHANGEABLE, FITS

WORDS_MAX: Final = 1_000


@transactional
def say_fit(
    number: int, at: str, *, actor: User, answer: str, words: str = "", sure: bool = False
) -> PartnerFit:
    """Say for one's own prison how well a group fits; it can be changed for 14 days.

    `at` is one of FIT_TIMES, `answer` a key of FITS. Raises NotFound for a question that has not
    come yet, Forbidden and Invalid.
    """
    group = locked(number, actor=actor)
    if at not in fit_times_due(group):
        raise NotFound("This question has not come yet.")
    member = speaks_for(actor, group)
    if member is None:
        raise Forbidden("Only a prison lead of one of these prisons can answer.")
    if not is_open(group):
        raise Forbidden("This round has ended, so its answers stay as they are.")
    words = tidy(words)
    problems = {"words": problem(words, longest=WORDS_MAX, sure=sure)}
    if answer not in FITS:
        problems["answer"] = "Choose how well it fits"
    if found := {field: each for field, each in problems.items() if each}:
        raise Invalid(found)
    return _keep(number, member.prison_id, at, actor, answer, words)


def can_change(fit: PartnerFit | None) -> bool:
    """Tell whether an answer may still be given or changed."""
    return fit is None or clock.now() - fit.answered_at <= FIT_CHANGEABLE


def _keep(number: int, prison_id: int, at: str, actor: User, answer: str, words: str) -> PartnerFit:
    fit = db.session.get(PartnerFit, (number, prison_id, at), populate_existing=True)
    if not can_change(fit):
        raise Forbidden("This was answered more than 14 days ago, so the answer stays.")
    now = clock.now()
    if fit is None:
        fit = PartnerFit(group_id=number, prison_id=prison_id, at=at, answered_at=now)
        db.session.add(fit)
    fit.answer, fit.words = answer, words
    fit.changed_at, fit.answered_by_id = now, actor.id
    db.session.flush()
    audit.record(
        "partners.fit", f"pairing_group:{number}", actor=actor, at=at, prison=prison_id, says=answer
    )
    return fit
