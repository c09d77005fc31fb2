"""Euclid's distances beside those of SciPy, blanks as scikit-learn and R's dist() treat them."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist, euclidean
from scipy.stats import zscore

from portal.matching.core.columns import Column, blocks
from portal.matching.core.items import Matrix

few = settings(max_examples=100, deadline=None)
cells = st.integers(-500, 500).map(lambda cell: cell / 8)
factors = st.sampled_from([1e-120, 1e-6, 1.0, 1e9, 1e120])


@st.composite
def tables(draw: st.DrawFn, *, blanks: bool) -> Matrix:
    """Make numbers in columns of very different size, each with at least two that differ."""
    rows, wide = draw(st.integers(2, 12)), draw(st.integers(1, 6))
    known = cells | st.just(math.nan) if blanks else cells
    columns = []
    for _ in range(wide):
        column = draw(st.lists(known, min_size=rows, max_size=rows))
        column[0], column[-1] = draw(cells), 100.0
        columns.append(np.array(column) * draw(factors))
    return np.stack(columns, axis=1)


def _ours(table: Matrix, weights: Matrix) -> Matrix:
    columns = [
        Column("", values, is_words=False, weight=float(weight))
        for values, weight in zip(table.T, weights, strict=True)
    ]
    return np.concatenate([apart for _, apart in blocks(columns, "euclid")])


def _weights(draw: st.DataObject, table: Matrix) -> Matrix:
    weight = st.sampled_from([0.0, 0.25, 1.0, 3.0, 1e6])
    return np.array([1.0, *(draw.draw(weight) for _ in table.T[1:])])


@few
@given(tables(blanks=False), st.data())
def test_it_is_scipys_on_z_scores_with_the_sample_deviation(
    table: Matrix, data: st.DataObject
) -> None:
    weights = _weights(data, table)
    scores = zscore(table, ddof=1)
    expected = cdist(scores, scores, "euclidean", w=weights)
    assert _ours(table, weights) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@few
@given(tables(blanks=True), st.data())
def test_with_blanks_it_is_scipys_on_what_both_know_scaled_up_by_all_over_known_weight(
    table: Matrix, data: st.DataObject
) -> None:
    weights = _weights(data, table)
    scores = zscore(table, ddof=1, nan_policy="omit")
    found = _ours(table, weights)
    for one, other in combinations(range(len(table)), 2):
        both = ~np.isnan(scores[one]) & ~np.isnan(scores[other])
        share = weights[both].sum() / weights.sum()
        apart = euclidean(scores[one, both], scores[other, both], w=weights[both])
        expected = apart / math.sqrt(share) if share else math.nan
        assert found[one, other] == pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True)


@few
@given(tables(blanks=True))
def test_unweighted_it_is_the_formula_of_scikit_learns_nan_euclidean_distances(
    table: Matrix,
) -> None:
    scores = zscore(table, ddof=1, nan_policy="omit")
    coordinates = scores.shape[1]
    apart = scores[:, None, :] - scores[None, :, :]
    present = (~np.isnan(apart)).sum(axis=2)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.sqrt(coordinates / present * np.nansum(apart**2, axis=2))
    assert _ours(table, np.ones(coordinates)) == pytest.approx(
        expected, rel=1e-9, abs=1e-12, nan_ok=True
    )


@pytest.mark.parametrize("far", [0, 1e3, 1e9, 1e12, 1e15])
def test_values_far_from_0_keep_the_digits_in_which_they_differ(far: float) -> None:
    near = np.array([[0.0], [3.0], [8.0], [8.0]])
    weights = np.ones(1)
    assert _ours(near + far, weights) == pytest.approx(_ours(near, weights), rel=1e-15)


@pytest.mark.parametrize("size", [1e-300, 1e-150, 1.0, 1e150])
def test_the_greatest_and_the_smallest_numbers_are_compared_alike(size: float) -> None:
    table = np.array([[0.0], [0.5], [1.0]])
    weights = np.ones(1)
    assert _ours(table * size, weights) == pytest.approx(_ours(table, weights), rel=1e-12)
