"""Keeping the page of a comparison to a length that a browser can show and a person can read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from portal.practices.comparing.texts import Block, Fold

BLOCKS_MOST: Final = 1_500
FOLDED_MOST: Final = 150


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold what a page shows of a long text; `left_out` counts the pieces that it does not."""

    blocks: tuple[Block | Fold, ...]
    left_out: int


def shown(blocks: Iterable[Block | Fold]) -> Shown:
    """Take the first pieces of a comparison; a fold counts as one piece."""
    every = tuple(blocks)
    left = every[BLOCKS_MOST:]
    pieces = sum(len(each.blocks) if isinstance(each, Fold) else 1 for each in left)
    return Shown(every[:BLOCKS_MOST], pieces)


def opens(fold: Fold) -> bool:
    """Tell whether a page carries what is folded: the whole of a long stretch is too much."""
    return len(fold.blocks) <= FOLDED_MOST
