"""Putting two texts side by side: piece by piece, and word by word where a piece was changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from portal.practices.comparing.piece_matching import equal_pairs, rewritten_pairs
from portal.practices.comparing.pieces import Piece, PieceKind, pieces
from portal.practices.comparing.words import Effort, Mark, marked

State = Literal["unchanged", "changed", "added", "removed"]

# In steps of about 0.1 microseconds each, so that comparing ends within half a second.
EFFORT: Final = 4_000_000
# Unchanged pieces shown around a change, and the fewest that are worth folding.
AROUND: Final = 1
FOLD_FROM: Final = 3
NAMES: Final[dict[PieceKind, tuple[str, str]]] = {
    "paragraph": ("paragraph", "paragraphs"),
    "heading": ("heading", "headings"),
    "item": ("list item", "list items"),
    "step": ("step", "steps"),
    "row": ("table row", "table rows"),
    "code": ("block of code", "blocks of code"),
}


@dataclass(frozen=True, slots=True)
class Block:
    """Hold one piece of the old text, of the new, or of both."""

    state: State
    old: Piece | None
    new: Piece | None
    marks: tuple[Mark, ...]

    @property
    def kind(self) -> PieceKind:
        """Say what it is: paragraph, heading, item, step, row or code."""
        piece = self.new or self.old
        return piece.kind if piece else "paragraph"

    @property
    def is_level_only(self) -> bool:
        """Tell whether a heading went up or down and kept its words."""
        return self.state == "changed" and all(mark.kind == "same" for mark in self.marks)

    @property
    def old_marks(self) -> tuple[Mark, ...]:
        """Give the words of the old text, for its side of the page."""
        return tuple(mark for mark in self.marks if mark.kind != "added")

    @property
    def new_marks(self) -> tuple[Mark, ...]:
        """Give the words of the new text, for its side of the page."""
        return tuple(mark for mark in self.marks if mark.kind != "removed")


@dataclass(frozen=True, slots=True)
class Fold:
    """Hold a stretch of unchanged blocks that a page shows as one line."""

    blocks: tuple[Block, ...]

    @property
    def words(self) -> str:
        """Say what is folded, such as "12 paragraphs unchanged"."""
        kinds = {block.kind for block in self.blocks}
        name = NAMES[kinds.pop()][1] if len(kinds) == 1 else "paragraphs and other parts"
        return f"{len(self.blocks):,} {name} unchanged"

    @property
    def heading(self) -> str:
        """Give the last heading among them, under which the next block stands; "" if none."""
        headings = [each.new.text for each in self.blocks if each.new and each.kind == "heading"]
        return headings[-1] if headings else ""


def compare_texts(old: str, new: str) -> list[Block | Fold]:
    """Align two texts; long unchanged stretches come folded."""
    return list(_folded(aligned(old, new)))


def aligned(old: str, new: str) -> list[Block]:
    """Align the pieces of two texts, in order; nothing of either is left out."""
    a, b = pieces(old), pieces(new)
    effort = Effort(EFFORT)
    blocks: list[Block] = []
    i = j = 0
    for at_a, at_b in [*equal_pairs(a, b, effort), (len(a), len(b))]:
        if i < at_a or j < at_b:
            blocks += _replaced(a[i:at_a], b[j:at_b], effort)
        if at_a < len(a):
            blocks.append(_unchanged(a[at_a], b[at_b]))
        i, j = at_a + 1, at_b + 1
    return blocks


def _replaced(a: list[Piece], b: list[Piece], effort: Effort) -> Iterator[Block]:
    i = j = 0
    for at_a, at_b in [*rewritten_pairs(a, b, effort), (len(a), len(b))]:
        yield from (_one_sided("removed", each) for each in a[i:at_a])
        yield from (_one_sided("added", each) for each in b[j:at_b])
        if at_a < len(a):
            one, other = a[at_a], b[at_b]
            is_row = one.kind == other.kind == "row"
            marks = marked(one.text, other.text, effort, is_row=is_row)
            yield Block("changed", one, other, marks)
        i, j = at_a + 1, at_b + 1


def _one_sided(state: Literal["removed", "added"], piece: Piece) -> Block:
    marks = (Mark(state, piece.text),) if piece.text else ()
    return (
        Block(state, piece, None, marks) if state == "removed" else Block(state, None, piece, marks)
    )


def _unchanged(old: Piece, new: Piece) -> Block:
    return Block("unchanged", old, new, (Mark("same", new.text),) if new.text else ())


def _folded(blocks: list[Block]) -> Iterator[Block | Fold]:
    start = 0
    for is_same, run in groupby(blocks, lambda block: block.state == "unchanged"):
        stretch = list(run)
        start += len(stretch)
        if not is_same:
            yield from stretch
            continue
        first = AROUND if start > len(stretch) else 0
        last = len(stretch) - (AROUND if start < len(blocks) else 0)
        if last - first < FOLD_FROM:
            yield from stretch
            continue
        yield from stretch[:first]
        yield Fold(tuple(stretch[first:last]))
        yield from stretch[last:]
