"""Pairs by Edmonds's blossom algorithm, as rustworkx has it.

It reckons in whole numbers: costs are rounded to 2**-40, far below what a proof speaks of. It
cannot be stopped, so whoever calls it asks first how long it may take.
"""

from typing import Final

import numpy as np

from portal.matching.core.costs import Index
from portal.matching.core.items import Matrix

UNIT: Final = 2**40
SLOW: Final = 5e-8  # seconds for each member and pair: 2 to 5 times what was measured


def seconds_for(members: int, pairs: int) -> float:
    """Give about the longest that matching may take."""
    return SLOW * members * pairs


def matched(pairs: Index, costs: Matrix) -> Index:
    """Choose the most pairs that share nobody, and of all such choices the cheapest."""
    import rustworkx

    who, numbers = np.unique(pairs, return_inverse=True)
    edges = numbers.reshape(-1, 2).tolist()
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(len(who)))
    graph.add_edges_from(
        [(one, other, cost) for (one, other), cost in zip(edges, costs.tolist(), strict=True)]
    )
    chosen = rustworkx.max_weight_matching(
        graph, max_cardinality=True, weight_fn=lambda cost: round(-cost * UNIT)
    )
    found = np.sort(np.array(sorted(chosen), dtype=np.intp).reshape(-1, 2), axis=1)
    return who[found[np.lexsort(found.T[::-1])]].astype(np.intp)
