"""How close other prisons are to one, until matching tells."""

from collections.abc import Mapping
from typing import NamedTuple


class Near(NamedTuple):
    """Hold how alike another prison is."""

    share: float
    word: str
    because: str


def near(prison_id: int | None) -> Mapping[int, Near]:
    """Give how close each other prison is."""
    return {}
