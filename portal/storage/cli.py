"""`portal storage`: looking after the files that people attached."""

import click
from flask.cli import AppGroup

from portal.storage import reading
from portal.storage.check import findings

storage_cli = AppGroup("storage", help="Look after the files that people attached.")


@storage_cli.command()
@click.option("--mend", is_flag=True, help="Put right what can be put right.")
def check(mend: bool) -> None:
    """Compare the files with the database; exits with 1 where something is wrong and stays so."""
    found = list(findings())
    for each in found:
        click.echo(f"{each.about}: {each.problem}")
        if mend:
            each.mend()
            click.echo(f"    {each.remedy}")
    left = list(findings()) if mend else found
    if left:
        hint = "" if mend else " Run: portal storage check --mend"
        raise click.ClickException(f"{len(left)} things are wrong.{hint}")
    click.echo("The files are in order.")


@storage_cli.command()
def read() -> None:
    """Scan and read the files that are waiting, without waiting for the next upload."""
    click.echo(f"{reading.read_now()} files were read.")
