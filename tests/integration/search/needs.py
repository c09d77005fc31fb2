"""What the tests of needs and requests share: putting counts in place and reading the lists."""

from datetime import date

from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.audit import AuditEvent
from portal.db import db
from portal.search.needs import queries, services
from portal.search.needs.counting import Counts

NEEDS = "/search/needs"
ASKED_FOR = "/search/asked-for"


def have_asked(app: Flask, question: str, day: date | None = None, **counts: int) -> None:
    """Put counts of a question in the database."""
    with app.app_context():
        services.write({(question, day or clock.today()): Counts(**counts)})


def lists(app: Flask, *, days: int = 90, part: str = "", page: int = 1) -> dict[str, list[str]]:
    """Give the questions of each part of the page of needs."""
    with app.app_context():
        found = queries.needs(days=days, part=part, page=page)
        return {key: [need.question for need in each.items] for key, each in found.items()}


def shown(app: Flask, **asked: int) -> list[str]:
    return [question for each in lists(app, **asked).values() for question in each]


def deeds(app: Flask) -> list[str]:
    with app.app_context():
        return list(
            db.session.scalars(
                select(AuditEvent.action)
                .where(AuditEvent.action.like("need.%") | AuditEvent.action.like("request.%"))
                .order_by(AuditEvent.id)
            )
        )
