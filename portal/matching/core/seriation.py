"""Putting things in a row so that what is alike stands together."""

import numpy as np

from portal.matching.core.items import Matrix


def in_a_row(apart: Matrix) -> list[int]:
    """Order n things by how far apart they are: n by n, symmetric, NaN where not known.

    The leaves of an average-linkage tree, turned so that neighbours are as close as the tree
    allows (Bar-Joseph and others, 2001). What is not known counts as far apart.
    """
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    if len(apart) < 3:
        return list(range(len(apart)))
    known = np.where(np.isnan(apart), 1.0, apart)
    np.fill_diagonal(known, 0.0)
    pairs = squareform((known + known.T) / 2, checks=False)
    order: list[int] = leaves_list(linkage(pairs, "average", optimal_ordering=True)).tolist()
    return order
