"""`portal init`: everything a portal needs before it can be served, each step repeatable."""

import hashlib
from collections.abc import Callable

import click
from flask import Flask

from portal import __version__
from portal.app import create_app
from portal.cli.demo import add_demo
from portal.config import Settings, bundled
from portal.db import db, migrate
from portal.matching.editions.services import publish_first_edition
from portal.practices.library import loading as library
from portal.practices.likeness.fingerprints import fill_missing
from portal.prisons import estate
from portal.search import services as search
from portal.search.cli import PATIENCE, index_problem
from portal.web import asset_build

Step = tuple[str, Callable[[], object]]


@click.command()
def init() -> None:
    """Set the portal up, or bring it up to date; safe to repeat.

    Builds styles and scripts, migrates the database, loads the prisons and the starter library,
    keeps a first edition of the lists of similar prisons, fills the search index and, for a demo,
    adds example prisons and people. What people wrote or changed is never overwritten.
    """
    set_up(Settings.from_environment())
    click.echo("The portal is ready. Start it with: portal serve")


def set_up(settings: Settings, *, only_changes: bool = False) -> Flask:
    """Do every step of `portal init`, telling each, and give the portal.

    With `only_changes` the content is not loaded again where it is as it was last time. Raises
    what failures.plain_words knows.
    """
    contents = _contents(settings)
    total = len(contents) + 3
    _tell(1, total, "Styles and scripts")
    if not asset_build.is_built(settings.assets):
        asset_build.build(settings.assets, say=lambda what: click.echo(f"      {what}"))
    app = create_app(settings)  # not earlier: it reads the names of the assets
    with app.app_context():
        _tell(2, total, "Database")
        stamp = Stamp(settings)
        unchanged = only_changes and migrate.is_current() and stamp.is_fresh()
        if not unchanged:
            migrate.upgrade()
        if index_problem():  # what is loaded next would set off a repair
            search.rebuild()
        for number, (label, load) in enumerate(contents, start=3):
            _tell(number, total, f"{label} (unchanged)" if unchanged else label)
            if not unchanged:
                load()
        stamp.renew()
        _tell(total, total, "Search index")
        _bring_index_up()
        db.session.close()  # else its connection would outlive the next line
        db.engine.dispose()
    return app


def _tell(number: int, total: int, label: str) -> None:
    click.echo(f"[{number}/{total}] {label}")


def _contents(settings: Settings) -> list[Step]:
    folder = bundled("content")
    steps: list[Step] = [
        ("Prisons of England and Wales", lambda: estate.load_estate(folder=folder / "estate")),
        ("First edition of the lists of similar prisons", publish_first_edition),
        ("Starter library", lambda: library.load_library(folder=folder)),
        ("What tells practices alike", fill_missing),
    ]
    if settings.demo:
        steps.append(("Example prisons, notes and people for the demo", add_demo))
    return steps


def _bring_index_up() -> None:
    """Follow the changes since last time; start anew where there is no sound index of ours."""
    if not index_problem() and search.catch_up(patience=PATIENCE) and not index_problem():
        return
    with click.progressbar(length=search.status().expected, label="      Indexing") as bar:
        search.rebuild(progress=bar.update)


class Stamp:
    """Remember which content was loaded, in a file of the data folder."""

    def __init__(self, settings: Settings) -> None:
        self.path = settings.data / "content-loaded"
        digest = hashlib.sha256(f"{__version__} {settings.database_url} {settings.demo}".encode())
        for path in sorted(bundled("content").rglob("*")):
            if path.is_file():
                digest.update(path.read_bytes())
        self.now = digest.hexdigest()

    def is_fresh(self) -> bool:
        """Tell whether the content is what it was when it was loaded."""
        return self.path.exists() and self.path.read_text() == self.now

    def renew(self) -> None:
        """Note that this content is loaded."""
        self.path.write_text(self.now)
