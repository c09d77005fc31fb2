"""`portal estate`: bringing published tables about prisons in."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from portal.errors import Invalid
from portal.prisons.measures import NOT_KNOWN
from portal.prisons.tables import importing
from portal.prisons.tables.comparing import Change, Comparison

estate_cli = AppGroup("estate", help="Bring published figures about prisons in.")


@estate_cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as-at", type=click.DateTime(["%Y-%m-%d"]), help="The day the figures are of.")
@click.option(
    "--source", default="", metavar="KEY", help="The key of the source to file them under."
)
@click.option(
    "--name", "names", multiple=True, metavar="NAME=CODE", help="Which prison NAME means."
)
@click.option("--leave-out", is_flag=True, help="Go on without the rows that cannot be used.")
@click.option("--apply", "is_real", is_flag=True, help="Write; without it, only show.")
def import_(
    file: Path,
    as_at: datetime | None,
    source: str,
    names: tuple[str, ...],
    leave_out: bool,
    is_real: bool,
) -> None:
    """Show what FILE would change; with --apply, add its facts, all or none.

    FILE is a monthly population bulletin, the population data tool, the estate register or the
    answer of the prison register.
    """
    day = as_at.date() if as_at else None
    told = _names(names)
    published = importing.read_table(file, as_at=day)
    result = importing.propose(published, as_at=day, source=source, names=told)
    for line in report(result):
        click.echo(line)
    if not (result.is_whole or leave_out):
        if is_real:
            raise click.ClickException("Nothing was written. " + HOW_TO_GO_ON)
        click.echo(f"Before --apply: {HOW_TO_GO_ON}")
        return
    if not is_real:
        click.echo("Nothing was written. To write this, run it again with --apply.")
        return
    written = importing.add_facts(
        published, as_at=day, source=source, names=told, leave_out=leave_out
    )
    click.echo(f"{len(written.changes):,} facts were added.")


HOW_TO_GO_ON = (
    "Correct the rows above in the file, say which prison a name means with --name NAME=CODE, "
    "or go on without these rows with --leave-out."
)


def report(result: Comparison) -> Iterator[str]:
    """Say in lines what was read, what would change, and what could not be used."""
    published = result.published
    yield (
        f"{published.title}, {_day(result.as_at)}: {published.rows:,} rows read, "
        f"{len(result.changes):,} facts to add, {result.same:,} known already. "
        f"Source: {result.source}."
    )
    yield from result.notes
    yield from _section("Names that are not the prison's own", _read_as(result))
    yield from _section("Changes", map(_change, result.changes))
    yield from _section("Rows that match no prison", _unmatched(result))
    refused = (_first_up(f"{each.place}: {each.reason}") for each in result.refused)
    yield from _section("Refused rows", refused)


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    first = next(lines, None)
    if first is not None:
        yield f"\n{title}:"
        yield f"  {first}"
        yield from (f"  {line}" for line in lines)
        yield ""


def _read_as(result: Comparison) -> Iterator[str]:
    for (name, how), place in result.read_as.items():
        yield f"“{name}” was read as {how} ({place})"


def _unmatched(result: Comparison) -> Iterator[str]:
    for row, match in result.unmatched:
        likely = match.likely
        hint = f'. Likely {likely.full_name}: --name "{row.name}={likely.code}"' if likely else ""
        yield f"“{row.name}” ({row.place}): {match.reason}{hint}"


def _change(change: Change) -> str:
    before = change.before
    old = f"{before.said} ({before.source_title}, {_day(before.as_at)})" if before else NOT_KNOWN
    later = "; the newer figure stays the current one" if change.is_hidden else ""
    return f"{change.prison.full_name}, {change.label}: {old} → {change.to}{later}"


def _names(told: tuple[str, ...]) -> dict[str, str]:
    names: dict[str, str] = {}
    for each in told:
        name, sign, code = each.rpartition("=")
        if not (sign and name.strip() and code.strip()):
            raise Invalid({"name": f"“{each}” is not written like Durham (r)=DMI"})
        names[name.strip()] = code.strip().upper()
    return names


def _first_up(words: str) -> str:
    return words[:1].upper() + words[1:]


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
