"""`portal accounts`: letting the first people in, and programs."""

from urllib.parse import urlencode

import click
from flask import current_app
from flask.cli import AppGroup

from portal.accounts import links, queries, tokens
from portal.accounts.invitations import invite as send_invitation
from portal.accounts.models import Role
from portal.prisons.queries import prison_by_code, regions

accounts_cli = AppGroup("accounts", help="Invite people and make API tokens.")


@accounts_cli.command()
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--prison", metavar="CODE", help="For a member or prison lead, such as ACI.")
@click.option("--region", metavar="NAME", help="For a regional lead, such as 'West Midlands'.")
def invite(email: str, role: str, prison: str | None, region: str | None) -> None:
    """Invite EMAIL and print the link, which is sent by e-mail too."""
    if region and region not in regions():
        raise click.BadParameter(f"choose one of {', '.join(regions())}.", param_hint="--region")
    place = prison_by_code(prison) if prison else None
    _, token = send_invitation(
        email=email, role=Role(role), prison=place, region=region, actor=None
    )
    _print_link(token)


@accounts_cli.command()
@click.argument("email")
@click.option("--name", default="", help="Their full name, to fill in for them.")
def administrator(email: str, name: str) -> None:
    """Invite EMAIL to look after the whole portal, and print the link."""
    _, token = send_invitation(email=email, role=Role.ADMINISTRATOR, actor=None)
    _print_link(token, name=name)


@accounts_cli.command()
@click.argument("email")
def token(email: str) -> None:
    """Make the API token of EMAIL and print it; it is not shown again."""
    user = queries.person_by_email(email)
    if user is None:
        raise click.ClickException(f"Nobody with the address {email} can sign in.")
    click.echo(tokens.new_token(user, actor=None))


def _print_link(token: str, *, name: str = "") -> None:
    days = current_app.config["SETTINGS"].invitation_days
    click.echo(f"This link works once, for {days} days:")
    click.echo(links.invitation(token) + (f"?{urlencode({'name': name})}" if name else ""))
