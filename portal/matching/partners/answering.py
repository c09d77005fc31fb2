"""Accepting or declining to be paired."""

from typing import Final

from portal import audit, clock
from portal.accounts.models import User
from portal.db import transactional
from portal.errors import Forbidden, Invalid
from portal.matching.partners.groups import accepted_at, speaks_for
from portal.matching.partners.guarding import problem, tidy
from portal.matching.partners.locking import locked
from portal.matching.partners.models import Letter
from portal.matching.partners.permissions import is_open
from portal.matching.partners.telling import tell_lead
from portal.matching.partners.vocabulary import DECLINE_REASONS
from portal.matching.rounds.models import ACCEPTED, DECLINED, PairingGroup, PairingMember

WORDS_MAX: Final = 1_000


@transactional
def answer(
    number: int, *, actor: User, says: str, reason: str = "", words: str = "", sure: bool = False
) -> PairingGroup:
    """Accept or decline for one's own prison, and give the group; the lead is told of a decline.

    `reason` is a key of DECLINE_REASONS; `words` are stored below it. An answer can be changed
    until all have accepted. Raises NotFound, Forbidden and Invalid.
    """
    group = locked(number, actor=actor)
    member = require_answering(group, speaks_for(actor, group))
    why = _checked(says, reason, tidy(words), sure)
    if (member.answer, member.answer_why) == (says, why):
        return group
    member.answer, member.answer_why = says, why
    member.answered_at, member.answered_by_id = clock.now(), actor.id
    audit.record(
        f"pairing.{says}", f"pairing_group:{group.id}", actor=actor, prison=member.prison_id
    )
    if says == DECLINED:
        tell_lead(group, Letter.DECLINED)
    return group


def require_answering(group: PairingGroup, member: PairingMember | None) -> PairingMember:
    """Give the member that somebody answers for; nobody may else, or too late. Raises Forbidden."""
    if member is None:
        raise Forbidden("Only a prison lead of one of these prisons can answer.")
    if not is_open(group):
        raise Forbidden("This group was parted or its round has ended, so it needs no answer.")
    if accepted_at(group) is not None:
        raise Forbidden(
            "All have accepted, so the answer stands. Ask your regional lead if it does not work."
        )
    return member


def reason_of(why: str) -> tuple[str, str]:
    """Take the stored reason apart: the key of the choice ("" for none), and the words."""
    first, _, rest = why.partition("\n")
    chosen = next((key for key, label in DECLINE_REASONS.items() if label == first), "")
    return (chosen, rest) if chosen else ("", why)


def _checked(says: str, reason: str, words: str, sure: bool) -> str:
    problems = {"words": problem(words, longest=WORDS_MAX, sure=sure)}
    if says not in (ACCEPTED, DECLINED):
        problems["says"] = "Choose whether you accept or decline"
    if says == DECLINED:
        if reason not in DECLINE_REASONS:
            problems["reason"] = "Choose why you decline"
        elif reason == "other" and not words:
            problems["words"] = "Say why you decline"
    if found := {field: each for field, each in problems.items() if each}:
        raise Invalid(found)
    return words if says == ACCEPTED else "\n".join(filter(None, (DECLINE_REASONS[reason], words)))
