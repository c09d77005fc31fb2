"""One thing of each sort, under addresses that never change, for tests that visit every page."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.invitations import invite
from portal.accounts.models import Role, User
from portal.db import db
from portal.matching.services import propose_round
from portal.practices import services
from portal.practices.content import Content
from portal.practices.models import Practice
from portal.practices.unsaved import keep_unsaved
from portal.prisons.models import Prison
from portal.prisons.services import save_contact
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
        propose_round(actor=erin, region="")
        typed = {"title": ["Half a note"]}
        keep_unsaved(
            alice, "new:half-a-note-of-alice", kind="practice_note", based_on=0, typed=typed
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
