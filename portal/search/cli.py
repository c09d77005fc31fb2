"""`portal search`: looking after the index."""

import click
from flask import current_app
from flask.cli import AppGroup

from portal.search import services, thesaurus
from portal.search.index import IndexUnavailable
from portal.search.needs.services import forget
from portal.search.saved.telling import tell as tell_of_new_results

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


@search_cli.command("thesaurus")
@click.argument("word", required=False)
def check_thesaurus(word: str | None) -> None:
    """Check the file of words that mean the same, or show what means the same as WORD."""
    file = thesaurus.path()
    try:
        groups, mistakes = thesaurus.read(file)
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file} cannot be read as UTF-8 text: {error}") from error
    if word:
        found = thesaurus.with_word(groups, word)
        lines = [f"Line {group.line}: {', '.join(group.words)}" for group in found]
        click.echo("\n".join(lines) or f"“{word}” stands in no group.")
        return
    for note in thesaurus.heard_short(groups):
        click.echo(note)
    click.echo(f"{len(groups)} {'group is' if len(groups) == 1 else 'groups are'} in use.")
    if mistakes:
        raise click.ClickException("\n".join([f"{file} has mistakes.", *map(str, mistakes)]))


@search_cli.command()
def tell() -> None:
    """Count what is new for saved searches and write to who wants it; for a daily timer."""
    sent = tell_of_new_results()
    click.echo(f"{sent} {'letter' if sent == 1 else 'letters'} sent.")


@search_cli.command("forget-counts")
def forget_counts() -> None:
    """Forget old counts of searches; the running portal does it each day."""
    days = current_app.config["SETTINGS"].search_retention_days
    click.echo(f"{forget(days)} counts and answered requests were older than {days} days.")


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
