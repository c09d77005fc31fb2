"""The e-mail to those who look after copies: the original was published anew."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from portal import mail
from portal.accounts.links import absolute
from portal.accounts.models import User
from portal.accounts.queries import may_enter
from portal.db import after_commit, db
from portal.practices.models import Practice, Revision, Status

WORDS = """\
The original of something that you look after has a new version.

{lines}
Your copy stays as it is. Open each one to see what changed and to bring in what you want.
"""


def source_published(practice_ids: Collection[int], *, actor: User | None) -> None:
    """Tell the owners of the copies of these practices, one mail each, once everything is written.

    Needs a running service. Whoever published it is not told.
    """
    letters = _letters(practice_ids, actor)

    def hand_over() -> None:
        for address, lines in letters.items():
            words = WORDS.format(lines="\n".join(lines))
            mail.send_in_background(address, "The original has changed", words)

    if letters:
        after_commit(hand_over)


def _letters(practice_ids: Collection[int], actor: User | None) -> dict[str, list[str]]:
    """Give the lines about the copies of each owner who may sign in, by address."""
    known, latest = aliased(Revision), aliased(Revision)
    rows = db.session.execute(
        select(User.email, Practice.slug, latest.title)
        .join(User, User.id == Practice.owner_id)
        .join(latest, latest.id == Practice.latest_id)
        .join(known, known.id == func.coalesce(Practice.source_seen_id, Practice.copied_from_id))
        .where(
            known.practice_id.in_(practice_ids),
            Practice.status != Status.ARCHIVED,
            User.id != (actor.id if actor else 0),
            may_enter(User),
        )
        .order_by(User.email, Practice.id)
    )
    letters: dict[str, list[str]] = {}
    for address, slug, title in rows:
        lines = letters.setdefault(address, [])
        lines.append(f"- {title}\n  {absolute(f'/practices/{slug}/source')}\n")
    return letters
