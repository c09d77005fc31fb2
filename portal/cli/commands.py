"""The commands by name: one is imported when it is called, and waits for no other's libraries."""

from importlib import import_module
from typing import Any, Final

import click

PLACES: Final = {
    "init": ("portal.cli.init", "init"),
    "serve": ("portal.cli.serve", "serve"),
    "check": ("portal.cli.check", "check"),
    "demo": ("portal.cli.demo", "demo"),
    "accounts": ("portal.accounts.cli", "accounts_cli"),
    "estate": ("portal.prisons.tables.cli", "estate_cli"),
    "matching": ("portal.matching.cli", "matching_cli"),
    "practices": ("portal.practices.cli", "practices_cli"),
    "search": ("portal.search.cli", "search_cli"),
    "storage": ("portal.storage.cli", "storage_cli"),
}


class Imported(dict[str, click.Command]):
    """Import a command of PLACES when it is asked for."""

    def __missing__(self, name: str) -> click.Command:
        module, attribute = PLACES[name]
        command: click.Command = getattr(import_module(module), attribute)
        self[name] = command
        return command


class Commands(click.Group):
    """Hold the commands of PLACES; tell what somebody can act on in lines, and exit 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names of all commands."""
        return sorted(PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give the command of this name."""
        return self.commands[cmd_name] if cmd_name in PLACES else None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Raises ClickException in place of the errors that failures.py knows."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            from portal.cli.failures import plain_words  # not above: seldom needed

            words = plain_words(error)
            if not words:
                raise
            raise click.ClickException(words) from error
