"""The e-mails about reviews: short, with a link, and without what anybody wrote in private.

They are handed to the mail server once everything is safely written. One that cannot be sent is
logged; the pages tell the same.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select

from portal import mail
from portal.accounts.links import absolute
from portal.accounts.models import User
from portal.accounts.queries import may_enter
from portal.db import after_commit, db
from portal.practices.models import Practice, ReviewStep, Revision, Step
from portal.practices.reviewers import reviewers_of
from portal.web.filters import day

SUBMITTED = """\
{actor} asks you to review “{title}” before others can read it.

Read it, then publish it or send it back:
{link}
"""
SENT_BACK = """\
{actor} read “{title}” and asks you to change something before it is published.

See what, and make your changes:
{link}
"""
PUBLISHED = """\
{actor} has published “{title}”. Everyone who is signed in can now read it.

{link}
"""
COMMENTED = """\
{actor} has left a comment about “{title}”.

Read it and answer:
{link}
"""
DUE = """\
{opening}

{lines}
Open each one. Choose “It is still right” if nothing has changed, or edit it.

Everything that waits for you:
{link}
"""
MINE = "You look after these practices. Please check that they are still right."
NOBODYS = (
    "Nobody looks after these practices any more. Please check that they are still right, or hand "
    "them on to somebody."
)


def submitted(practice: Practice, revision: Revision, *, actor: User) -> None:
    """Tell the reviewers that a version waits for them."""
    people = reviewers_of(practice.prison_id).people
    link = _page(practice, "/review")
    words = SUBMITTED.format(actor=actor.name, title=revision.title, link=link)
    _post(people, actor, f"To review: {revision.title}", words)


def sent_back(practice: Practice, revision: Revision, *, actor: User) -> None:
    """Tell the author that something has to change."""
    words = SENT_BACK.format(actor=actor.name, title=revision.title, link=_page(practice))
    _post(_authors(practice, revision), actor, f"Sent back to you: {revision.title}", words)


def published(practice: Practice, revision: Revision, *, actor: User) -> None:
    """Tell the author that everyone can read it."""
    words = PUBLISHED.format(actor=actor.name, title=revision.title, link=_page(practice))
    _post(_authors(practice, revision), actor, f"Published: {revision.title}", words)


def commented(
    practice: Practice, revision: Revision, *, actor: User, talkers: Iterable[User] = ()
) -> None:
    """Tell the author, and `talkers` who said something before, that somebody said something."""
    link = _page(practice, "/review#comments")
    words = COMMENTED.format(actor=actor.name, title=revision.title, link=link)
    people = {each.id: each for each in (*_authors(practice, revision), *talkers)}
    _post(people.values(), actor, f"A comment about {revision.title}", words)


def due(
    practices: Sequence[tuple[str, str, date]], *, today: date, has_owner: bool
) -> tuple[str, str]:
    """Give the subject and the words of a reminder; a practice is its title, address and date."""
    lines = "\n".join(
        f"- {title}\n  {_due_words(on, today)}\n  {absolute(f'/practices/{slug}')}\n"
        for title, slug, on in practices
    )
    some = "1 practice" if len(practices) == 1 else f"{len(practices)} practices"
    opening = MINE if has_owner else NOBODYS
    words = DUE.format(opening=opening, lines=lines, link=absolute("/reviews"))
    return f"Please check {some}", words


def _due_words(on: date, today: date) -> str:
    return f"Due for review since {day(on)}" if on <= today else f"Due for review on {day(on)}"


def _page(practice: Practice, below: str = "") -> str:
    return absolute(f"/practices/{practice.slug}{below}")


def _authors(practice: Practice, revision: Revision) -> Sequence[User]:
    """Find who wrote, submitted and looks after a version, as far as they may sign in."""
    submitter = db.session.scalar(
        select(ReviewStep.actor_id)
        .where(ReviewStep.practice_id == practice.id, ReviewStep.step == Step.SUBMITTED)
        .order_by(ReviewStep.id.desc())
        .limit(1)
    )
    wanted = {revision.author_id, submitter, practice.owner_id} - {None}
    return db.session.scalars(select(User).where(User.id.in_(wanted), may_enter(User))).all()


def _post(people: Iterable[User], actor: User, subject: str, words: str) -> None:
    """Hand a message to each of these but the one who did it, once everything is written."""
    addresses = [each.email for each in people if each.id != actor.id]

    def hand_over() -> None:
        for address in addresses:
            mail.send_in_background(address, subject, words)

    after_commit(hand_over)
