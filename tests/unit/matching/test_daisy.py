"""The distances of daisy/make.R, worked out by R, beside ours."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from portal.matching.core.columns import Column, Metric, blocks
from portal.matching.core.items import Matrix

FOLDER = Path(__file__).parent / "daisy"
WORDS = {"words", "truth"}

Cell = float | str | None


@dataclass(frozen=True)
class Described:
    """Hold a column as R saw it; the values of kind `ordered` are the numbers of the levels."""

    kind: str
    weight: float
    values: list[Cell]

    @property
    def compared(self) -> list[Cell]:
        """Give the values as daisy compares them: of ratios the logarithm."""
        if self.kind != "ratio":
            return self.values
        return [None if value is None else math.log10(float(value)) for value in self.values]


@dataclass(frozen=True)
class Worked:
    """Hold a table and R's distances of its pairs, None for R's NA."""

    columns: list[Described]
    distances: list[float | None]

    @property
    def expected(self) -> list[float]:
        """Give R's distances with NaN for NA."""
        return [math.nan if apart is None else apart for apart in self.distances]

    @property
    def rows(self) -> int:
        """Give the number of rows."""
        return len(self.columns[0].values)


def _tables(name: str) -> list[Worked]:
    read = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return [
        Worked([Described(**column) for column in table["columns"]], table["distances"])
        for table in read["tables"]
    ]


GOWER, EUCLID = _tables("gower.json"), _tables("euclid.json")
OFFERED = [table for table in GOWER if all(column.kind != "asymm" for column in table.columns)]


def _ours(table: Worked, metric: Metric) -> list[float]:
    columns = [_column(column) for column in table.columns]
    whole: Matrix = np.concatenate([apart for _, apart in blocks(columns, metric)])
    return [float(whole[one, other]) for one, other in combinations(range(table.rows), 2)]


def _column(column: Described) -> Column:
    is_words = column.kind in WORDS
    if is_words:
        numbers = {word: at for at, word in enumerate({*column.values} - {None})}
        values = [math.nan if word is None else numbers[word] for word in column.values]
    else:
        values = [math.nan if value is None else float(value) for value in column.compared]
    return Column(column.kind, np.array(values), is_words, column.weight)


def _definition(table: Worked) -> Iterator[float]:
    """Work Gower's distances out as R's documentation of daisy defines them, pair by pair."""
    for one, other in combinations(range(table.rows), 2):
        apart = weight = 0.0
        for column in table.columns:
            ours, theirs = column.compared[one], column.compared[other]
            if ours is None or theirs is None or (column.kind == "asymm" and not (ours or theirs)):
                continue
            weight += column.weight
            apart += column.weight * _difference(column, ours, theirs)
        yield apart / weight if weight else math.nan


def _difference(column: Described, ours: Cell, theirs: Cell) -> float:
    if isinstance(ours, str) or isinstance(theirs, str) or column.kind in {"symm", "asymm"}:
        return float(ours != theirs)
    known = [float(value) for value in column.compared if value is not None]
    return abs(float(ours or 0) - float(theirs or 0)) / ((max(known) - min(known)) or 1)


def _same(expected: list[float]) -> object:
    """Give what equals these to 12 digits; R subtracts the mean or least first, so loses some."""
    return pytest.approx(expected, rel=1e-12, abs=1e-13, nan_ok=True)


@pytest.mark.parametrize("table", OFFERED)
def test_gower_is_that_of_r(table: Worked) -> None:
    assert _ours(table, "gower") == _same(table.expected)


@pytest.mark.parametrize("table", EUCLID)
def test_euclid_is_that_of_r_on_z_scores_with_weights_and_blanks(table: Worked) -> None:
    assert _ours(table, "euclid") == _same(table.expected)


@pytest.mark.parametrize("table", GOWER)
def test_r_follows_the_definition_in_its_documentation(table: Worked) -> None:
    assert list(_definition(table)) == _same(table.expected)


def test_the_tables_hold_every_case_that_conventions_differ_about() -> None:
    columns = [column for table in OFFERED for column in table.columns]
    kinds = {column.kind for column in columns}
    assert kinds == {"number", "constant", "words", "truth", "ordered", "symm", "ratio"}
    counts = [sum(value is not None for value in column.values) for column in columns]
    assert {0, 1} <= set(counts)
    assert any(column.weight == 0 for column in columns)
    assert any(None in table.distances for table in OFFERED)
    assert any(None in table.distances for table in EUCLID)
    assert {2, 60} <= {table.rows for table in OFFERED}
