"""The capped lists of each line-up, kept by this process until a fact or a weight is added."""

from flask import current_app

from portal.matching.core import Basis, Block, Suggestions, suggest
from portal.matching.line_ups import LineUp

_KEY = "matching_suggestions"
_Kept = dict[tuple[Basis, Block], tuple[LineUp, Suggestions]]


def suggestions(compared: LineUp) -> Suggestions:
    """Give the lists of a line-up, solved once: `line_ups` gives the same one until a change."""
    kept: _Kept = current_app.extensions.setdefault(_KEY, {})
    found = kept.get((compared.basis, compared.block))
    if found is None or found[0] is not compared:
        solved = suggest(compared.distances, compared.codes)
        found = kept[compared.basis, compared.block] = compared, solved
    return found[1]
