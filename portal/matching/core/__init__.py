"""The pure core of matching: values in, distances, reasons and plans out."""

from portal.matching.core.closeness import closeness
from portal.matching.core.distance import Distances, distances
from portal.matching.core.explain import Comparison, Explanation, compare, explain
from portal.matching.core.items import Item, Kind, Ordered, Same, Scaled, SetOverlap, Values
from portal.matching.core.neighbours import Neighbour, nearest
from portal.matching.core.pairing import Group, Plan, Unpaired, pair_greedily, pair_up
from portal.matching.core.register import (
    METHODS,
    NOT_YET_KNOWN,
    TIME_LEFT_BANDS,
    Block,
    Closeness,
    Method,
    blocks_of,
)

__all__ = [
    "METHODS",
    "NOT_YET_KNOWN",
    "TIME_LEFT_BANDS",
    "Block",
    "Closeness",
    "Comparison",
    "Distances",
    "Explanation",
    "Group",
    "Item",
    "Kind",
    "Method",
    "Neighbour",
    "Ordered",
    "Plan",
    "Same",
    "Scaled",
    "SetOverlap",
    "Unpaired",
    "Values",
    "blocks_of",
    "closeness",
    "compare",
    "distances",
    "explain",
    "nearest",
    "pair_greedily",
    "pair_up",
]
