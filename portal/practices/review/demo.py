"""What the demo shows of reviews: a note in review, one that is overdue, and who looks after them.

Repeatable; what somebody did with them since is left alone. They go with the example prisons.
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import exists, select, update

from portal import clock
from portal.accounts import colleagues
from portal.accounts.models import User
from portal.db import db, transactional
from portal.practices.content import Content
from portal.practices.drafting import tell_search
from portal.practices.library.loading import read_file
from portal.practices.models import Practice, ReviewStep, Status
from portal.practices.review import reviewing
from portal.practices.services import create_practice
from portal.prisons.models import Prison

IN_REVIEW = "demo-review:"  # begins the external_id of what waits for a review
OVERDUE = "example:midvale-one-named-lead"
WRITTEN = timedelta(days=400)
OVERDUE_FOR = timedelta(days=35)


def show_reviews(*, folder: Path, author: User) -> None:
    """Let `author` send the notes of a folder for review, and let one published note be overdue."""
    for path in sorted(folder.glob("*.md")):
        external_id = f"{IN_REVIEW}{path.stem}"
        if not db.session.scalar(select(exists().where(Practice.external_id == external_id))):
            note = read_file(path, external_id, {"EX4": author.prison_id or 0})
            _send_for_review(note.kind, note.content, external_id, author)
    _look_after()
    _let_one_be_overdue()


@transactional
def _send_for_review(kind: str, content: Content, external_id: str, author: User) -> None:
    practice = create_practice(kind, content, actor=author, prison=author.prison)
    practice.external_id = external_id
    if reviewing.next_step(practice, author) == "submit":
        reviewing.submit(practice, actor=author, based_on=1)


@transactional
def _look_after() -> None:
    """Give what nobody looks after to the first lead of its example prison, or to anybody there."""
    for prison_id in db.session.scalars(select(Prison.id).where(Prison.is_example)):
        people: Sequence[User] = colleagues.leads_of(prison_id) or colleagues.people_of(prison_id)
        mine = (Practice.prison_id == prison_id, Practice.owner_id.is_(None))
        if people:
            db.session.execute(update(Practice).where(*mine).values(owner_id=people[0].id))


@transactional
def _let_one_be_overdue() -> None:
    touched = exists().where(ReviewStep.practice_id == Practice.id)
    practice = db.session.scalar(
        select(Practice).where(
            Practice.external_id == OVERDUE, Practice.status == Status.PUBLISHED, ~touched
        )
    )
    if practice is not None and practice.review_on and practice.review_on > clock.today():
        practice.published_at = practice.checked_at = clock.now() - WRITTEN
        practice.review_on = clock.today() - OVERDUE_FOR
        tell_search(practice)
