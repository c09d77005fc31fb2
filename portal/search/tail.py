"""Where an answer ends: what has little of a long question is not an answer.

Nearly everything has some word of a long question. What scores far below the tenth best is left
out, but never what has all the words, and nothing where very much scores well. The very best says
little: it may be the text itself that somebody asks for.
"""

POOL = 200
PLACE = 10
LEAST_SHARE = 0.3


def lowest_kept(good: float) -> float:
    """Give the lowest score that still belongs to the answer; `good` is that at `PLACE`."""
    return LEAST_SHARE * good
