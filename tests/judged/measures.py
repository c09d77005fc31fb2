"""How well an ordered answer serves a question whose right answers people have graded."""

from collections.abc import Mapping, Sequence
from math import log2

DEPTH = 10
GOOD = 2  # a grade from which somebody would say that the search has helped

Grades = Mapping[str, int]


def ndcg(answer: Sequence[str], grades: Grades, depth: int = DEPTH) -> float:
    """Give the normalised discounted cumulative gain, from 0 to 1 for the best possible order.

    The gain of a grade g is 2^g - 1, the discount of place n is log2(n + 1): Burges and others,
    Learning to Rank using Gradient Descent, 2005.
    """
    found = _gain([grades.get(key, 0) for key in answer[:depth]])
    best = _gain(sorted(grades.values(), reverse=True)[:depth])
    return found / best if best else 0.0


def recall(answer: Sequence[str], grades: Grades, depth: int = DEPTH) -> float:
    """Give the share of the good answers that stand among the first `depth`, from 0 to 1.

    More than `depth` good answers cannot all stand there; then `depth` of them are all.
    """
    good = {key for key, grade in grades.items() if grade >= GOOD}
    return len(good.intersection(answer[:depth])) / min(len(good), depth) if good else 0.0


def good_first(answer: Sequence[str], grades: Grades) -> bool:
    """Tell whether a good answer stands first."""
    return bool(answer) and grades.get(answer[0], 0) >= GOOD


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / log2(place + 2) for place, grade in enumerate(grades))
