"""Distances in words, by the fixed cut-offs of a method."""

import math

from portal.matching.core.method import Closeness, Method


def closeness(method: Method, distance: float) -> Closeness | None:
    """Give the word for a distance, None for NaN: not enough is known to say."""
    if math.isnan(distance):
        return None
    return next((word for word, greatest in method.cutoffs if distance <= greatest), "not close")
