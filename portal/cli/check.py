"""`portal check`: what is right, what is wrong and what to do about it. It changes nothing."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import func, make_url, select, text
from sqlalchemy.exc import DBAPIError

from portal.accounts.models import User
from portal.app import create_app
from portal.cli.failures import database_problem
from portal.config import Settings, SettingsError
from portal.db import db, migrate
from portal.search import services as search
from portal.search.cli import index_problem
from portal.web import asset_build

ENOUGH_SPACE = 500 * 1024 * 1024
NOT_MIGRATED = "not set up, or not brought up to date. Run: portal init"


@dataclass(frozen=True)
class Finding:
    """Say how one thing stands; `problem` is empty where all is well."""

    about: str
    problem: str = ""
    note: str = ""


@click.command()
def check() -> None:
    """Tell whether the portal is in order, one line each; exits with 1 when it is not."""
    try:
        settings = Settings.from_environment(read_only=True)
    except SettingsError as error:
        found = [Finding("Settings", problem) for problem in error.problems]
    else:
        found = list(findings(settings))
    for each in found:
        word = click.style("PROBLEM", fg="red") if each.problem else click.style("OK", fg="green")
        gap = " " * (1 if each.problem else 6)
        click.echo(f"{word}{gap}{each.about}: {each.problem or each.note}")
    if any(each.problem for each in found):
        raise SystemExit(1)


def findings(settings: Settings) -> Iterator[Finding]:
    """Look at everything that can be wrong, without writing anything."""
    demo = "demo on, for this computer only" if settings.demo else "demo off"
    yield Finding("Settings", note=f"{settings.environment}, {demo}, data in {settings.data}")
    yield _files(settings)
    yield _assets(settings)
    yield _space(settings)
    yield _mail(settings)
    missing = _missing_file(settings)
    if missing:
        yield Finding("Database", missing)
        return
    app = create_app(settings)
    with app.app_context():
        yield from _inside(app)


def _files(settings: Settings) -> Finding:
    """Find what another account left behind, such as root, with rights for itself alone."""
    kept = (settings.data, *settings.data.glob("*"))
    problem = _refused(path for path in kept if path != settings.assets)
    return Finding("Data folder", problem, str(settings.data))


def _refused(paths: Iterable[Path]) -> str:
    refused = next((path for path in paths if path.exists() and not os.access(path, os.W_OK)), None)
    return f"{refused} cannot be written by this account" if refused else ""


def _assets(settings: Settings) -> Finding:
    built = asset_build.is_built(settings.assets)
    problem = "" if built else "missing or out of date. Run: portal init"
    return Finding("Styles and scripts", problem, str(settings.assets))


def _space(settings: Settings) -> Finding:
    folder = next(each for each in (settings.data, *settings.data.parents) if each.exists())
    free = shutil.disk_usage(folder).free
    words = f"{free // 1024**2} MB free in {folder}"
    problem = "" if free >= ENOUGH_SPACE else f"only {words}. Make room before the disk is full"
    return Finding("Disk space", problem, words)


def _mail(settings: Settings) -> Finding:
    unset = "not set: nobody gets e-mail, links are shown to whoever invites"
    return Finding("Mail", note=f"sent from {settings.mail_from}" if settings.mail_url else unset)


def _missing_file(settings: Settings) -> str:
    """Look for SQLite's file first: connecting would make it."""
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or settings.data.joinpath(url.database or "").exists():
        return ""
    return f"{url.database} is not there. Run: portal init"


def _inside(app: Flask) -> Iterator[Finding]:
    settings: Settings = app.config["SETTINGS"]
    try:
        current = migrate.is_current()
    except DBAPIError as error:
        yield Finding("Database", database_problem(error))
        return
    yield Finding("Database", "" if current else NOT_MIGRATED, f"{db.engine.url!r}, up to date")
    if not current:
        return
    yield Finding("Stored data", _damage())
    yield _index(settings.search_index)
    yield _demo_people(settings)


def _damage() -> str:
    """Ask SQLite whether its file is whole; PostgreSQL checks every write by itself."""
    if db.engine.dialect.name != "sqlite":
        return ""
    checks: dict[str, Callable[[list[str]], bool]] = {
        "PRAGMA quick_check": lambda said: said == ["ok"],
        "PRAGMA foreign_key_check": lambda said: not said,
    }
    for question, is_fine in checks.items():
        said = [str(row[0]) for row in db.session.execute(text(question))]
        if not is_fine(said):
            return f"damaged ({question}: {said[0]}). Restore a backup; see docs/operations.md"
    return ""


def _index(folder: Path) -> Finding:
    found = search.status()
    words = f"{found.documents} of {found.expected} documents, {found.behind} changes behind"
    problem = index_problem() or _refused((folder, *folder.rglob("*")))
    if not problem and found.behind:
        problem = f"{words}. Run: portal search catch-up"
    return Finding("Search index", problem, words)


def _demo_people(settings: Settings) -> Finding:
    count = db.session.scalar(select(func.count()).select_from(User).where(User.is_demo)) or 0
    left = f"{count} demo people are left, who cannot sign in. Run: portal demo remove"
    return Finding("Demo people", left if count and not settings.demo else "", f"{count}")
