import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from portal.matching.core import columns as module
from portal.matching.core.columns import Column, Metric, blocks, nearest
from portal.matching.core.items import Matrix

few = settings(max_examples=80, deadline=None)
nan = np.nan
metrics = st.sampled_from(["euclid", "gower"])
RED, BLUE, GREEN = 0.0, 1.0, 2.0


def _numbers(*values: float, weight: float = 1.0) -> Column:
    return Column("numbers", np.array(values, dtype=np.float64), is_words=False, weight=weight)


def _words(*values: float, weight: float = 1.0) -> Column:
    return Column("words", np.array(values, dtype=np.float64), is_words=True, weight=weight)


def _distances(columns: list[Column], metric: Metric) -> Matrix:
    return np.concatenate([apart for _, apart in blocks(columns, metric)])


def _random(rows: int, seed: int, *, blanks: float = 0.0, words: bool = False) -> list[Column]:
    rng = np.random.default_rng(seed)
    found = []
    for place in range(4):
        is_words = words and place % 2 == 1
        values = rng.integers(0, 3, rows) * 1.0 if is_words else rng.normal(size=rows) * 10**place
        values[rng.random(rows) < blanks] = nan
        weight = float(rng.choice([1.0, 0.5, 2.0, 0.0])) if place else 1.0
        found.append(Column(f"c{place}", values, is_words, weight))
    return found


@few
@given(st.integers(2, 30), st.integers(0, 10_000))
def test_euclid_is_that_of_scipy_with_the_sample_deviation_and_weights_on_squares(
    rows: int, seed: int
) -> None:
    columns = _random(rows, seed)
    table = np.stack([column.values for column in columns], axis=1)
    weights = np.array([column.weight for column in columns])
    scaled = table / table.std(axis=0, ddof=1)
    expected = cdist(scaled, scaled, "minkowski", p=2, w=weights)
    assert _distances(columns, "euclid") == pytest.approx(expected, rel=1e-9, abs=1e-9)


@few
@given(st.integers(2, 20), st.integers(0, 10_000), st.sampled_from([0.0, 0.3, 0.7]))
def test_gower_is_that_of_its_definition(rows: int, seed: int, blanks: float) -> None:
    columns = _random(rows, seed, blanks=blanks, words=True)
    found = _distances(columns, "gower")
    for one in range(rows):
        for other in range(rows):
            parts, known = [], []
            for column in columns:
                ours, theirs = float(column.values[one]), float(column.values[other])
                if math.isnan(ours) or math.isnan(theirs):
                    continue
                span = float(np.nanmax(column.values) - np.nanmin(column.values)) or 1.0
                apart = float(ours != theirs) if column.is_words else abs(ours - theirs) / span
                parts.append(column.weight * apart)
                known.append(column.weight)
            expected = sum(parts) / sum(known) if sum(known) else nan
            assert found[one, other] == pytest.approx(expected, rel=1e-12, abs=1e-15, nan_ok=True)


def test_gower_worked_by_hand() -> None:
    # The numbers have a range of 8 and weigh 2; the words weigh 1; the last row knows no word.
    columns = [_numbers(2, 4, 10, 6, weight=2), _words(RED, BLUE, RED, nan)]
    assert _distances(columns, "gower")[0] == pytest.approx(
        [0, (2 * 2 / 8 + 1) / 3, (2 * 8 / 8 + 0) / 3, 2 * 4 / 8 / 2]
    )


def test_euclid_worked_by_hand_with_a_blank() -> None:
    # Deviations: 1, 2, 3 has 1; 10, 20 has sqrt(50). All weigh 1 + 3; the last two share but 1.
    columns = [_numbers(1, 2, 3), _numbers(10, 20, nan, weight=3)]
    found = _distances(columns, "euclid")
    assert found[0, 1] == pytest.approx(math.sqrt(1 + 3 * 100 / 50))
    assert found[0, 2] == pytest.approx(math.sqrt(4 * (4 / 1)))


@pytest.mark.parametrize("metric", ["euclid", "gower"])
def test_where_nothing_is_known_on_both_sides_there_is_no_distance(metric: Metric) -> None:
    found = _distances([_numbers(1, nan, 3), _numbers(nan, 1, 2)], metric)
    assert math.isnan(found[0, 1])
    assert not math.isnan(found[0, 2])


@pytest.mark.parametrize("metric", ["euclid", "gower"])
def test_a_column_without_differences_adds_nothing_and_one_without_values_is_not_there(
    metric: Metric,
) -> None:
    columns = [_numbers(1, 2, 4)]
    empty = _numbers(nan, nan, nan, weight=5)
    assert np.array_equal(_distances([*columns, empty], metric), _distances(columns, metric))
    same = _distances([*columns, _numbers(7, 7, 7)], metric)
    share = 0.5 if metric == "gower" else 1.0  # gower is a mean, and the column is known
    assert same == pytest.approx(_distances(columns, metric) * share)


@pytest.mark.parametrize("metric", ["euclid", "gower"])
def test_rows_that_are_the_same_are_at_0(metric: Metric) -> None:
    assert not _distances([_numbers(5, 5, 5), _numbers(0, 0, 0)], metric).any()


@few
@given(st.integers(2, 20), st.integers(0, 10_000), metrics, st.sampled_from([0.0, 0.4]))
def test_distances_are_symmetric_and_0_to_oneself(
    rows: int, seed: int, metric: Metric, blanks: float
) -> None:
    found = _distances(_random(rows, seed, blanks=blanks, words=metric == "gower"), metric)
    assert np.array_equal(found, found.T, equal_nan=True)
    assert not np.nan_to_num(np.diag(found)).any()


@few
@given(st.integers(2, 20), st.integers(0, 10_000), metrics, st.sampled_from([0.0, 0.4]))
def test_the_order_of_the_rows_does_not_matter_to_the_last_digit(
    rows: int, seed: int, metric: Metric, blanks: float
) -> None:
    columns = _random(rows, seed, blanks=blanks)
    order = np.random.default_rng(seed).permutation(rows)
    mixed = [Column(c.name, c.values[order], c.is_words, c.weight) for c in columns]
    expected = _distances(columns, metric)[np.ix_(order, order)]
    assert np.array_equal(_distances(mixed, metric), expected, equal_nan=True)


@few
@given(
    st.integers(2, 20),
    st.integers(0, 10_000),
    metrics,
    st.floats(-1e6, 1e6).filter(lambda by: abs(by) > 1e-3),
    st.floats(-100, 100),
)
def test_another_unit_of_a_column_changes_nothing(
    rows: int, seed: int, metric: Metric, by: float, more: float
) -> None:
    columns = _random(rows, seed, blanks=0.2)
    first = columns[0]
    other = Column(first.name, first.values * by + more * by, first.is_words, first.weight)
    found = _distances([other, *columns[1:]], metric)
    expected = _distances(columns, metric)
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-6, nan_ok=True)


@few
@given(st.integers(2, 40), st.integers(0, 10_000), metrics)
def test_blocks_of_rows_are_those_of_the_whole(rows: int, seed: int, metric: Metric) -> None:
    columns = _random(rows, seed, blanks=0.2)
    whole = _distances(columns, metric)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "CELLS", 3 * rows)
        assert np.array_equal(_distances(columns, metric), whole, equal_nan=True)


@few
@given(st.lists(st.sampled_from([0.0, 1.0, 2.0, nan]), min_size=2, max_size=12), st.integers(1, 12))
def test_equals_stand_by_rank_and_the_unknown_last(apart: list[float], top: int) -> None:
    ranks = np.arange(len(apart))[::-1].copy()
    found = nearest(np.array(apart), 0, ranks, top).tolist()
    expected = sorted(
        range(1, len(apart)),
        key=lambda other: (math.isnan(apart[other]), apart[other], ranks[other]),
    )
    assert (
        found
        == sorted(
            expected,
            key=lambda other: (
                math.inf if math.isnan(apart[other]) else apart[other],
                ranks[other],
            ),
        )[:top]
    )
