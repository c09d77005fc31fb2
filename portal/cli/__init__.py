"""The `portal` command: read down the list to see what it can do."""

import click
from flask.cli import ScriptInfo

from portal import __version__
from portal.accounts.cli import accounts_cli
from portal.app import create_app
from portal.cli.check import check
from portal.cli.demo import demo
from portal.cli.failures import PlainFailures
from portal.cli.init import init
from portal.cli.serve import serve
from portal.matching.cli import matching_cli
from portal.practices.cli import practices_cli
from portal.prisons.tables.cli import estate_cli
from portal.search.cli import search_cli
from portal.storage.cli import storage_cli

COMMANDS = (
    init,
    serve,
    check,
    demo,
    accounts_cli,
    estate_cli,
    matching_cli,
    practices_cli,
    search_cli,
    storage_cli,
)


@click.group(cls=PlainFailures, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ESW Practice Exchange")
@click.pass_context
def main(context: click.Context) -> None:
    """Set up, serve and look after the ESW Practice Exchange.

    Settings come from the environment; docs/operations.md lists them.
    """
    # Flask's with_appcontext builds the portal from this, and only for commands that need one.
    context.obj = ScriptInfo(create_app=lambda: create_app(), set_debug_flag=False)


for each in COMMANDS:
    main.add_command(each)
