"""The reasons why something that looks like personal data may stand in a practice.

Of the words themselves only a digest is kept. It is made with the portal's secret: there are so few
telephone numbers and dates that a plain digest could be guessed back by trying them all.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from portal import audit, clock
from portal.accounts.models import User
from portal.db import db
from portal.personal_data import find
from portal.practices.content import storable
from portal.practices.models import Accepted, Practice

SHORTEST = 10
LONGEST = 300

_PURPOSE = b"reasons for personal data in practices"
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Reason:
    """Hold a reason that was given: its words, when, and by whom."""

    words: str
    by: str
    at: datetime


def digest_of(practice_id: int, kind: str, words: str) -> str:
    """Give the digest under which a reason is kept; spaces and capitals make no difference.

    The practice is part of it: what one accepts says nothing about another.
    """
    secret = str(current_app.config["SECRET_KEY"]).encode()
    key = hmac.digest(secret, _PURPOSE, hashlib.sha256)
    plain = " ".join(words.split()).casefold()
    message = f"{practice_id}\n{kind}\n{plain}".encode(errors="surrogatepass")
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def reasons_given(practice_id: int) -> dict[str, Reason]:
    """Read the reasons that were given for a practice, by digest."""
    query = (
        select(Accepted.digest, Accepted.reason, Accepted.created_at, User.name)
        .outerjoin(User, User.id == Accepted.actor_id)
        .where(Accepted.practice_id == practice_id)
    )
    return {
        digest: Reason(words, name or "somebody who has left", at)
        for digest, words, at, name in db.session.execute(query)
    }


def tidy_reason(words: str) -> str:
    """Bring a reason into the shape in which it is kept."""
    return " ".join(storable(words.replace("\n", " ").replace("\r", " ")).split())


def problem_of(reason: str) -> str:
    """Say what is wrong with a tidy reason; "" where it will do."""
    if not reason:
        return "Say why this may stay, or take it out"
    if len(reason) < SHORTEST or len(_WORD.findall(reason)) < 2:
        return f"Give the reason in a few words: {SHORTEST} characters or more"
    if len(reason) > LONGEST:
        return f"The reason must be {LONGEST} characters or fewer"
    if find(reason):
        return "The reason itself holds personal data. Give it without names and numbers"
    return ""


def keep_reason(
    practice: Practice, digest: str, kind: str, place: str, reason: str, *, actor: User
) -> None:
    """Keep a reason and write it into the audit trail; needs a running service."""
    row = db.session.get(Accepted, (practice.id, digest))
    if row is None:
        row = Accepted(practice_id=practice.id, digest=digest)
        db.session.add(row)
    row.kind, row.reason, row.actor_id, row.created_at = kind, reason, actor.id, clock.now()
    audit.record(
        "practice.personal_data_accepted",
        f"practice:{practice.id}",
        actor=actor,
        kind=kind,
        place=place,
        reason=reason,
    )


def typed_reasons(form: Mapping[str, str]) -> dict[str, str]:
    """Pick the reasons out of what a form sent, by digest."""
    return {
        name.removeprefix("reason-"): words
        for name, words in form.items()
        if name.startswith("reason-")
    }
