"""The cast: a small estate and the five people that the tests speak of."""

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import Role, User
from portal.config import bundled
from portal.db import db
from portal.prisons.models import Prison

PASSWORD = "correct horse battery"
# Twelve real prisons of many kinds, beside the five invented ones; six are in Dana's region.
WEST_MIDLANDS = ("BMI", "BSI", "DGI", "DHI", "LLI", "OWI")
ELSEWHERE = ("ACI", "AYI", "FDI", "FKI", "LEI", "WWI")

HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass(frozen=True)
class Cast:
    """Hold the people and prisons as plain detached objects: readable anywhere."""

    alice: User  # prison lead of Example Midvale
    bob: User  # member of Example Midvale
    charlie: User  # member of Example Westholme
    dana: User  # regional lead of the West Midlands
    erin: User  # administrator
    prisons: dict[str, Prison] = field(repr=False)  # by code

    @property
    def midvale(self) -> Prison:
        """Give the prison of Alice and Bob."""
        return self.prisons["EX4"]

    @property
    def westholme(self) -> Prison:
        """Give the prison of Charlie, which has no reviews: everybody there publishes."""
        return self.prisons["EX5"]


def move_in(app: Flask) -> None:
    """Fill an empty database with the cast; done once for each engine and test process."""
    with app.app_context():
        _load_prisons()
        prisons = {prison.code: prison for prison in db.session.scalars(select(Prison))}
        prisons["EX5"].reviews_practices = False
        _add("Alice", Role.PRISON_LEAD, prisons["EX4"])
        _add("Bob", Role.MEMBER, prisons["EX4"])
        _add("Charlie", Role.MEMBER, prisons["EX5"])
        _add("Dana", Role.REGIONAL_LEAD, region="West Midlands")
        _add("Erin", Role.ADMINISTRATOR)
        db.session.commit()


def _load_prisons() -> None:
    for folder, codes in (("examples", None), ("estate", WEST_MIDLANDS + ELSEWHERE)):
        with (bundled("content") / folder / "prisons.csv").open(newline="") as file:
            for row in csv.DictReader(file):
                if codes is None or row["code"] in codes:
                    _add_prison(row, is_example=codes is None)
    db.session.flush()


def _add_prison(row: dict[str, str], *, is_example: bool) -> None:
    for_numbers = {key: float(row[key]) if row[key] else None for key in ("latitude", "longitude")}
    slug = row["name"].lower().replace(" ", "-")
    db.session.add(Prison(**{**row, **for_numbers}, slug=slug, is_example=is_example))


def _add(name: str, role: Role, prison: Prison | None = None, region: str | None = None) -> None:
    db.session.add(
        User(
            email=f"{name.lower()}@example.org",
            name=name,
            role=role,
            prison=prison,
            region=region,
            password_hash=HASHER.hash(PASSWORD),
            session_key=f"session-key-of-{name.lower()}",
            # Not the portal's clock: what is made once may be made in a test that has moved it.
            created_at=datetime.now(UTC),
        )
    )


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Give the five people and the seventeen prisons of this test's portal."""
    with app.app_context():
        everyone = {user.name.lower(): user for user in db.session.scalars(select(User))}
        prisons = {prison.code: prison for prison in db.session.scalars(select(Prison))}
        db.session.expunge_all()
    return Cast(**everyone, prisons=prisons)


@pytest.fixture
def sign_in() -> Callable[[FlaskClient, User], None]:
    """Give the act of signing somebody in, without the form and its password."""

    def act(client: FlaskClient, person: User) -> None:
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = person.session_key, True

    return act
