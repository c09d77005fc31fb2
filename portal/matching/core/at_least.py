"""What any plan costs at least, at a glance: half of what each member's nearest partners cost."""

import math

import numpy as np

from portal.matching.core.costs import Costs
from portal.matching.core.cover import Rules


def at_least(costs: Costs, rules: Rules) -> float:
    """Give a cost that no plan which keeps the rules can undercut.

    A member of a group of s spends at least the sum of its s - 1 cheapest pairs, which it shares
    with the other ends. As many as may be in smaller groups, or in none, save the most they can.
    """
    nearest = costs.cheapest(rules.main - 1)
    shares = np.where(np.isfinite(nearest), nearest, 0.0).cumsum(axis=1) / 2
    full = shares[:, -1]
    saved = 0.0
    for size, (_, most) in rules.counts.items():
        if size < rules.main:
            spent = shares[:, size - 2] if size > 1 else 0.0
            saved += math.fsum(np.sort(full - spent)[::-1][: most * size])
    return max(math.fsum(full) - saved, 0.0)
