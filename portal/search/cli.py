"""`portal search`: looking after the index."""

import click
from flask.cli import AppGroup

from portal.search import services
from portal.search.index import IndexUnavailable

search_cli = AppGroup("search", help="Look after the search index.")


@search_cli.command()
def rebuild() -> None:
    """Index everything anew; readers keep the old index until the new one is ready."""
    try:
        with click.progressbar(length=services.status().expected, label="Indexing") as bar:
            count = services.rebuild(progress=bar.update)
    except IndexUnavailable as error:
        raise click.ClickException(f"The index could not be written: {error}") from error
    click.echo(f"{count} documents are in the index.")


@search_cli.command("catch-up")
def catch_up() -> None:
    """Bring the index up to the newest change."""
    if not services.catch_up(patience=10):
        raise click.ClickException("The index is busy or broken. Run `portal search status`.")
    click.echo("The index is up to date.")


@search_cli.command()
def status() -> None:
    """Say how the index stands; exits with 1 when something is wrong."""
    found = services.status()
    click.echo(f"{found.documents} of {found.expected} documents, {found.behind} changes behind")
    if not found.healthy:
        raise click.ClickException(found.problem)
