"""Keeping an answer."""

from sqlalchemy import select

from portal import audit, clock
from portal.accounts.models import User
from portal.db import db, take_turns, transactional
from portal.errors import Invalid
from portal.matching.questions.models import ANSWERS, LikenessAnswer
from portal.matching.questions.permissions import require_answering
from portal.matching.questions.queries import Question
from portal.prisons.profiles import Profile


def answer(*, actor: User, profile: Profile, question: Question, chosen: str, shown: str) -> None:
    """Keep somebody's answer, in place of an earlier one to the same question.

    `shown` is the `pair` that the person saw. Raises Forbidden, and Invalid where nothing was
    chosen or where the figures have changed and another pair is asked about now.
    """
    require_answering(actor, profile)
    if shown != question.pair:
        raise Invalid({"answer": "The figures have changed, so this question is new. Answer it"})
    if chosen not in ANSWERS:
        raise Invalid({"answer": "Choose an answer"})
    turned = question.a_id > question.b_id
    if turned and chosen in ("a", "b"):
        chosen = "b" if chosen == "a" else "a"
    low, high = sorted((question.a_id, question.b_id))
    _keep(actor, profile.prison.id, question.block, low, high, chosen)


@transactional
def _keep(actor: User, prison_id: int, block: str, a_id: int, b_id: int, chosen: str) -> None:
    take_turns(f"likeness {actor.id}")
    keys = {"answered_by_id": actor.id, "prison_id": prison_id, "block": block}
    kept = db.session.scalar(
        select(LikenessAnswer).filter_by(**keys, a_id=a_id, b_id=b_id)
    ) or LikenessAnswer(**keys, a_id=a_id, b_id=b_id)
    kept.answer, kept.answered_at = chosen, clock.now()
    db.session.add(kept)
    db.session.flush()
    audit.record("likeness.answered", f"likeness:{kept.id}", actor=actor)
