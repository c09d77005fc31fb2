"""Where an answer ends: what has little of a long question is not an answer.

Nearly everything has some word of a long question. What scores far below the best is left out, but
never what has all the words, and nothing where very much scores well. The share is low: the best
may be the very text that somebody asks for, and then everything else is far below it.
"""

POOL = 200
LEAST_SHARE = 0.05


def lowest_kept(best: float) -> float:
    """Give the lowest score that still belongs to the answer."""
    return LEAST_SHARE * best
