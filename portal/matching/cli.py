"""`portal matching`: the core on plain tables, without a database, and how good it is on ours."""

import csv
import io
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

import click
import numpy as np
from flask.cli import with_appcontext

from portal.matching.core.columns import Metric, blocks, nearest
from portal.matching.core.groups import SECONDS, Grouping, Objective, Size, group
from portal.matching.distance_tables import Distances, read_distances
from portal.matching.plain_csv import ENDLESS, NUMBER, TableError
from portal.matching.tables import read_table

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
TOLD = 20  # of those in no group; the rest are counted


class Weights(click.ParamType[dict[str, float]]):
    """Read `column=number,column=number`; a name with a comma stands in double quotes."""

    name = "column=number,..."

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> dict[str, float]:
        """Give the weight of each column named."""
        weights: dict[str, float] = {}
        for part in next(csv.reader([value], skipinitialspace=True), []):
            name, equals, number = part.rpartition("=")
            name, number = name.strip(), number.strip()
            if not equals or not name or not NUMBER.fullmatch(number):
                self.fail(f"{part!r} is not column=number", param, ctx)
            if name in weights:
                self.fail(f"{name!r} has two weights", param, ctx)
            if not 0 <= float(number) <= ENDLESS:
                self.fail(f"{part!r}: a weight is 0 or more", param, ctx)
            weights[name] = float(number)
        return weights


@click.group("matching")
def matching_cli() -> None:
    """Find neighbours and pairs in plain tables; report how good our own are."""


@matching_cli.command()
@click.option("--table", type=FILE, required=True, help="CSV: id, and columns to compare.")
@click.option("--method", type=click.Choice(["euclid", "gower"]), required=True)
@click.option("--weights", type=Weights(), default="", help="1 for every column not named.")
@click.option("--top", type=click.IntRange(1), help="How many for each; all if not given.")
def neighbours(table: Path, method: Metric, weights: dict[str, float], top: int | None) -> None:
    """Write who is nearest to each, as CSV: id, neighbour, rank, distance.

    Equally near ones stand in the order of their ids as text; those with nothing known on both
    sides come last, with no distance. docs/matching.md says how the distances are worked out.
    """
    try:
        read = read_table(table).weighted(weights)
        if method == "euclid":
            read.numbers_only()
    except TableError as error:
        raise click.ClickException(f"{table}: {error}") from error
    for note in read.notes():
        click.echo(f"Note: {note}", err=True)
    ranks = np.argsort(np.argsort(np.array(read.ids, dtype=object), kind="stable"))
    names = [_quoted(name) for name in read.ids]
    sys.stdout.write("id,neighbour,rank,distance\n")
    for rows, apart in blocks(read.columns, method):
        for own, row in enumerate(apart, rows.start):
            order = nearest(row, own, ranks, top or len(names))
            sys.stdout.write(_list(names, own, order.tolist(), row[order].tolist()))


def _list(names: Sequence[str], own: int, order: Iterable[int], apart: Iterable[float]) -> str:
    return "".join(
        f"{names[own]},{names[other]},{rank},{far!r}\n"
        if far == far
        else f"{names[own]},{names[other]},{rank},\n"
        for rank, (other, far) in enumerate(zip(order, apart, strict=True), 1)
    )


def _quoted(name: str) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow([name])
    return written.getvalue()


@matching_cli.command()
@click.option("--distances", type=FILE, required=True, help="CSV: a, b, distance.")
@click.option("--size", type=click.Choice(["2", "3", "4"]), default="2", show_default=True)
@click.option(
    "--objective",
    type=click.Choice(["squared", "sum"]),
    default="squared",
    show_default=True,
    help="Least total of squared or of plain distances.",
)
@click.option("--seconds", type=click.FloatRange(0), default=SECONDS, show_default=True)
def pair(distances: Path, size: str, objective: Objective, seconds: float) -> None:
    """Write who is in which group, as CSV: group, id; the total goes to the error output.

    A pair that is not in the file is forbidden. First the most are placed, then the fewest groups
    are of another size, then the total is least. docs/matching.md says which sizes may be used.
    """
    try:
        read = read_distances(distances)
    except TableError as error:
        raise click.ClickException(f"{distances}: {error}") from error
    wanted: dict[str, Size] = {"2": 2, "3": 3, "4": 4}
    found = group(read.costs, wanted[size], objective, seconds)
    names = [_quoted(name) for name in read.ids]
    lines = [
        f"{number},{names[member]}\n"
        for number, members in enumerate(found.groups, 1)
        for member in members
    ]
    lines += [f",{names[member]}\n" for member in found.alone]
    sys.stdout.write("".join(["group,id\n", *lines]))
    _tell(read, found)


def _tell(read: Distances, found: Grouping) -> None:
    """Say on the error output what the total is, whether it is proven, and who is left over."""
    if found.gap == 0:
        proof = "proven least"
    elif found.gap < 1:
        proof = f"not proven: at most a share of {found.gap:.3g} of it could be saved"
    else:
        proof = "not proven: time ran out"
    click.echo(f"total {found.total!r}, {proof}", err=True)
    partners = np.bincount(read.costs.first, minlength=len(read.ids))
    partners += np.bincount(read.costs.second, minlength=len(read.ids))
    for member in found.alone[:TOLD]:
        why = (
            "everyone it may join is needed in another group, or may not join that group"
            if partners[member]
            else "no pair with it is allowed: the file has no line for any"
        )
        click.echo(f"in no group: {read.ids[member]}: {why}", err=True)
    if len(found.alone) > TOLD:
        click.echo(f"in no group: {len(found.alone) - TOLD} more", err=True)


@matching_cli.command()
@click.option("--json", "as_json", is_flag=True, help="Write JSON in place of lines.")
@with_appcontext
def report(*, as_json: bool) -> None:
    """Measure the lists and pairings of the portal's prisons, each figure beside its aim.

    Exit code 1 where a promise about distances is broken or a pairing is not proven least.
    """
    # Here and not above: plain tables need no database.
    from portal.matching.report.measuring import reports
    from portal.matching.report.telling import is_sound, lines

    found = reports()
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], indent=2))
    else:
        click.echo("\n\n".join("\n".join(lines(each)) for each in found))
    if not all(map(is_sound, found)):
        sys.exit(1)


@matching_cli.command()
@with_appcontext
def tell() -> None:
    """Write to paired prisons what they have not been told yet.

    The portal does it by itself every two minutes; this is for a timer of one's own.
    """
    from portal.matching.partners import telling  # here and not above: see `report`

    sent = telling.tell()
    click.echo(f"{sent} {'letter' if sent == 1 else 'letters'} sent.")
