"""Rows of a CSV file, every mistake told by its line.

Files are UTF-8, with or without a byte order mark, with any line ends; fields may be quoted.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Final

NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
ENDLESS: Final = 1e150  # the square of anything greater may be infinite


class TableError(Exception):
    """A table cannot be used; the message is one line, with the line of the file."""


def decoded(lines: Iterable[bytes], before: int = 0) -> Iterator[str]:
    """Give lines as text, `before` having gone before them. Raises TableError."""
    number = before
    for some in lines:
        for line in some.splitlines(keepends=True):  # a carriage return ends a line as well
            number += 1
            try:
                text = line.decode()
            except UnicodeDecodeError as error:
                raise TableError(f"line {number}: not UTF-8") from error
            yield text.removeprefix("\ufeff") if number == 1 else text


class Rows:
    """Give the rows, each with its line, as wide as the header; skip empty lines."""

    def __init__(self, lines: Iterable[bytes], before: int = 0, width: int = 0) -> None:
        self.reader = csv.reader(decoded(lines, before), strict=True)
        self.before = before
        self.width = width

    @property
    def line(self) -> int:
        """Give the line that was read last, 1 in an empty file."""
        return max(self.before + self.reader.line_num, 1)

    def header(self) -> list[str]:
        """Read the names of the columns. Raises TableError where they cannot be told apart."""
        row = next(self._raw(), None)
        if row is None:
            raise TableError("line 1: the file is empty")
        names = [name.strip() for name in row]
        for at, name in enumerate(names):
            if not name:
                raise TableError(f"line {self.line}: column {at + 1} of the header has no name")
            if name in names[:at]:
                raise TableError(f"line {self.line}: two columns are called {name!r}")
        self.width = len(names)
        return names

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Give line and row. Raises TableError for a row of another width."""
        for row in self._raw():
            if len(row) != self.width:
                fields = "1 field" if len(row) == 1 else f"{len(row)} fields"
                raise TableError(f"line {self.line}: {fields}, where the header has {self.width}")
            yield self.line, row

    def _raw(self) -> Iterator[list[str]]:
        while True:
            try:
                row = next(self.reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise TableError(f"line {self.line}: not CSV: {error}") from error
            if row and (len(row) > 1 or row[0].strip()):
                yield row
