"""`portal demo`: people to try the portal as, and the example prisons they work at."""

import os
import secrets
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from portal.accounts import demo_people as accounts
from portal.accounts.models import ROLE_LABELS
from portal.accounts.queries import person_by_email
from portal.cli.cast import PEOPLE, Person
from portal.config import Settings, bundled
from portal.db import after_commit, transactional
from portal.matching.partners.removing import remove_example_rounds
from portal.practices.library import loading as library
from portal.practices.review import demo as demo_reviews
from portal.prisons import estate
from portal.prisons.queries import prison_by_code
from portal.search import services as search

FILE = "demo-sign-ins.txt"
AUTHOR = "bob@example.org"  # of the note that waits for a review
PASSWORD = "Password of all: "  # noqa: S105 - the words before it
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike: people type it
GROUPS, GROUP = 4, 4

demo = AppGroup("demo", help="Look after the demo: example prisons, notes and people.")


@demo.command()
def show() -> None:
    """Print the sign-ins of the demo."""
    settings = _settings()
    found = sign_ins(settings) if settings.demo else ""
    if not found:
        raise click.ClickException("There are no demo sign-ins. Add them with: portal demo add")
    click.echo(found)


@demo.command()
def add() -> None:
    """Add example prisons, notes and people, where they are missing."""
    add_demo()
    click.echo(sign_ins(_settings()))


@demo.command()
def remove() -> None:
    """Take away the example prisons, notes and people; what others wrote stays."""
    remove_demo()
    _file(_settings()).unlink(missing_ok=True)
    click.echo("The example prisons, notes and people are gone.")
    click.echo("To keep it so, set PORTAL_DEMO=false: while it is on, `portal init` adds them.")


def sign_ins(settings: Settings) -> str:
    """Give the sign-ins as they are kept, or nothing where there are none."""
    try:
        return _file(settings).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def add_demo() -> None:
    """Add what is missing of the demo; repeatable. Raises ClickException where demo is off."""
    settings = _settings()
    if not settings.demo:
        raise click.ClickException("Demo sign-ins need PORTAL_DEMO=true, never in production.")
    content = bundled("content") / "examples"
    estate.load_examples(folder=content)
    library.load_examples(folder=content / "practices")
    password = _kept_password(settings) or _new_password()
    _keep(settings, password)
    add_people(password)
    author = person_by_email(AUTHOR)
    if author is not None and author.is_demo:
        demo_reviews.show_reviews(folder=content / "in-review", author=author)


@transactional
def add_people(password: str) -> None:
    """Let the demo people sign in with this password, making those who are missing."""
    for person in PEOPLE:
        accounts.add_demo_person(
            email=person.email,
            name=person.name,
            role=person.role,
            prison=prison_by_code(person.prison) if person.prison else None,
            region=person.region,
            password=password,
        )


@transactional
def remove_demo() -> None:
    """Take the whole demo away, or nothing of it."""
    library.remove_examples()
    remove_example_rounds()
    accounts.remove_demo_people()
    estate.remove_examples()
    after_commit(search.catch_up)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _file(settings: Settings) -> Path:
    return settings.data / FILE


def _kept_password(settings: Settings) -> str:
    lines = sign_ins(settings).splitlines()
    return next((line.removeprefix(PASSWORD) for line in lines if line.startswith(PASSWORD)), "")


def _new_password() -> str:
    """Make one that is easy to type and, with 78 bits, past guessing."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def _keep(settings: Settings, password: str) -> None:
    """Write the sign-ins where only this account can read them."""
    lines = ["To try the portal, sign in as one of these.", f"{PASSWORD}{password}", ""]
    lines += [_line(person) for person in PEOPLE]
    path = os.open(_file(settings), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def _line(person: Person) -> str:
    role = ROLE_LABELS[person.role].lower()
    return f"  {person.email:<20} {person.name}, {role}, {person.place}"
