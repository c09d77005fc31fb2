"""One thing of each sort, under addresses that never change, for tests that visit every page."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.accounts.invitations import invite
from portal.accounts.models import Role, User
from portal.db import db
from portal.matching.partners.meetings import set_meeting
from portal.matching.partners.writing import note_meeting
from portal.matching.rounds.drafts import propose_round
from portal.practices import services
from portal.practices.content import Content
from portal.practices.models import Practice
from portal.practices.unsaved import keep_unsaved
from portal.prisons.models import Prison
from portal.prisons.services import save_contact
from tests.pairs import publish
from tests.people import Cast

BODY = "## What we did\n\nMentors sat with learners twice a week.\n"


def set_out(app: Flask) -> None:
    """Add the samples to a database that has the cast; once for each engine and test process."""
    with app.app_context():
        people = {user.name: user for user in db.session.scalars(select(User))}
        alice, erin = people["Alice"], people["Erin"]
        midvale = db.session.scalars(select(Prison).where(Prison.code == "EX4")).one()
        _write("A draft", alice, midvale, published=False)
        _write("A published scheme", alice, midvale)
        _write("An archived scheme", alice, midvale, archived=True)
        _write("A template", erin, None, is_template=True)
        save_contact(actor=alice, prison=midvale, role="Maths tutor", how="Through the switchboard")
        invite(email="new@example.org", role=Role.MEMBER, actor=alice, prison=midvale)
        propose_round(actor=people["Dana"], region="")
        _pair_up(people, midvale)
        typed = {"title": ["Half a note"]}
        keep_unsaved(
            alice, "new:half-a-note-of-alice", kind="practice_note", based_on=0, typed=typed
        )


def _pair_up(people: dict[str, User], midvale: Prison) -> None:
    """Publish a round in which 901 is Midvale with Westholme, and 902, parted, with another."""
    others = [
        db.session.scalars(select(Prison).where(Prison.code == code)).one()
        for code in ("EX5", "EX1")
    ]
    made = publish(
        [(midvale, other) for other in others],
        by=people["Dana"].id,
        round_id=90,
        first_id=901,
    )
    made.groups[1].parted_at, made.groups[1].parted_why = clock.now(), "It did not work."
    db.session.commit()
    note_meeting(901, actor=people["Alice"], day=clock.today(), words="We met.")
    soon = clock.now() + timedelta(days=7)
    set_meeting(
        901, actor=people["Alice"], starts_at=soon, minutes="60", place="Video call", based_on=-1
    )


def _write(
    title: str,
    author: User,
    prison: Prison | None,
    *,
    is_template: bool = False,
    published: bool = True,
    archived: bool = False,
) -> Practice:
    content = Content(title=title, summary=f"{title}, in short.", body=BODY)
    practice = services.create_practice(
        "scheme", content, actor=author, prison=prison, is_template=is_template
    )
    if published:
        services.publish(practice, actor=author)
    if archived:
        services.archive(practice, actor=author)
    return practice


@pytest.fixture
def samples(cast: Cast) -> Cast:
    """Give the cast of a portal that already holds `/practices/a-draft` and its like."""
    return cast
