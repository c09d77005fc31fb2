"""`portal search`: looking after the index."""

import click
from flask.cli import AppGroup

from portal.search import services
from portal.search.index import IndexUnavailable

PATIENCE = 10  # seconds, for another process that writes the index

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
    problem = index_problem()
    if problem:  # else the repair would begin in the background, and end with this command
        raise click.ClickException(problem)
    if not services.catch_up(patience=PATIENCE):
        raise click.ClickException("Something else is writing the index. Try again in a minute.")
    click.echo("The index is up to date.")


@search_cli.command()
def status() -> None:
    """Say how the index stands; exits with 1 when something is wrong."""
    found = services.status()
    click.echo(f"{found.documents} of {found.expected} documents, {found.behind} changes behind")
    problem = index_problem()
    if problem:
        raise click.ClickException(problem)


def index_problem() -> str:
    """Say why the index has to be built anew and how, or nothing where it is sound."""
    found = services.status()
    if not found.healthy:
        problem = found.problem
    elif services.index().applied() > services.newest_change():
        problem = "the index is ahead of the database, which was put back to an older state"
    elif not found.behind and found.documents != found.expected:
        problem = f"{found.documents} documents are there, {found.expected} should be"
    else:
        return ""
    return f"{problem}. Run: portal search rebuild"
