"""The `portal` command: commands.py lists what it can do."""

from typing import TYPE_CHECKING

import click

from portal import __version__
from portal.cli.commands import Commands, Imported

if TYPE_CHECKING:
    from flask import Flask


@click.group(
    cls=Commands,
    commands=Imported(),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="ESW Practice Exchange")
@click.pass_context
def main(context: click.Context) -> None:
    """Set up, serve and look after the ESW Practice Exchange.

    Settings come from the environment; docs/operations.md lists them.
    """
    from flask.cli import ScriptInfo  # not above: --help and --version start without

    # Flask's with_appcontext builds the portal from this, and only for commands that need one.
    context.obj = ScriptInfo(create_app=_portal, set_debug_flag=False)


def _portal() -> "Flask":
    from portal.app import create_app

    return create_app()
