"""Finding the row of headings in a sheet, and saying plainly why it is not there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.prisons.tables.apart.limits import Cell
from portal.prisons.tables.cells import text, without_mark
from portal.prisons.tables.files import Sheet, unfit

DEEPEST = 20  # rows above the headings: a title, a date, a note


@dataclass(frozen=True, slots=True)
class Columns:
    """Say how a layout's headings are written: the first of each field is the usual one."""

    wanted: Mapping[str, tuple[str, ...]]
    also: Mapping[str, tuple[str, ...]]

    def field(self, heading: str) -> str:
        """Give the field that a heading stands for, or ""."""
        return next(
            (
                field
                for names in (self.wanted, self.also)
                for field, spellings in names.items()
                if heading in {each.casefold() for each in spellings}
            ),
            "",
        )


@dataclass(frozen=True, slots=True)
class Table:
    """Hold a sheet whose headings were found, with the column of each field."""

    sheet: Sheet
    row: int
    columns: Mapping[str, int]
    left_out: tuple[str, ...]

    def cell(self, cells: Sequence[Cell], field: str) -> Cell:
        """Give a row's cell of a field; blank where there is no such column or cell."""
        column = self.columns.get(field, len(cells))
        return cells[column] if column < len(cells) else None


def find(sheets: Sequence[Sheet], columns: Columns) -> Table | None:
    """Find the one sheet with these headings; None where no sheet has even half of them.

    Raises Invalid where several sheets have them, one is missing or twice, or cells are merged.
    """
    found = [table for sheet in sheets if (table := _closest(sheet, columns))]
    found = [table for table in found if _share(table, columns) >= 0.5]
    whole = [table for table in found if _share(table, columns) == 1]
    if len(whole) > 1:
        names = ", ".join(f"“{table.sheet.name}”" for table in whole)
        raise unfit(f"Several sheets look like this table: {names}. Keep one of them in the file")
    if not found:
        return None
    table = whole[0] if whole else found[0]
    _check(table, columns)
    return table


def field_of(cell: Cell, columns: Columns) -> str:
    """Give the field that a heading stands for, whatever its case, gaps and footnote marks."""
    return columns.field(_plain(cell))


def _plain(cell: Cell) -> str:
    return without_mark(text(cell)).rstrip(":").strip().casefold()


def _closest(sheet: Sheet, columns: Columns) -> Table | None:
    tables = (
        _table(sheet, row, cells, columns) for row, cells in list(sheet.rows.items())[:DEEPEST]
    )
    return max(tables, key=lambda table: _share(table, columns), default=None)


def _table(sheet: Sheet, row: int, cells: Sequence[Cell], columns: Columns) -> Table:
    fields = [columns.field(_plain(cell)) for cell in cells]
    known = {field: column for column, field in reversed(list(enumerate(fields))) if field}
    others = tuple(
        text(cell) for cell, field in zip(cells, fields, strict=True) if text(cell) and not field
    )
    return Table(sheet, row, known, others)


def _share(table: Table, columns: Columns) -> float:
    return sum(field in table.columns for field in columns.wanted) / len(columns.wanted)


def _check(table: Table, columns: Columns) -> None:
    place = f"Sheet “{table.sheet.name}”, row {table.row}"
    if table.row in table.sheet.merged:
        raise unfit(f"{place}: some headings share one merged cell. Undo the merging first")
    missing = [names[0] for field, names in columns.wanted.items() if field not in table.columns]
    if missing:
        others = ", ".join(f"“{each}”" for each in table.left_out) or "no others"
        raise unfit(
            f"{place}: there is no column “{'”, “'.join(missing)}”. "
            f"Was it renamed? Other columns here: {others}"
        )
    fields = [field_of(cell, columns) for cell in table.sheet.rows[table.row]]
    twice = next((field for field in fields if field and fields.count(field) > 1), "")
    if twice:
        raise unfit(f"{place}: the column “{_usual(columns, twice)}” is there twice")


def _usual(columns: Columns, field: str) -> str:
    return {**columns.also, **columns.wanted}[field][0]
