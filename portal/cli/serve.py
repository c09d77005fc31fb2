"""`portal serve`: checks first what would go wrong later, then hands over to gunicorn."""

import errno
import logging
import socket
from contextlib import closing

import click
from flask import Flask

from portal.app import create_app
from portal.cli.demo import sign_ins
from portal.cli.init import set_up
from portal.cli.server import Server
from portal.config import LOOPBACK_HOSTS, Settings
from portal.db import db, migrate
from portal.web import asset_build

NOT_SET_UP = "The portal is not set up, or not brought up to date. Run: portal init"
PORTS_TRIED = 50


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64))
@click.option("--access-log", help="File for a line about each request; - for the terminal.")
@click.option(
    "--set-up", "first", is_flag=True, help="First do what `portal init` does, where it is needed."
)
def serve(
    host: str, port: int, workers: int, threads: int, access_log: str | None, first: bool
) -> None:
    """Serve the portal until Ctrl+C or a TERM signal; requests that are running end first."""
    settings = Settings.from_environment()
    refuse_strangers(settings, host)
    refuse_taken_port(host, port)
    app = set_up(settings, only_changes=True) if first else _ready(settings)
    start_logging(settings)
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options = {
        "bind": address,
        "workers": workers,
        "threads": threads,
        "accesslog": access_log,
        "loglevel": "debug" if settings.log_level == "DEBUG" else "warning",
    }
    Server(app, options, ready=lambda: _welcome(settings, address)).run()


def refuse_strangers(settings: Settings, host: str) -> None:
    """Keep a demo, whose passwords are on the screen, on this computer. Raises ClickException."""
    if settings.demo and host not in LOOPBACK_HOSTS:
        raise click.ClickException(
            f"A demo only answers the computer it runs on, not {host}. "
            "Set PORTAL_DEMO=false to serve others; docs/operations.md tells how."
        )


def refuse_taken_port(host: str, port: int) -> None:
    """Find out before the portal is built whether it can listen. Raises ClickException."""
    problem = _listening_problem(host, port)
    if problem is None:
        return
    if problem.errno != errno.EADDRINUSE:
        raise click.ClickException(f"Cannot listen on {host}, port {port}: {problem.strerror}.")
    others = range(port + 1, min(port + PORTS_TRIED, 65536))
    free = next((each for each in others if not _listening_problem(host, each)), None)
    hint = f" Choose another: make run PORT={free} (or portal serve --port {free})" if free else ""
    raise click.ClickException(f"Port {port} is taken.{hint}")


def _listening_problem(host: str, port: int) -> OSError | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family)) as probe:
        # As gunicorn does: a port that was let go of a moment ago is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None


def _ready(settings: Settings) -> Flask:
    """Give the portal. Raises ClickException where `portal init` has to run first."""
    if not asset_build.is_built(settings.assets):
        raise click.ClickException(NOT_SET_UP)
    app = create_app(settings)
    with app.app_context():
        current = migrate.is_current()
        db.engine.dispose()
    if not current:
        raise click.ClickException(NOT_SET_UP)
    return app


def start_logging(settings: Settings) -> None:
    """Write what happens to the error output, where systemd and containers pick it up."""
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )


def _welcome(settings: Settings, address: str) -> None:
    click.echo(f"\nThe ESW Practice Exchange is at http://{address}  (Ctrl+C stops it)")
    found = sign_ins(settings) if settings.demo else ""
    if found:
        click.echo(f"\n{found}")
