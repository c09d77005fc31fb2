"""The review of a practice: asking for it, answering, and looking again when its date comes.

Every public service is one transaction, leaves a step and a line in the audit trail, and does
nothing when a button is pressed twice.
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from sqlalchemy import select

from portal import audit, clock
from portal.accounts import colleagues
from portal.accounts.models import User
from portal.db import db, transactional
from portal.errors import EditConflict, Forbidden, Invalid
from portal.personal_data import first_blocking
from portal.practices import services
from portal.practices.content import storable
from portal.practices.drafting import add_step, locked, tell_search
from portal.practices.guard.clearing import clear
from portal.practices.guard.inspecting import Inspection, inspect_number
from portal.practices.letters import reviews as letters
from portal.practices.models import Practice, ReviewStep, Revision, Status, Step
from portal.practices.permissions import can_edit, can_publish, can_review
from portal.practices.review.conversation import talkers
from portal.practices.review_dates import FEWEST_MONTHS, MOST_MONTHS, months_after, next_review

WORDS_MAX = 2000

NextStep = Literal["publish", "submit", "wait"]


def next_step(practice: Practice, actor: User) -> NextStep:
    """Tell what somebody who may change a practice can do with its newest version."""
    if can_publish(actor, practice):
        return "publish"
    return "wait" if practice.submitted_id == practice.latest_id else "submit"


def submit(
    practice: Practice,
    *,
    actor: User,
    based_on: int,
    reasons: Mapping[str, str] | None = None,
    gaps_meant: bool = False,
) -> Practice:
    """Ask the reviewers to publish the newest version, which must be number `based_on`.

    It takes the place of one that waits already. `reasons` say, by digest, why what was found in
    it may stay, `gaps_meant` that its square brackets are no gaps. Raises Invalid, EditConflict
    and Forbidden.
    """
    inspection = inspect_number(practice, based_on)
    return _submit(practice, actor, based_on, reasons or {}, inspection, gaps_meant)


@transactional
def _submit(
    practice: Practice,
    actor: User,
    based_on: int,
    reasons: Mapping[str, str],
    inspection: Inspection,
    gaps_meant: bool,
) -> Practice:
    practice = _editable(practice, actor)
    latest = db.session.get_one(Revision, practice.latest_id)
    if latest.number != based_on:
        raise EditConflict("Somebody saved a newer version meanwhile. Check that one first.")
    if latest.id in (practice.submitted_id, practice.published_id):
        return practice
    if can_publish(actor, practice):
        raise Invalid({"": "You can publish this yourself: nobody has to review it"})
    if practice.status == Status.ARCHIVED:
        raise Invalid({"": "This is archived. Bring it back before you send it for review"})
    clear(practice, latest, inspection, reasons, actor=actor, gaps_meant=gaps_meant)
    practice.submitted_id, practice.updated_at = latest.id, clock.now()
    _note(practice, Step.SUBMITTED, actor, latest)
    letters.submitted(practice, latest, actor=actor)
    return practice


@transactional
def take_back(practice: Practice, *, actor: User) -> Practice:
    """Take a version back from review. Raises Forbidden."""
    practice = _editable(practice, actor)
    if practice.submitted_id is not None:
        submitted = db.session.get_one(Revision, practice.submitted_id)
        practice.submitted_id = None
        _note(practice, Step.TAKEN_BACK, actor, submitted)
    return practice


@transactional
def comment(practice: Practice, *, actor: User, words: str) -> Practice:
    """Say something about the version in review, or the newest. Raises Invalid and Forbidden."""
    practice = locked(practice)
    _require(can_edit(actor, practice) or can_review(actor, practice))
    words = _checked_words(words, wanted="Write your comment")
    revision = db.session.get_one(Revision, practice.submitted_id or practice.latest_id)
    if not _was_last(practice, Step.COMMENT, actor, words):
        _note(practice, Step.COMMENT, actor, revision, words)
        letters.commented(practice, revision, actor=actor, talkers=talkers(practice))
    return practice


@transactional
def send_back(practice: Practice, *, actor: User, number: int, words: str) -> Practice:
    """Give revision `number` back to who submitted it, saying what has to change.

    Raises Invalid without words, EditConflict where that one waits no longer, Forbidden.
    """
    practice = locked(practice)
    words = _checked_words(words, wanted="Write what has to change")
    if practice.submitted_id is None and _was_last(practice, Step.SENT_BACK, actor, words):
        return practice
    _require(can_review(actor, practice))
    submitted = _submitted(practice, number)
    letters.sent_back(practice, submitted, actor=actor)
    practice.submitted_id, practice.updated_at = None, clock.now()
    _note(practice, Step.SENT_BACK, actor, submitted, words)
    return practice


def publish(
    practice: Practice,
    *,
    actor: User,
    number: int,
    newest: int,
    reasons: Mapping[str, str] | None = None,
) -> Practice:
    """Publish revision `number`, which was submitted, while `newest` is the newest there is.

    `reasons` are for what was found in it since. Raises EditConflict where that one waits no
    longer or the author has saved since, Forbidden, and Invalid where it is not ready.
    """
    inspection = inspect_number(practice, number)
    return _publish(practice, actor, number, newest, reasons or {}, inspection)


@transactional
def _publish(
    practice: Practice,
    actor: User,
    number: int,
    newest: int,
    reasons: Mapping[str, str],
    inspection: Inspection,
) -> Practice:
    practice = locked(practice)
    if practice.submitted_id is None and _is_published(practice, number):
        return practice
    _require(can_review(actor, practice))
    submitted = _submitted(practice, number)
    if db.session.get_one(Revision, practice.latest_id).number != newest:
        raise EditConflict(
            "The author saved a newer version since you opened the review. Read it again: you can "
            "still publish the one that was submitted."
        )
    return services.publish(
        practice,
        actor=actor,
        number=submitted.number,
        reasons=reasons,
        inspection=inspection,
        gaps_meant=True,  # whoever submitted it was asked
    )


@transactional
def bring_back(practice: Practice, *, actor: User) -> Practice:
    """Make a draft of an archived practice again. Raises Forbidden."""
    practice = _editable(practice, actor)
    if practice.status == Status.ARCHIVED:
        practice.status, practice.updated_at = Status.DRAFT, clock.now()
        _note(practice, Step.BROUGHT_BACK, actor)
    return practice


@transactional
def confirm_current(practice: Practice, *, actor: User) -> Practice:
    """Say that a published practice is still right: it is due again in a year.

    Raises Forbidden, and Invalid where it is not published.
    """
    practice = _published(practice, actor)
    due = next_review(clock.today())
    if practice.review_on != due:
        _set_review_date(practice, due)
        practice.checked_at = clock.now()
        _note(practice, Step.CHECKED, actor)
    return practice


@transactional
def change_review_date(practice: Practice, *, actor: User, day: date) -> Practice:
    """Set the day of the next review, 1 to 24 months from now. Raises Invalid and Forbidden."""
    practice = _published(practice, actor)
    first, last = (months_after(clock.today(), each) for each in (FEWEST_MONTHS, MOST_MONTHS))
    if not first <= day <= last:
        wanted = f"Choose a day between {FEWEST_MONTHS} and {MOST_MONTHS} months from now"
        raise Invalid({"review_on": wanted})
    if practice.review_on != day:
        _set_review_date(practice, day)
        _note(practice, Step.REVIEW_DATE, actor)
    return practice


@transactional
def hand_on(practice: Practice, *, actor: User, owner_id: int) -> Practice:
    """Let somebody else look after a practice: an active person of its prison.

    What belongs to the starter library goes to an administrator. Raises Invalid and Forbidden.
    """
    practice = _editable(practice, actor)
    owner = next((each for each in possible_owners(practice) if each.id == owner_id), None)
    if owner is None:
        raise Invalid({"owner": "Choose somebody who works there and can sign in"})
    if practice.owner_id != owner.id:
        practice.owner_id = owner.id
        _note(practice, Step.HANDED_ON, actor, words=owner.name)
    return practice


def possible_owners(practice: Practice) -> list[User]:
    """List by name who could look after a practice."""
    if practice.prison_id is None:
        return list(colleagues.administrators())
    return list(colleagues.people_of(practice.prison_id))


def _editable(practice: Practice, actor: User) -> Practice:
    practice = locked(practice)
    _require(can_edit(actor, practice))
    return practice


def _published(practice: Practice, actor: User) -> Practice:
    practice = _editable(practice, actor)
    if practice.status != Status.PUBLISHED:
        raise Invalid({"": "Only a published practice has a review date"})
    return practice


def _require(allowed: bool) -> None:
    if not allowed:
        raise Forbidden("You are not among those who look after this practice or review it.")


def _submitted(practice: Practice, number: int) -> Revision:
    if practice.submitted_id is not None:
        submitted = db.session.get_one(Revision, practice.submitted_id)
        if submitted.number == number:
            return submitted
    raise EditConflict("This version does not wait for a review any more. Look at it again.")


def _is_published(practice: Practice, number: int) -> bool:
    if practice.published_id is None:
        return False
    return db.session.get_one(Revision, practice.published_id).number == number


def _set_review_date(practice: Practice, day: date) -> None:
    practice.review_on, practice.reminded_at = day, None
    tell_search(practice)


def _was_last(practice: Practice, step: Step, actor: User, words: str) -> bool:
    """Tell whether the last step was this very one: the button was pressed twice."""
    last = db.session.scalar(
        select(ReviewStep)
        .where(ReviewStep.practice_id == practice.id)
        .order_by(ReviewStep.id.desc())
        .limit(1)
    )
    return last is not None and (last.step, last.actor_id, last.words) == (step, actor.id, words)


def _checked_words(words: str, *, wanted: str) -> str:
    words = storable(words.replace("\r\n", "\n"))
    if not words:
        raise Invalid({"words": wanted})
    if len(words) > WORDS_MAX:
        raise Invalid({"words": f"Use {WORDS_MAX:,} characters or fewer"})
    if found := first_blocking(words):
        raise Invalid({"words": f"“{found.words}”: {found.why}"})
    return words


def _note(
    practice: Practice, step: Step, actor: User, revision: Revision | None = None, words: str = ""
) -> None:
    """Remember a step, and who took it in the audit trail, which keeps no words."""
    revision_id = revision.id if revision else None
    add_step(practice, step, actor=actor, revision_id=revision_id, words=words)
    detail = {"revision": revision.number} if revision else {}
    audit.record(f"practice.{step.value}", f"practice:{practice.id}", actor=actor, **detail)
