"""The pure core of matching: values in, distances, reasons and plans out."""

from portal.matching.core.blocks import blocks_of
from portal.matching.core.closeness import closeness
from portal.matching.core.distance import Distances, compare_columns, distances, reweighed
from portal.matching.core.explain import Comparison, Explanation, compare, explain
from portal.matching.core.items import Bands, Item, Kind, Ordered, Same, Scaled, SetOverlap, Values
from portal.matching.core.method import Basis, Block, Closeness, Method
from portal.matching.core.methods import METHODS, NOT_YET_KNOWN
from portal.matching.core.neighbours import NOBODY, Neighbour, all_nearest, nearest, neighbours
from portal.matching.core.record import TIME_LEFT_BANDS
from portal.matching.core.specs import from_spec, to_spec
from portal.matching.core.suggestions import LISTED, Suggestions, suggest

__all__ = [
    "LISTED",
    "METHODS",
    "NOBODY",
    "NOT_YET_KNOWN",
    "TIME_LEFT_BANDS",
    "Bands",
    "Basis",
    "Block",
    "Closeness",
    "Comparison",
    "Distances",
    "Explanation",
    "Item",
    "Kind",
    "Method",
    "Neighbour",
    "Ordered",
    "Same",
    "Scaled",
    "SetOverlap",
    "Suggestions",
    "Values",
    "all_nearest",
    "blocks_of",
    "closeness",
    "compare",
    "compare_columns",
    "distances",
    "explain",
    "from_spec",
    "nearest",
    "neighbours",
    "reweighed",
    "suggest",
    "to_spec",
]
