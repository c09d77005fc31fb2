"""`portal practices`: bringing practices in from a file, and reminding their owners."""

from pathlib import Path

import click
from flask.cli import AppGroup

from portal.errors import Invalid
from portal.practices.library.importing import import_file
from portal.practices.review import reminders

practices_cli = AppGroup("practices", help="Bring practices in; remind owners.")


@practices_cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Import FILE (JSON Lines); running it again updates what it brought in before."""
    with file.open("rb") as lines:
        total = sum(1 for line in lines if line.strip())
    try:
        with click.progressbar(length=total, label="Importing") as bar:
            outcome = import_file(file, progress=bar.update)
    except Invalid as error:
        for problem in error.problems.values():
            click.echo(problem, err=True)
        raise click.ClickException("Nothing was imported. Correct these lines first.") from error
    click.echo(
        f"{outcome.created} created, {outcome.updated} updated, {outcome.unchanged} unchanged, "
        f"{outcome.kept} left alone because people changed them here."
    )
    if outcome.concerns:
        places = "1 place looks" if outcome.concerns == 1 else f"{outcome.concerns} places look"
        click.echo(
            f"Look through these: {places} like personal data, such as a telephone number. "
            "They were imported."
        )


@practices_cli.command()
def remind() -> None:
    """Write to whoever looks after a practice that is due for review; for a daily timer."""
    sent = reminders.remind()
    click.echo(f"{sent} {'reminder' if sent == 1 else 'reminders'} sent.")
